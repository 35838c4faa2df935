# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""SNMPv3 against net-snmp's own agent: discovery, and which part of a wrong credential is named."""

import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from gufo.snmp.sync import SnmpSession

from samdrift.adapters.snmp.cli import main
from samdrift.adapters.snmp.discover import discover
from samdrift.inventory.types import SnmpCredential
from samdrift.kernel.errors import BadInput, NotNow, Refused

SNMPD = shutil.which("snmpd", path="/usr/sbin:/sbin:/usr/local/sbin:/usr/bin")
pytestmark = pytest.mark.skipif(SNMPD is None, reason="net-snmp's snmpd is not installed (apt-get install snmpd)")

CONFIGURATION = """
agentAddress udp:127.0.0.1:{port}
createUser walker SHA-256 "walker-auth-key" AES "walker-priv-key"
createUser halfway SHA-256 "walker-auth-key"
rouser walker priv
rouser halfway auth
rocommunity probe 127.0.0.1
sysName frosta-v3
sysLocation Frosta school, cellar
"""


@contextmanager
def agent(folder: Path, configuration: str) -> Iterator[int]:
    """snmpd on loopback; its port."""
    address = re.findall(r"udp:([\d.]+):", configuration)[0]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind((address, 0))
        port = probe.getsockname()[1]
    (folder / "snmpd.conf").write_text(configuration.format(port=port), "utf-8")
    files = ["-Lf", str(folder / "log"), "-C", "-c", str(folder / "snmpd.conf"), "-p", str(folder / "pid")]
    process = subprocess.Popen(
        [str(SNMPD), "-f", *files], env={"SNMP_PERSISTENT_DIR": str(folder), "PATH": "/usr/bin:/bin"}
    )
    try:
        deadline = time.monotonic() + 30
        while True:
            try:
                SnmpSession(addr=address, port=port, community="probe", timeout=0.5).get("1.3.6.1.2.1.1.5.0")
                break
            except TimeoutError:
                assert time.monotonic() < deadline, (folder / "log").read_text("utf-8")
                time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=30)


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SnmpCredential]:
    with agent(tmp_path_factory.mktemp("snmpd"), CONFIGURATION) as port:
        yield SnmpCredential(
            version="3",
            user="walker",
            auth_protocol="SHA-256",
            auth_key="walker-auth-key",
            priv_protocol="AES",
            priv_key="walker-priv-key",
            port=port,
        )


def test_a_device_is_discovered_with_authentication_and_privacy(good):
    snapshot = discover("127.0.0.1", good)
    assert snapshot.device.sys_name == "frosta-v3"
    assert "lo" in [port.name for port in snapshot.interfaces]


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"user": "nobody"}, "knows no SNMPv3 user «nobody»"),
        (
            {"auth_key": "another-auth-key"},
            "the authentication key or protocol (SHA-256) of SNMPv3 user «walker» is wrong",
        ),
        ({"auth_protocol": "SHA"}, "the authentication key or protocol (SHA) of SNMPv3 user «walker» is wrong"),
        ({"priv_key": "another-priv-key"}, "the privacy key or protocol (AES) of SNMPv3 user «walker» is wrong"),
        ({"priv_protocol": "DES"}, "the privacy key or protocol (DES) of SNMPv3 user «walker» is wrong"),
        ({"user": "halfway"}, "does not allow SNMPv3 user «halfway» this security level"),
    ],
    ids=["user", "authentication key", "authentication protocol", "privacy key", "privacy protocol", "level"],
)
def test_a_refusal_names_what_is_wrong(good, wrong, named):
    with pytest.raises(Refused) as caught:
        discover("127.0.0.1", replace(good, **wrong), timeout_s=0.5, retries=0)
    assert named in caught.value.what
    assert "key" not in repr(good)


def test_a_silent_port_is_not_called_a_refusal(good):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as deaf:
        deaf.bind(("127.0.0.1", 0))
        silent = replace(good, port=deaf.getsockname()[1])
        with pytest.raises(NotNow, match="does not answer SNMPv3"):
            discover("127.0.0.1", silent, timeout_s=0.3, retries=0)


@pytest.mark.parametrize(
    ("missing", "where"),
    [
        ({"user": ""}, "credential.user"),
        ({"auth_protocol": ""}, "credential.auth_protocol"),
        ({"priv_key": "short"}, "credential.priv_key"),
    ],
)
def test_half_a_credential_is_bad_input(good, missing, where):
    with pytest.raises(BadInput) as caught:
        discover("127.0.0.1", replace(good, **missing))
    assert caught.value.where == where


def test_the_command_reads_keys_from_files(good, tmp_path, capsys):
    (tmp_path / "auth").write_text("walker-auth-key\n", "utf-8")
    (tmp_path / "priv").write_text("walker-priv-key\n", "utf-8")
    arguments = ["127.0.0.1", "--port", str(good.port), "--v3-user", "walker"]
    arguments += ["--v3-auth-key-file", str(tmp_path / "auth"), "--v3-priv-key-file", str(tmp_path / "priv"), "--json"]
    assert main(arguments) == 0
    assert '"sys_name": "frosta-v3"' in capsys.readouterr().out


async def test_a_refusal_is_told_inside_a_running_event_loop_too(good):
    with pytest.raises(Refused, match="knows no SNMPv3 user"):
        discover("127.0.0.1", replace(good, user="nobody"), timeout_s=0.5, retries=0)


def test_two_devices_with_one_engine_id_and_other_keys_are_each_read_rightly(good, tmp_path):
    cloned = "exactEngineID 0x80001f8804deadbeef\n" + CONFIGURATION
    second = (
        cloned.replace("127.0.0.1:", "127.0.0.2:").replace("walker-auth", "second-auth").replace("frosta", "lauvsnes")
    )
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    with agent(tmp_path / "one", cloned) as port, agent(tmp_path / "two", second) as other_port:
        keys = {
            "127.0.0.1": replace(good, port=port),
            "127.0.0.2": replace(good, port=other_port, auth_key="second-auth-key"),
        }
        for _ in range(2):  # and again, after the other was heard
            found = [discover(address, credential).device for address, credential in keys.items()]
            assert [(device.sys_name, device.engine_id) for device in found] == [
                ("frosta-v3", "80001f8804deadbeef"),
                ("lauvsnes-v3", "80001f8804deadbeef"),
            ]
        with pytest.raises(Refused, match="the authentication key or protocol"):
            discover("127.0.0.2", replace(keys["127.0.0.2"], auth_key="walker-auth-key"))
