# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Sweeps of a whole city's network against the limit: 5,500 devices, 35,000 ports, sysUpTime and eleven columns of each.

make bench-network     or: .venv/bin/python tools/bench/network.py [--rounds N] [--only-ours] [--duty SECONDS] [--peers FOLDER]

Runs the flooder (the limit, in C) before, between and after, so that every figure is a ratio within one run. Needs root, gcc
and the farm's sources (SAMDRIFT_SHARED, or `shared` beside the checkout); without them it says so and ends with 0.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median

sys.path.insert(0, str(Path(__file__).parent))
from networkfarm.duty import COUNTERS_S, PROBES_S, STATUS_S, on_duty
from networkfarm.farm import CannotRun, Farm, Flood, fewest_requests, values_in
from networkfarm.machine import facts, receive_errors
from networkfarm.peers import PEERS, Swept
from networkfarm.peers import sweep as sweep_by
from networkfarm.ways import OurSweep, Run, differences, gufo_sweep

REPO = Path(__file__).resolve().parents[2]
WINDOW = 256
LATENCY = ("-l", "5:40")
DEAD = ("-D", "20")
MEAN_LATENCY_S = 0.0225


@dataclass(frozen=True, slots=True)
class Figures:
    """What the whole bench found."""

    floods: list[Flood]
    ours: list[Run]
    plain: list[Run]
    gufo: list[Run]
    peers: dict[str, Swept]
    wrong: int
    lost: int
    delayed: Run
    delayed_gufo: Run | None
    dying: Run
    rid: Run
    targets: int
    ports: int
    fewest: int
    values: int
    window: int


def measure(farm: Farm, *, rounds: int, only_ours: bool, bench: Path, unpacked: Path | None) -> Figures:
    """Everything, one after another."""
    floods: list[Flood] = []
    peers: dict[str, Swept] = {}
    with farm.running():
        targets = farm.targets()
        errors = receive_errors()
        sweep = OurSweep(targets, window=WINDOW)
        window = sweep.window
        warm_up(sweep.run)
        ours: list[Run] = []
        for _ in range(rounds):
            floods.append(farm.flood(window=window))
            ours += [sweep.run() for _ in range(3)]
        floods.append(farm.flood(window=window))
        assert sweep.matrix is not None
        wrong = differences(sweep.matrix, targets)
        lost = receive_errors() - errors
        sweep.close()
        plain, gufo = ([], []) if only_ours else _others(targets, window)
        if not only_ours:
            for peer in PEERS:
                peers[peer.name] = sweep_by(peer, farm=farm.folder, bench=bench, unpacked=unpacked)
                floods.append(farm.flood(window=window))
    delayed, delayed_gufo = _delayed(farm, window, only_ours=only_ours)
    dying, rid = _dying(farm, window)
    ports = sum(len(one.if_indexes) for one in targets)
    fewest, values = fewest_requests(targets), values_in(targets)
    return Figures(
        floods, ours, plain, gufo, peers, wrong, lost, delayed, delayed_gufo, dying, rid, len(targets), ports, fewest, values,
        window,
    )  # fmt: skip


def warm_up(run: Callable[[], Run]) -> None:
    """Requests are made and each device's manner is learnt in the first sweeps."""
    for _ in range(3):
        run()


def _others(targets: list, window: int) -> tuple[list[Run], list[Run]]:
    plain = OurSweep(targets, window=window, plain=True)
    warm_up(plain.run)
    runs = [plain.run() for _ in range(3)]
    plain.close()
    return runs, [gufo_sweep(targets, at_once=64)]


def _delayed(farm: Farm, window: int, *, only_ours: bool) -> tuple[Run, Run | None]:
    """With 5 to 40 ms of latency; the middle one of three by wall."""
    with farm.running(*LATENCY):
        sweep = OurSweep(farm.targets(), window=window)
        warm_up(sweep.run)
        runs = sorted([sweep.run() for _ in range(3)], key=lambda run: run.wall_s)
        sweep.close()
        return runs[1], None if only_ours else gufo_sweep(farm.targets(), at_once=window)


def _dying(farm: Farm, window: int) -> tuple[Run, Run]:
    """The same with dead devices: the first sweep that meets them, and the third, when they have left the fast path."""
    with farm.running(*LATENCY, *DEAD):
        sweep = OurSweep(farm.targets(), window=window)
        runs = [sweep.run() for _ in range(4)]
        sweep.close()
        return runs[1], runs[3]


def table(found: Figures) -> list[str]:
    """The figures as markdown, the targets beside them."""
    limit = mean(one.cpu_s for one in found.floods)
    lines = ["| sweep | CPU-s | x flooder | wall s | requests | values |", "|---|---|---|---|---|---|"]
    spread = f"{min(one.cpu_s for one in found.floods):.3f}-{max(one.cpu_s for one in found.floods):.3f}"
    wall = mean(one.wall_s for one in found.floods)
    name = f"flooder in C, {len(found.floods)} x 5 sweeps ({spread})"
    lines.append(f"| {name} | {limit:.3f} | 1 | {wall:.2f} | {found.fewest} | {found.values} |")
    for name, runs in (
        ("**ours, sendmmsg and recvmmsg**", found.ours),
        ("ours, plain sockets", found.plain),
        ("gufo-snmp asyncio, 66 names, 64 at once", found.gufo),
    ):
        if runs:
            cpu = median(run.cpu_s for run in runs)
            lines.append(
                f"| {name} | {cpu:.3f} | {cpu / limit:.1f} | {median(run.wall_s for run in runs):.2f} |"
                f" {mean(run.requests for run in runs):.0f} | {mean(run.values for run in runs):.0f} |"
            )
    for name, peer in found.peers.items():
        if peer.reason:
            lines.append(f"| {name} | {peer.reason} | | | | |")
        else:
            lines.append(f"| {name} | {peer.cpu_s:.2f} | {peer.cpu_s / limit:.0f} | | | {peer.values} |")
    return [*lines, "", *_against_targets(found, limit)]


