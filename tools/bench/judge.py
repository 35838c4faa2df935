# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""`make bench-judge`: the production judge against the truth of made-up municipal networks, as a markdown table.

Virtual time, every draw from a seed: the same arguments give the same table, but for the CPU figures.
"""

import argparse
import sys
import time
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.append(str(ROOT))

from tools.bench.judging.faults import OUTAGE_KINDS, QUIET_KINDS, SLOW_KINDS  # noqa: E402 - tools are no package
from tools.bench.judging.nets import make_net  # noqa: E402
from tools.bench.judging.score import Series, Trial, run_many, run_single  # noqa: E402
from tools.bench.judging.week import play_week  # noqa: E402
from tools.bench.judging.world import MODES, World  # noqa: E402

SHAPES = ("mixed", "tree", "ring", "mlag", "dual")
PORTIONS = {
    "device": 0.3,
    "link": 0.3,
    "place": 0.15,
    "redundancy": 0.12,
    "agent": 0.08,
    "degraded": 0.02,
    "flapping": 0.03,
}


def main(argv: list[str]) -> int:
    """Prints the tables; exit 0."""
    parser = argparse.ArgumentParser(prog="bench-judge", description=__doc__)
    parser.add_argument("--size", type=int, default=5500, help="devices")
    parser.add_argument("--single", type=int, default=1000, help="single faults in all")
    parser.add_argument("--many", type=int, default=100, help="moments with two to five faults")
    parser.add_argument("--days", type=float, default=7.0, help="days without a fault; 0 leaves them out")
    parser.add_argument("--modes", default=",".join(MODES), help="what is seen: poller, traps, probes")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--wrong", action="store_true", help="list what went wrong")
    chosen = parser.parse_args(argv)
    modes = chosen.modes.split(",")
    print(f"{chosen.size} devices, loss 0.5 %, seed {chosen.seed}\n")
    print("| seen | faults | moments | one incident each | cause named | late or left open | p50 s | p95 s |")
    print("|---|---|---:|---:|---:|---:|---:|---:|")
    for mode in modes:
        found = _single(chosen, mode, chosen.single // len(modes))
        rows: list[tuple[str, tuple[str, ...]]] = [("all that show at once", (*OUTAGE_KINDS, *QUIET_KINDS))]
        rows += [(kind, (kind,)) for kind in PORTIONS]
        for label, kinds in rows:
            _row(mode, label, [trial for kind in kinds if kind in found for trial in found[kind].trials])
        many = [
            run_many(shape, chosen.size, mode, chosen.seed + n, chosen.many // len(modes) // len(SHAPES)).trials
            for n, shape in enumerate(SHAPES)
        ]
        _row(mode, "two to five at once", [trial for trials in many for trial in trials])
        if chosen.wrong:
            _list_wrong(
                [*(t for series in found.values() for t in series.trials), *(t for trials in many for t in trials)]
            )
    _cost(chosen.size, chosen.seed)
    if chosen.days:
        week = play_week(chosen.size, chosen.seed, chosen.days)
        print(
            f"\n{chosen.days:g} days without a fault, two stalls of 30 s: {week.probes:,} probes without a retry, "
            f"{week.lost:,} lost, {len(week.opened)} false incidents {week.opened[:5] or ''}"
        )
    return 0


def _single(chosen: argparse.Namespace, mode: str, count: int) -> dict[str, Series]:
    """Half of the faults in the mixed town, the rest in nets of one kind."""
    total: dict[str, Series] = {}
    for n, shape in enumerate(SHAPES):
        portion = count * (0.5 if shape == "mixed" else 0.125)
        plan = {kind: max(1, round(portion * share)) for kind, share in PORTIONS.items() if _shows(mode, kind)}
        for kind, series in run_single(shape, chosen.size, mode, chosen.seed + n, plan).items():
            total.setdefault(kind, Series()).trials.extend(series.trials)
    return total


def _shows(mode: str, kind: str) -> bool:
    """Whether such a fault can be told from what is seen at all."""
    return (
        mode == "poller"
        or kind in (*OUTAGE_KINDS, "degraded")
        or (mode == "traps" and kind in ("redundancy", *SLOW_KINDS))
    )


def _row(mode: str, label: str, trials: list[Trial]) -> None:
    if not trials:
        return
    faults = sum(len(trial.faults) for trial in trials)
    times = sorted(t for trial in trials for t in trial.after_s)
    loose = sum(trial.late + trial.left_open for trial in trials)
    exact = _percent(sum(trial.exact for trial in trials), len(trials))
    named = _percent(sum(trial.named for trial in trials), faults)
    print(
        f"| {mode} | {label} | {len(trials)} | {exact} | {named} | {loose} | {_at(times, 0.5):.1f} | {_at(times, 0.95):.1f} |",
        flush=True,
    )


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %"


def _at(times: list[float], share: float) -> float:
    return times[min(len(times) - 1, int(len(times) * share))] if times else float("nan")


def _list_wrong(trials: Iterable[Trial]) -> None:
    for trial in trials:
        if not trial.exact or trial.named < len(trial.faults) or trial.left_open:
            truth = [(fault.kind, fault.cause[1], len(fault.dark)) for fault in trial.faults]
            said = [
                (i.kind, i.cause, i.finding.rule if i.finding else "", len(i.affected), round(after, 1))
                for i, after in zip(trial.opened, trial.after_s, strict=True)
            ]
            print(f"  {trial.where}: {truth} -> {said[:6]} late {trial.late} left {trial.left_open}", file=sys.stderr)


def _cost(size: int, seed: int) -> None:
    """CPU of feeding and asking the judge in calm times and during a big outage, as a share of one core."""
    net = make_net("mixed", size, seed)
    world = World(net, seed)
    world.run(30)
    devices = sorted(world.judge.devices)
    begun = time.process_time()
    for turn in range(5):
        for device in devices:
            world.judge.probe(device, world.now + 2 * turn, icmp=True, snmp=True)
    feeding = (time.process_time() - begun) / 10
    now = world.now + 10
    steps = 40
    begun = time.process_time()
    for _ in range(steps):
        now += 0.5
        world.judge.judge(now)
    calm = (time.process_time() - begun) / steps
    for turn in range(3):
        for device in devices[: size // 3]:
            world.judge.probe(device, now + 2 * turn, icmp=False, snmp=False)
    begun = time.process_time()
    for _ in range(steps):
        now += 0.5
        world.judge.judge(now)
    stormy = (time.process_time() - begun) / steps
    print(
        f"\nCPU: taking all probes {100 * feeding:.1f} % of a core; a step {1000 * calm:.2f} ms in calm, "
        f"{1000 * stormy:.1f} ms with a third of the network dark; at two steps a second {100 * (feeding + 2 * calm):.1f} % in all"
    )


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
