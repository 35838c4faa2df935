# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""SNMPv3 authPriv against net-snmp's agent: right keys, wrong ones in words, a restart, and an agent that hangs."""

import asyncio
import os
import shutil
import signal
import socket
import subprocess
from contextlib import suppress
from dataclasses import replace

import pytest

from samdrift.inventory.types import SnmpCredential
from samdrift.monitoring.testing import MemoryLane
from samdrift.monitoring.types import DeviceReading, Probe, WatchPlan, WatchTarget
from samdrift.runtime.poller.counts import Counts
from samdrift.runtime.poller.rounds import COUNTS, Poller

SNMPD = shutil.which("snmpd") or shutil.which("snmpd", path="/usr/sbin")
pytestmark = pytest.mark.skipif(SNMPD is None, reason="needs net-snmp's agent: apt-get install snmpd")


class Agent:
    """snmpd on loopback with one v3 user."""

    def __init__(self, folder, *, address="127.0.0.1", auth_key="right-auth-key", more="") -> None:
        self.folder, self.address, self.auth_key = folder, address, auth_key
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.bind((address, 0))
            self.port = probe.getsockname()[1]
        (folder / "agent.conf").write_text(
            f"agentAddress udp:{address}:{self.port}\n{more}"
            f'createUser watcher SHA-256 "{auth_key}" AES "right-priv-key"\nrouser watcher authPriv\n'
        )

    def start(self) -> "Agent":
        self.process = subprocess.Popen(
            [SNMPD, "-f", "-LE", "3", "-C", "-c", str(self.folder / "agent.conf"), "-I", "-smux"],
            env={**os.environ, "SNMP_PERSISTENT_DIR": str(self.folder)},
            stderr=subprocess.DEVNULL,
        )
        return self

    def stop(self) -> None:
        self.process.terminate()  # killed, it would forget its boots and refuse everybody after the start
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def target(self, **changes) -> WatchTarget:
        right = SnmpCredential(
            version="3",
            user="watcher",
            auth_protocol="SHA-256",
            auth_key=self.auth_key,
            priv_protocol="AES",
            priv_key="right-priv-key",
            port=self.port,
        )
        return WatchTarget(1, self.address, replace(right, **changes), (1, 999_999), icmp=False)


@pytest.fixture
def agent(tmp_path):
    agent = Agent(tmp_path).start()
    yield agent
    agent.stop()


@pytest.fixture
async def desk():
    lane = MemoryLane()
    lane.poller = asyncio.create_task(Poller(lane, "main", Counts("poller", COUNTS)).run())
    yield lane
    lane.poller.cancel()
    with suppress(asyncio.CancelledError):
        await lane.poller


async def until(lane, wanted) -> None:
    """Waits for one that `wanted` likes among those told from now on."""
    begin = len(lane.samples)
    async with asyncio.timeout(30):
        while not any(wanted(seen) for seen in lane.samples[begin:]):
            async with lane.changed:
                await lane.changed.wait()


def answers(seen) -> bool:
    return isinstance(seen, Probe) and seen.snmp is True


async def test_an_agent_is_probed_and_read_over_v3(desk, agent):
    await desk.put_plan("main", WatchPlan(1, (agent.target(),), 1.0))
    await until(desk, lambda seen: isinstance(seen, DeviceReading) and seen.names)
    reading = next(seen for seen in desk.samples if isinstance(seen, DeviceReading) and seen.names)
    assert [port.if_index for port in reading.ports] == [1]
    assert (reading.names[1], reading.ports[0].oper, reading.uptime_ticks >= 0) == ("lo", "up", True)


@pytest.mark.parametrize("wrong", [{"auth_key": "wrong-auth-key"}, {"user": "stranger"}, {"auth_protocol": "SHA"}])
async def test_a_wrong_key_or_user_is_said_in_words(desk, agent, wrong):
    await desk.put_plan("main", WatchPlan(1, (agent.target(**wrong),), 1.0))
    await until(desk, lambda seen: isinstance(seen, Probe) and seen.snmp is False and "authentication" in seen.reason)


async def test_a_restarted_agent_is_answering_again(desk, agent):
    await desk.put_plan("main", WatchPlan(1, (agent.target(),), 1.0))
    await until(desk, answers)
    agent.stop()
    await until(desk, lambda seen: isinstance(seen, Probe) and seen.snmp is False)
    agent.start()
    await until(desk, answers)


async def test_an_agent_that_hung_is_answering_again(desk, agent):
    await desk.put_plan("main", WatchPlan(1, (agent.target(),), 1.0))
    await until(desk, answers)
    agent.process.send_signal(signal.SIGSTOP)
    await until(desk, lambda seen: isinstance(seen, Probe) and seen.snmp is False)
    agent.process.send_signal(signal.SIGCONT)
    await until(desk, answers)


async def test_two_agents_with_one_engine_id_and_other_keys_are_each_polled_through_a_restart(desk, tmp_path):
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    engine = "exactEngineID 0x80001f8804deadbeef\n"
    one = Agent(tmp_path / "one", more=engine).start()
    two = Agent(tmp_path / "two", address="127.0.0.2", auth_key="other-auth-key", more=engine).start()

    def answered(device_id):
        return lambda seen: answers(seen) and seen.device_id == device_id

    try:
        targets = (one.target(), replace(two.target(), device_id=2))
        await desk.put_plan("main", WatchPlan(1, targets, 1.0))
        await until(desk, answered(1))
        await until(desk, answered(2))
        two.stop()
        await until(desk, lambda seen: isinstance(seen, Probe) and seen.device_id == 2 and seen.snmp is False)
        two.start()  # its boots are now 2, the other's 1, under one engine id
        await until(desk, answered(2))
        await until(desk, answered(1))
    finally:
        one.stop()
        two.stop()
