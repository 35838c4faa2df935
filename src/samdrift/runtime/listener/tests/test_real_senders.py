# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""net-snmp's snmptrap and snmpinform against `samdrift listener` as a process, with a real lane behind it."""

import asyncio
import os
import shutil
import socket
import sys
from contextlib import aclosing
from pathlib import Path

import pytest

import samdrift
from samdrift.adapters.jetstream import JetStreamLane, LaneSettings
from samdrift.adapters.jetstream.testing import NatsServer
from samdrift.inventory.types import SnmpCredential
from samdrift.monitoring.types import WatchPlan

SOURCE = Path(samdrift.__file__).parent.parent
pytestmark = pytest.mark.skipif(shutil.which("snmptrap") is None, reason="needs net-snmp's tools: apt-get install snmp")

LINK_DOWN = ["1.3.6.1.6.3.1.1.5.3", "1.3.6.1.2.1.2.2.1.1.7", "i", "7"]
PLAN = WatchPlan(
    1,
    (),
    trap_credentials=(
        SnmpCredential(community="public"),
        SnmpCredential("3", "", "aes", "SHA-256", "right-auth-key", "AES", "right-priv-key"),
        SnmpCredential("3", "", "des", "MD5", "right-auth-key", "DES", "right-priv-key"),
        SnmpCredential("3", "", "sha", "SHA", "right-auth-key", "AES", "right-priv-key"),
        SnmpCredential("3", "", "plain", "SHA-512", "right-auth-key"),
    ),
)
V3 = {
    "aes": ["-l", "authPriv", "-a", "SHA-256", "-A", "right-auth-key", "-x", "AES", "-X", "right-priv-key"],
    "des": ["-l", "authPriv", "-a", "MD5", "-A", "right-auth-key", "-x", "DES", "-X", "right-priv-key"],
    "sha": ["-l", "authPriv", "-a", "SHA", "-A", "right-auth-key", "-x", "AES", "-X", "right-priv-key"],
    "plain": ["-l", "authNoPriv", "-a", "SHA-512", "-A", "right-auth-key"],
}


def free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Bench:
    """A lane, a listener process on it, and senders."""

    def __init__(self, folder: Path) -> None:
        self.server = NatsServer(folder).start()
        self.port = free_port()
        (folder / "cert_indexes").mkdir()  # else net-snmp says that it makes it
        self.env = {**os.environ, "SNMP_PERSISTENT_DIR": str(folder), "SNMPCONFPATH": str(folder), "MIBS": ""}
        self.process = None

    async def begin(self) -> "Bench":
        self.lane = JetStreamLane(LaneSettings(url=self.server.url))
        await asyncio.wait_for(self.lane.ready(), 20)
        await self.lane.put_plan("main", PLAN)
        await self.start()
        return self

    async def start(self) -> None:
        """Returns when the listener follows its plan."""
        env = {
            **os.environ,
            "PYTHONPATH": str(SOURCE),
            "SAMDRIFT_NATS_URL": self.server.url,
            "SAMDRIFT_TRAP_ADDRESS": f"127.0.0.1:{self.port}",
        }
        self.process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "samdrift.runtime.listen", env=env, stderr=asyncio.subprocess.PIPE
        )
        async with asyncio.timeout(30):
            while b"plan 1" not in await self.process.stderr.readline():
                assert self.process.returncode is None

    async def kill(self) -> None:
        self.process.kill()
        await self.process.wait()

    async def end(self) -> None:
        if self.process.returncode is None:
            await self.kill()
        await self.lane.close()
        self.server.kill()

    async def sending(self, tool: str, *arguments: str) -> asyncio.subprocess.Process:
        pipe = asyncio.subprocess.PIPE
        return await asyncio.create_subprocess_exec(tool, *arguments, env=self.env, stdout=pipe, stderr=pipe)

    async def send(self, tool: str, *arguments: str) -> tuple[int, str]:
        process = await self.sending(tool, *arguments)
        _, errors = await asyncio.wait_for(process.communicate(), 60)
        return process.returncode, errors.decode()

    @property
    def to(self) -> str:
        return f"127.0.0.1:{self.port}"

    async def next(self, count: int = 1) -> list:
        found = []
        async with asyncio.timeout(30), aclosing(self.lane.take()) as deliveries:
            async for delivery in deliveries:
                found += delivery.observations
                await delivery.done()
                if len(found) >= count:
                    return found
        return found


