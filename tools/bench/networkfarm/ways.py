# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Ways to sweep the farm: ours over both kinds of socket, and bare gufo-snmp. Each tells CPU, wall, requests, values."""

import asyncio
import gc
import random
import resource
import socket
import time
from dataclasses import dataclass
from ipaddress import IPv4Address

import numpy as np

from samdrift.adapters.snmpbulk import BulkLine, DatagramSocket, PlainSocket, open_socket, window_for
from samdrift.adapters.snmpbulk.line import nonces
from samdrift.engines import snmpwire as wire
from samdrift.engines.snmpsweep import COLUMNS, SYS_UPTIME, State, Sweeper, SweepMatrix, Target, join

FEW, PAUSE_S = 24, 0.002


@dataclass(frozen=True, slots=True)
class Run:
    """One sweep. `answered_s`: wall until the last living device was through; `wall_s` until nothing was waited for."""

    cpu_s: float
    wall_s: float
    answered_s: float
    requests: int
    again: int
    values: int
    whole: int
    asked: int


def cpu_s() -> float:
    """User and system time of this process so far."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


class OurSweep:
    """The product's own engine and adapter, asked to go as fast as the window lets them."""

    def __init__(self, targets: list[Target], *, window: int, plain: bool = False) -> None:
        one: DatagramSocket = PlainSocket("127.0.0.1") if plain else open_socket("127.0.0.1")
        self.window = window_for(one.buffer_octets, window)  # type: ignore[attr-defined]
        self.line = BulkLine(Sweeper(nonces, window=self.window), one)
        self.targets = targets
        self.line.sweeper.watch(targets)
        self.matrix: SweepMatrix | None = None
        gc.collect()
        gc.freeze()  # as the poller does when a plan has come: what lives long need not be looked at again

    def run(self) -> Run:
        """One sweep of all that have not left, into `matrix`."""
        sweeper = self.line.sweeper
        asked = [one.device_id for one in self.targets if not sweeper.manner(one.device_id).leaves]
        sweeper.counts.clear()
        begun_cpu, begun = cpu_s(), time.monotonic()
        answered = begun
        pieces: list[SweepMatrix] = []
        sweeper.ask(asked)
        while len(sweeper):
            taken = self.line.exchange(time.monotonic())
            if 0 < taken < FEW:
                time.sleep(PAUSE_S)  # answers trickle in: take them by the dozen
            elif not taken:
                self.line.read()
                piece = sweeper.collect()
                if piece is not None:
                    pieces.append(piece)
                    if (piece.state != State.SILENT).any():
                        answered = time.monotonic()
                self.line.wait(0.01 if len(sweeper) else 0.0)
        self.line.read()
        piece = sweeper.collect()
        if piece is not None:
            pieces.append(piece)
            answered = time.monotonic()
        matrix = self.matrix = join(pieces)
        wall, cpu = time.monotonic() - begun, cpu_s() - begun_cpu
        return Run(
            cpu,
            wall,
            answered - begun,
            sweeper.counts["asked"],
            sweeper.counts["asked_again"],
            int(matrix.valid.sum()) + int((matrix.uptime_ticks >= 0).sum()),
            int((matrix.state == State.WHOLE).sum()),
            len(asked),
        )

    def close(self) -> None:
        """The socket is closed, and garbage looked at as before."""
        self.line.close()
        gc.unfreeze()


def differences(matrix: SweepMatrix, targets: list[Target], *, sample: int = 60) -> int:
    """Values of some devices in the matrix that the plain codec, asking just now, does not confirm.

    Counters may have grown since; everything else must be equal.
    """
    of = {one.device_id: one for one in targets}
    wrong = 0
    numbers = dict(enumerate(matrix.device_ids.tolist()))
    for number, rows in matrix.devices():
        if number % max(1, len(numbers) // sample):
            continue
        target = of[numbers[number]]
        for row in range(rows.start, rows.stop):
            now = _ask(target, [(*column.object_id, int(matrix.if_index[row])) for column in COLUMNS])
            then = matrix.values[row].tolist()
            for column, before, after in zip(COLUMNS, then, now, strict=True):
                steady = column.name in ("high_speed", "oper", "admin")
                wrong += not (after == before if steady else before <= after <= before * 1.5 + 10**9)
        wrong += _ask(target, [SYS_UPTIME])[0] < int(matrix.uptime_ticks[number])
        wrong += int(np.count_nonzero(~matrix.valid[rows]))
    return wrong


def _ask(target: Target, names: list[tuple[int, ...]]) -> list[int]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        one.settimeout(3)
        request = wire.get(*names, community=target.community, request_id=random.getrandbits(30))
        one.sendto(wire.encode_message(request), (str(IPv4Address(target.address)), target.port))
        answer = wire.decode_message(one.recv(65_535))
    found = dict(answer.varbinds)
    return [value if (value := found[name].as_int()) is not None else -1 for name in names]


async def _gufo(targets: list[Target], at_once: int) -> tuple[float, float, int, int]:
    from gufo.snmp.aio import SnmpSession

    names_at_once = 66
    sessions = [SnmpSession(str(IPv4Address(one.address)), one.port, community="public") for one in targets]
    work: list[list[list[str]]] = []
    for one in targets:
        names = [
            ".".join(map(str, name))
            for name in [SYS_UPTIME, *((*c.object_id, port) for port in one.if_indexes for c in COLUMNS)]
        ]
        work.append([names[at : at + names_at_once] for at in range(0, len(names), names_at_once)])
    turns = iter(range(len(targets)))
    values = 0

    async def worker() -> None:
        nonlocal values
        for turn in turns:
            for names in work[turn]:
                found = await sessions[turn].get_many(names)
                values += len(found)

    begun_cpu, begun = cpu_s(), time.monotonic()
    await asyncio.gather(*(worker() for _ in range(at_once)))
    return cpu_s() - begun_cpu, time.monotonic() - begun, sum(map(len, work)), values


def gufo_sweep(targets: list[Target], *, at_once: int) -> Run:
    """Bare gufo-snmp under asyncio, 66 names a GET, no retries: the best of its kind before ours."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, 20_000)), hard))
    cpu, wall, requests, values = asyncio.run(_gufo(targets, at_once))
    return Run(cpu, wall, wall, requests, 0, values, len(targets), len(targets))
