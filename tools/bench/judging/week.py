# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Seven days without a fault: 0.5 % of all probes lost, no retries, one stall of 30 s of each kind. Nothing may open.

Probes that are answered change nothing but counts, so only the lost ones and their neighbours are played one by one.
"""

from dataclasses import dataclass

import numpy as np
from tools.bench.judging.nets import make_net

from samdrift.engines.correlation import NetworkJudge

DAY_S = 86_400.0
CHUNK_S = 600.0
INTERVAL_S = 2.0
STALL_S = 30.0
LOOK_S = 30.0


@dataclass
class Week:
    """What came of it."""

    probes: int = 0
    lost: int = 0
    opened: list[tuple[str, str, float]] = None  # type: ignore[assignment]


def play_week(size: int, seed: int, days: float, loss: float = 0.005) -> Week:
    """Every incident opened is a false one."""
    net = make_net("mixed", size, seed)
    judge = NetworkJudge(net.topology())
    asked = sorted(set(net.places) - net.unasked)
    random = np.random.default_rng(seed)
    phase = np.sort(random.uniform(0, INTERVAL_S, len(asked)))
    week = Week(opened=[])
    _everybody(judge, asked, phase, 0.0, ok=True)
    stalls = {
        int(days * DAY_S / CHUNK_S * 3 / 7): "nothing is asked",
        int(days * DAY_S / CHUNK_S * 5 / 7): "all missed",
    }
    last = np.zeros(len(asked))
    for chunk in range(int(days * DAY_S / CHUNK_S)):
        start = chunk * CHUNK_S + INTERVAL_S
        if stalls.get(chunk) == "nothing is asked":
            start += STALL_S
        elif stalls.get(chunk) == "all missed":
            start = _missed(judge, asked, phase, start, week)
            last[:] = start - INTERVAL_S + phase
        rounds = int((chunk * CHUNK_S + CHUNK_S + INTERVAL_S - start) / INTERVAL_S)
        week.probes += rounds * len(asked)
        where = np.flatnonzero(random.random(rounds * len(asked)) < loss)
        _play(judge, asked, phase, start, where, last, week)
    return week


def _play(
    judge: NetworkJudge,
    asked: list[str],
    phase: "np.ndarray[tuple[int], np.dtype[np.float64]]",
    start: float,
    where: "np.ndarray[tuple[int], np.dtype[np.int64]]",
    last: "np.ndarray[tuple[int], np.dtype[np.float64]]",
    week: Week,
) -> None:
    lost = set(where.tolist())
    week.lost += len(lost)
    count = len(asked)
    looked = start
    for index in sorted(lost | {i + count for i in lost}):
        turn, number = divmod(index, count)
        at, watch = start + turn * INTERVAL_S + phase[number], judge.devices[asked[number]]
        skipped = round((at - last[number]) / INTERVAL_S) - 1
        if skipped > 0:
            watch.losses.run += skipped
            watch.losses.probes += skipped
            watch.heard_at = watch.asked_at = float(at - INTERVAL_S)
        last[number] = at
        judge.probe(asked[number], float(at), icmp=None, snmp=index not in lost)
        if watch.misses > 1 or at - looked >= LOOK_S:
            looked = at
            _ask(judge, float(at) + INTERVAL_S * 0.9, week)


def _ask(judge: NetworkJudge, now: float, week: Week) -> None:
    for decision in judge.judge(now):
        if decision.what == "opened":
            week.opened.append((decision.incident.kind, str(decision.incident.cause), now))


def _everybody(judge: NetworkJudge, asked: list[str], phase: object, start: float, *, ok: bool) -> None:
    for device, offset in zip(asked, phase, strict=True):  # type: ignore[call-overload]
        judge.probe(device, start + float(offset), icmp=None, snmp=ok)


def _missed(judge: NetworkJudge, asked: list[str], phase: object, start: float, week: Week) -> float:
    """The collector sends but hears nobody."""
    for turn in range(int(STALL_S / INTERVAL_S)):
        _everybody(judge, asked, phase, start + turn * INTERVAL_S, ok=False)
        _ask(judge, start + (turn + 1) * INTERVAL_S, week)
    _everybody(judge, asked, phase, start + STALL_S, ok=True)
    _ask(judge, start + STALL_S + INTERVAL_S, week)
    return start + STALL_S + INTERVAL_S