def _against_targets(found: Figures, limit: float) -> list[str]:
    ours = median(run.cpu_s for run in found.ours) / limit
    requests = mean(run.requests for run in found.ours) / found.fewest
    whole = all(run.values == found.values for run in found.ours) and not found.wrong
    ideal = found.fewest * MEAN_LATENCY_S / found.window
    slow = found.delayed.wall_s
    dead, rid = found.dying.answered_s / slow, found.rid.wall_s / slow
    lines = ["| what | target | found | |", "|---|---|---|---|"]

    def say(what: str, target: str, said: str, *, good: bool) -> None:
        lines.append(f"| {what} | {target} | {said} | {'reached' if good else 'missed'} |")

    say("sweep, every name checked, in the matrix", "<= 4 x flooder", f"{ours:.1f} x", good=ours <= 4)
    said = f"{'all' if whole else 'not all'}, {found.wrong} wrong"
    say("values, some devices' confirmed by asking again", "all, none wrong", said, good=whole)
    say("requests", "<= 1.1 x the fewest", f"{requests:.2f} x", good=requests <= 1.1)
    target = f"about 1 s ({ideal:.2f} s at best)"
    say(f"wall with 5-40 ms, window {found.window}", target, f"{slow:.2f} s", good=slow <= 1.3 * ideal)
    number = found.dying.asked - found.dying.whole
    say(f"2 % dead ({number}): wall until the last living one", "<= 1.2 x", f"{dead:.2f} x", good=dead <= 1.2)
    say("2 % dead, once they have left: all of the sweep", "<= 1.2 x", f"{rid:.2f} x", good=rid <= 1.2)
    say("datagrams that found no room, machine-wide", "0", str(found.lost), good=not found.lost)
    cpu = median(run.cpu_s for run in found.ours)
    for name, peer in found.peers.items():
        least = 15 if name.startswith("collectd") else 40
        if not peer.reason:
            say(f"{name}, beside ours", f">= {least} x", f"{peer.cpu_s / cpu:.0f} x", good=peer.cpu_s >= least * cpu)
    if found.delayed_gufo is not None:
        other = found.delayed_gufo
        said = f"gufo-snmp took {other.wall_s:.2f} s wall and {other.cpu_s:.2f} CPU-s, ours {slow:.2f} s and"
        lines += ["", f"With 5-40 ms and {found.window} at once {said} {found.delayed.cpu_s:.2f}."]
    return lines


def duty(farm: Farm, seconds: float) -> None:
    """Print what the poller costs at the product's intervals."""
    with farm.running():
        found = on_duty(farm.targets(), seconds=seconds)
    print("| status every | counters every | probes every | of one core | devices swept a second | silent | memory |")
    print("|---|---|---|---|---|---|---|")
    print(
        f"| {STATUS_S:.0f} s | {COUNTERS_S:.0f} s | {PROBES_S:.0f} s | {found.core_share:.1%} |"
        f" {found.swept_a_second:.0f} | {found.silent} | {found.memory_mib:.0f} MiB |"
    )


def main(argv: list[str]) -> int:
    """0, also where it cannot run; the table on standard output."""
    parser = argparse.ArgumentParser(description="Sweep a farm of 5,500 agents, ours beside the limit and others.")
    parser.add_argument("--rounds", type=int, default=4, help="flooder and three sweeps of ours, so many times")
    parser.add_argument("--only-ours", action="store_true", help="nothing but the flooder and ours")
    parser.add_argument(
        "--duty", type=float, default=0.0, help="the poller itself instead, so many seconds after it has settled"
    )
    parser.add_argument("--peers", type=Path, help="the folder into which tools/bench/peers.sh has unpacked them")
    options = parser.parse_args(argv)
    bench = Path(os.environ.get("SAMDRIFT_SHARED", REPO.parent / "shared")) / "bench"
    with tempfile.TemporaryDirectory(prefix="samdrift-bench-") as folder:
        try:
            print("\n".join(f"- {fact}" for fact in facts()), end="\n\n", flush=True)
            if options.duty:
                duty(Farm(bench, Path(folder)), options.duty)
                return 0
            found = measure(
                Farm(bench, Path(folder)),
                rounds=options.rounds,
                only_ours=options.only_ours,
                bench=bench,
                unpacked=options.peers.resolve() if options.peers else None,
            )
        except CannotRun as why:
            print(f"cannot run: {why}")
            return 0
    print(f"Sweep = sysUpTime and 11 columns of {found.targets} devices, {found.ports} ports: {found.values} values.\n")
    print("\n".join(table(found)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
