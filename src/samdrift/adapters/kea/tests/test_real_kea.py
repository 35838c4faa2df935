# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""A real Kea from the lab beside the checkout, with addresses really leased."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from samdrift.adapters.kea.api import KeaApi
from samdrift.adapters.kea.reading import read_server

SHARED = Path(os.environ.get("SAMDRIFT_SHARED", Path(__file__).resolve().parents[6] / "shared"))
STANDIN = SHARED / "lab" / "standins" / "standin"
MISSING = (
    "the lab's standins are not there" if not STANDIN.exists()
    else "kea-dhcp4, kea-ctrl-agent and perfdhcp are not installed"
    if not all(map(shutil.which, ("kea-dhcp4", "kea-ctrl-agent", "perfdhcp")))
    else "network namespaces need root" if os.geteuid() else ""
)  # fmt: skip


@pytest.fixture
def kea(tmp_path):
    def standin(word):
        return subprocess.run([STANDIN, word, "kea", tmp_path], capture_output=True, text=True, check=False, timeout=60)

    up = standin("up")
    if up.returncode:
        standin("down")
        pytest.skip(f"the lab's Kea does not come up: {(up.stderr or up.stdout).strip()[-120:]}")
    yield tmp_path
    standin("down")


@pytest.mark.skipif(bool(MISSING), reason=MISSING)
def test_a_real_kea_tells_its_pools_and_the_leases_that_clients_got(kea):
    clients = [
        "ip",
        "netns",
        "exec",
        "dhcp-c",
        "perfdhcp",
        "-4",
        "-R",
        "12",
        "-n",
        "12",
        "-r",
        "40",
        "-l",
        "eth0",
        "10.95.0.1",
    ]
    subprocess.run(clients, capture_output=True, check=False, timeout=60)
    with KeaApi("http://127.0.0.1:8012/", user="lab", password="labpass") as api:
        over_http = read_server(api)
    with KeaApi(f"unix:{kea}/kea4.sock") as api:
        over_socket = read_server(api)
    assert over_http.pools == over_socket.pools
    assert over_http.leases == over_socket.leases
    assert over_http.leases_whole
    first, second = over_http.pools
    assert (first.network, first.name, first.size) == ("10.95.0.0/24", "School north clients", 100)
    assert (second.network, second.used, second.size) == ("10.95.1.0/28", 0, 8)
    assert first.used == len(over_http.leases) > 0
    assert over_http.leases[0].mac.startswith("000c01")