@pytest.fixture
async def bench(tmp_path):
    bench = Bench(tmp_path)
    try:
        yield await bench.begin()
    finally:
        await bench.end()


async def test_traps_of_every_version_are_stored(bench):
    assert await bench.send("snmptrap", "-v2c", "-c", "public", bench.to, "", *LINK_DOWN) == (0, "")
    (seen,) = await bench.next()
    assert (seen.trap, seen.if_index, seen.version, seen.inform) == ("linkDown", 7, "2c", False)

    v1 = ["1.3.6.1.4.1.9.1", "192.0.2.9", "3", "0", "100", *LINK_DOWN[1:]]
    assert await bench.send("snmptrap", "-v1", "-c", "public", bench.to, *v1) == (0, "")
    (seen,) = await bench.next()
    assert (seen.trap, seen.if_index, seen.version) == ("linkUp", 7, "1")

    for user, security in V3.items():
        arguments = ["-v3", "-e", "0x8000000001020304", "-u", user, *security, bench.to, "", *LINK_DOWN]
        assert await bench.send("snmptrap", *arguments) == (0, "")
        (seen,) = await bench.next()
        assert (seen.trap, seen.if_index, seen.version) == ("linkDown", 7, "3")


async def test_informs_are_acknowledged_and_stored_once(bench):
    assert await bench.send("snmpinform", "-v2c", "-c", "public", bench.to, "", *LINK_DOWN) == (0, "")
    for user, security in V3.items():
        assert await bench.send("snmpinform", "-v3", "-u", user, *security, bench.to, "", *LINK_DOWN) == (0, ""), user
    found = await bench.next(5)
    assert [(seen.trap, seen.inform) for seen in found] == [("linkDown", True)] * 5


async def test_a_wrong_key_or_community_is_not_acknowledged(bench):
    quick = ["-r", "0", "-t", "1"]
    wrong = ["-l", "authPriv", "-a", "SHA-256", "-A", "wrong-auth-key", "-x", "AES", "-X", "right-priv-key"]
    status, said = await bench.send("snmpinform", *quick, "-v3", "-u", "aes", *wrong, bench.to, "", *LINK_DOWN)
    assert (status, "Authentication failure" in said) == (1, True)
    status, said = await bench.send("snmpinform", *quick, "-v3", "-u", "me", *V3["aes"], bench.to, "", *LINK_DOWN)
    assert (status, "Unknown user name" in said) == (1, True)
    status, said = await bench.send("snmpinform", *quick, "-v2c", "-c", "guess", bench.to, "", *LINK_DOWN)
    assert (status, "Timeout" in said) == (1, True)
    assert await bench.send("snmpinform", "-v2c", "-c", "public", bench.to, "", *LINK_DOWN) == (0, "")
    assert len(await bench.next()) == 1


@pytest.mark.parametrize("way", [["-v2c", "-c", "public"], ["-v3", "-u", "aes", *V3["aes"]]], ids=["v2c", "v3"])
async def test_killed_before_storing_the_inform_is_sent_again_and_stored_once(bench, way):
    bench.server.kill()  # so that nothing can be stored
    sender = await bench.sending("snmpinform", "-r", "20", "-t", "1", *way, bench.to, "", *LINK_DOWN)
    await asyncio.sleep(1.5)
    assert sender.returncode is None
    await bench.kill()
    bench.server.start()
    await bench.start()
    _, said = await asyncio.wait_for(sender.communicate(), 60)
    assert (sender.returncode, said) == (0, b"")
    await bench.send("snmpinform", "-v2c", "-c", "public", bench.to, "", "1.3.6.1.6.3.1.1.5.1")
    assert [seen.trap for seen in await bench.next(2)] == ["linkDown", "coldStart"]


async def test_an_address_in_use_is_said_in_words(bench):
    env = {**os.environ, "PYTHONPATH": str(SOURCE), "SAMDRIFT_TRAP_ADDRESS": bench.to}
    second = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "samdrift.runtime.listen", env=env, stderr=asyncio.subprocess.PIPE
    )
    _, said = await asyncio.wait_for(second.communicate(), 30)
    assert second.returncode == 2
    assert f"cannot listen at 127.0.0.1:{bench.port}: Address already in use" in said.decode()
