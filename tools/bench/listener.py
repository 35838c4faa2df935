# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Measures the listener: does it store all of a storm of traps, informs and syslog, and how soon are informs answered.

    make bench-listener                    2,000 messages a second for a minute, then as many as it takes
    tools/bench/listener.py --seconds 10   shorter

A real nats-server that writes every message to disk before it acknowledges, a real `samdrift listener` process, senders
over loopback: traps v2c 50 %, informs v2c 15 %, traps and informs v3 authPriv 10 % and 5 %, syslog over UDP 20 %. What
was stored is read back from the stream and compared with what was sent, name by name. Prints a Markdown table.
"""

import argparse
import asyncio
import os
import re
import socket
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from pathlib import Path
from statistics import quantiles

from samdrift.adapters.jetstream import JetStreamLane, LaneSettings
from samdrift.adapters.jetstream.testing import NatsServer
from samdrift.adapters.traps.secured import (
    AUTH,
    PRIV,
    REPORTABLE,
    Secured,
    decode_secured,
    encode_scoped,
    encode_secured,
)
from samdrift.adapters.traps.usm import keys_for
from samdrift.engines import snmpwire as wire
from samdrift.inventory.types import SnmpCredential
from samdrift.monitoring.types import LogMessage, Notification, WatchPlan

USER = SnmpCredential("3", "", "aes", "SHA-256", "right-auth-key", "AES", "right-priv-key")
PLAN = WatchPlan(1, (), trap_credentials=(SnmpCredential(community="public"), USER))
UPTIME, TRAP_OID = (1, 3, 6, 1, 2, 1, 1, 3, 0), (1, 3, 6, 1, 6, 3, 1, 1, 4, 1, 0)
LINK_DOWN = "1.3.6.1.6.3.1.1.5.3"
ENGINE = b"\x80\x00\x00\x00\x04bench"
TICKS = os.sysconf("SC_CLK_TCK")
MIX = "ttttttttttiiiTTIssss"  # one letter a message: t, i v2c; T, I v3; s syslog
EVERY_S = 0.02
HEADINGS = (
    *("messages/s", "sent", "kernel dropped", "lost", "doubled", "informs answered"),
    *("after ms p50 / p95 / p99", "behind at the end s", "one core"),
)


def pdu(number: int, kind: wire.PduType) -> wire.Message:
    port = (wire.parse_dotted(f"1.3.6.1.2.1.2.2.1.1.{number}"), wire.integer(number))
    head = ((UPTIME, wire.time_ticks(100)), (TRAP_OID, wire.object_id(LINK_DOWN)))
    return wire.Message(wire.V2C, b"public", kind, number, (*head, port))


class Sender:
    """Makes datagrams numbered from `begin`, sends them paced, and hears the answers to informs."""

    def __init__(self, traps: int, syslog: int, begin: int) -> None:
        self.number = begin
        self.sent: Counter[str] = Counter()
        self.asked: dict[int, float] = {}
        self.answered: dict[int, float] = {}
        self._to_syslog = ("127.0.0.1", syslog)
        self._line = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
        self._line.setblocking(False)
        self._line.connect(("127.0.0.1", traps))
        self._logs = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._own = keys_for(USER, ENGINE)
        self._theirs: Secured | None = None
        self._theirs_at = 0.0

    async def discover(self) -> None:
        """The listener's engine, which an inform's sender must know (RFC 3414 section 4)."""
        empty = Secured(1, REPORTABLE, b"", 0, 0, b"", b"", b"", encode_scoped(b"", b"", pdu(1, wire.PduType.GET)))
        self._line.send(encode_secured(empty))
        data = await asyncio.wait_for(asyncio.get_running_loop().sock_recv(self._line, 65_535), 10)
        self._theirs, self._theirs_at = decode_secured(data), time.monotonic()
        asyncio.get_running_loop().add_reader(self._line, self._hear)

    def send(self, letter: str) -> None:
        number = self.number = self.number + 1
        if letter == "s":
            line = b"<189>%d: %%LINK-3-UPDOWN: Interface Gi0/%d, changed state to up" % (number, number)
            self._logs.sendto(line, self._to_syslog)
        else:
            kind = wire.PduType.INFORM if letter in "iI" else wire.PduType.TRAP_V2
            data = self._secured(number, kind) if letter in "TI" else wire.encode_message(pdu(number, kind))
            if letter in "iI":
                self.asked[number] = time.monotonic()
            self._line.send(data)
        self.sent[letter] += 1

    def _secured(self, number: int, kind: wire.PduType) -> bytes:
        engine, boots, now = ENGINE, 1, 100
        keys, flags = self._own, AUTH | PRIV
        if kind == wire.PduType.INFORM and self._theirs is not None:
            engine, boots, flags = self._theirs.engine_id, self._theirs.boots, AUTH | PRIV | REPORTABLE
            now = self._theirs.time + int(time.monotonic() - self._theirs_at)
            keys = keys_for(USER, engine)
        payload, salt = keys.encrypt(encode_scoped(engine, b"", pdu(number, kind)), boots, now)
        blank = Secured(number, flags, engine, boots, now, b"aes", bytes(keys.digest_length), salt, payload)
        whole = encode_secured(blank)
        digest = keys.digest(whole)
        return encode_secured(Secured(number, flags, engine, boots, now, b"aes", digest, salt, payload))

    def _hear(self) -> None:
        now = time.monotonic()
        while True:
            try:
                data = self._line.recv(65_535)
            except OSError:
                return
            try:
                number = wire.decode_message(data).request_id
            except wire.WireError:
                number = decode_secured(data).message_id
            if number in self.asked:
                self.answered.setdefault(number, now)

    async def pace(self, rate: int, seconds: float) -> float:
        """Send for `seconds`; how long it took in truth."""
        began = time.monotonic()
        due = 0
        while (passed := time.monotonic() - began) < seconds:
            wanted = int(passed * rate)
            while due < wanted:
                self.send(MIX[due % len(MIX)])
                due += 1
                if due % 50 == 0:
                    self._hear()
            await asyncio.sleep(EVERY_S)
        return time.monotonic() - began


class Bench:
    """Server, lane, listener."""

    def __init__(self, folder: Path) -> None:
        self.server = NatsServer(folder).start()
        self.ports = {name: free_port(kind) for name, kind in (("traps", "udp"), ("syslog", "udp"), ("metrics", "tcp"))}

    async def begin(self) -> None:
        self.lane = JetStreamLane(LaneSettings(url=self.server.url))
        await asyncio.wait_for(self.lane.ready(), 20)
        await self.lane.put_plan("main", PLAN)
        env = {
            **os.environ,
            "SAMDRIFT_NATS_URL": self.server.url,
            "SAMDRIFT_TRAP_ADDRESS": f"127.0.0.1:{self.ports['traps']}",
            "SAMDRIFT_SYSLOG_UDP": f"127.0.0.1:{self.ports['syslog']}",
            "SAMDRIFT_METRICS_PORT": str(self.ports["metrics"]),
        }
        self.process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "samdrift.runtime.listen", env=env, stderr=asyncio.subprocess.PIPE
        )
        if self.process.stderr is None:
            raise RuntimeError("no words of the listener")
        while b"plan 1" not in (line := await asyncio.wait_for(self.process.stderr.readline(), 30)):
            if not line:
                raise RuntimeError("the listener ended before it had begun")

    def cpu_s(self) -> float:
        fields = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return sum(map(int, fields[11:13])) / TICKS

    def count(self, name: str) -> int:
        page = urllib.request.urlopen(f"http://127.0.0.1:{self.ports['metrics']}/metrics", timeout=10).read().decode()
        found = re.findall(rf"^samdrift_listener_{name}(?:\{{.*\}})? ([0-9.e+]+)$", page, re.MULTILINE)
        return int(sum(map(float, found)))

    async def read_back(self, until: int) -> Counter[int]:
        """How often each number is in the stream, once `until` are read or nothing more comes."""
        found: Counter[int] = Counter()
        reading = asyncio.create_task(self._read_into(found))
        deadline = time.monotonic() + 60
        while len(found) < until and time.monotonic() < deadline:  # noqa: ASYNC110 - the reader tells nobody
            await asyncio.sleep(0.05)
        await asyncio.sleep(0.5)  # for what might come twice
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)
        return found

    async def _read_into(self, found: Counter[int]) -> None:
        async for delivery in self.lane.take():
            for one in delivery.observations:
                if isinstance(one, Notification) and one.if_index is not None:
                    found[one.if_index] += 1
                elif isinstance(one, LogMessage):
                    found[int(one.port.removeprefix("Gi0/") or 0)] += 1
            await delivery.done()

    async def end(self) -> None:
        self.process.terminate()
        await self.process.wait()
        await self.lane.close()
        self.server.kill()


def free_port(kind: str) -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM if kind == "udp" else socket.SOCK_STREAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def storm(bench: Bench, rate: int, seconds: float, begin: int) -> bool:
    """One run; whether nothing was lost, doubled or left unanswered."""
    sender = Sender(bench.ports["traps"], bench.ports["syslog"], begin)
    await sender.discover()
    stored = bench.count("stored_total") + bench.count("messages_stored_total")
    drops = bench.count("kernel_drops") + bench.count("syslog_kernel_drops")
    cpu = bench.cpu_s()
    took = await sender.pace(rate, seconds)
    sent = sender.sent.total()
    waited = time.monotonic()
    while time.monotonic() - waited < 60:
        now_stored = bench.count("stored_total") + bench.count("messages_stored_total") - stored
        dropped = bench.count("kernel_drops") + bench.count("syslog_kernel_drops") - drops
        if now_stored + dropped >= sent and len(sender.answered) + dropped >= len(sender.asked):
            break
        await asyncio.sleep(0.05)
    behind = time.monotonic() - waited
    cpu = bench.cpu_s() - cpu
    found = await bench.read_back(sent - dropped)
    waits = [1000 * (at - sender.asked[number]) for number, at in sender.answered.items()]
    cuts = quantiles(waits, n=100) if len(waits) > 1 else [0.0] * 99
    lost, doubled = sent - dropped - len(found), found.total() - len(found)
    print(
        f"| {rate:,} | {sent:,} in {took:.1f} s | {dropped:,} | {lost:,} | {doubled:,} | {len(sender.answered):,} of"
        f" {len(sender.asked):,} | {cuts[49]:.1f} / {cuts[94]:.1f} / {cuts[98]:.1f} | {behind:.2f} |"
        f" {100 * cpu / (took + behind):.0f} % |",
        flush=True,
    )
    return not (lost or doubled or dropped or len(sender.answered) < len(sender.asked))


async def run(rates: list[tuple[int, float]]) -> int:
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder))
        try:
            await bench.begin()
            print("| " + " | ".join(HEADINGS) + " |\n" + "|---" * len(HEADINGS) + "|", flush=True)
            whole = [
                await storm(bench, rate, seconds, 1_000_000 * (turn + 1)) for turn, (rate, seconds) in enumerate(rates)
            ]
        finally:
            await bench.end()
    return 0 if whole[0] else 1


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0] if __doc__ else "")
    parser.add_argument("--rate", type=int, default=2_000)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--more", type=int, nargs="*", default=[4_000, 8_000], help="further rates, 10 seconds each")
    asked = parser.parse_args()
    return asyncio.run(run([(asked.rate, asked.seconds), *((rate, 10.0) for rate in asked.more)]))


if __name__ == "__main__":
    raise SystemExit(main())
