# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Faults to inject, each with its truth: which incident is right, and which causes nobody could tell apart from it."""

from collections.abc import Collection
from dataclasses import dataclass
from random import Random

from tools.bench.judging.nets import Net

Cause = tuple[str, str]
"""("device" | "link" | "place", id)."""
OUTAGE_KINDS = ("device", "link", "place")
QUIET_KINDS = ("redundancy", "agent")
SLOW_KINDS = ("degraded", "flapping")


@dataclass(frozen=True)
class Fault:
    """One physical fault. `dark`: asked devices that fall silent by it alone; `equals`: causes that look just the same."""

    kind: str
    cause: Cause
    dark: frozenset[str]
    equals: frozenset[Cause] = frozenset()
    delay: float = 0.0
    """Seconds after the moment of the test."""

    def broken(self, net: Net) -> tuple[set[str], set[str]]:
        """(devices, links) out of order."""
        return _broken(net, self.cause) if self.kind in (*OUTAGE_KINDS, "redundancy") else (set(), set())


def _broken(net: Net, cause: Cause) -> tuple[set[str], set[str]]:
    kind, name = cause
    if kind == "link":
        return set(), {name}
    return ({name} if kind == "device" else set(net.devices_at(name))), set()


def dark(net: Net, dead: Collection[str], cut: Collection[str]) -> frozenset[str]:
    """Asked devices that cannot answer then."""
    reached = net.paths(dead, cut)
    return frozenset(d for d in net.places if d not in reached and d not in net.unasked)


def draw(net: Net, kind: str, random: Random, tries: int = 200) -> Fault | None:
    """A fault of this kind that shows; None where the network has no room for one."""
    for _ in range(tries):
        fault = _try(net, kind, random)
        if fault is not None:
            return fault
    return None


def _try(net: Net, kind: str, random: Random) -> Fault | None:
    link = random.choice(sorted(net.true))
    device = random.choice(sorted(net.places))
    upset = {"device": ("device", device), "place": ("place", net.places[device])}.get(kind, ("link", link))
    if kind == "agent":
        return Fault(kind, ("device", device), frozenset({device})) if device not in net.unasked else None
    if link not in net.known or device in net.unasked:
        return None
    if kind not in OUTAGE_KINDS and {net.true[link].a, net.true[link].b} & net.unasked:
        return None
    dead, cut = _broken(net, upset)
    if net.vantage in dead:
        return None
    fallen = dark(net, dead, cut)
    if kind == "redundancy":
        return Fault(kind, upset, fallen) if not fallen else None
    if kind == "degraded":
        behind = frozenset(d for d, way in net.paths((), ()).items() if way[0] == link and d not in net.unasked)
        return Fault(kind, upset, behind) if behind else None
    if kind == "flapping":
        return Fault(kind, upset, fallen)
    everyone = len(net.places) - len(net.unasked)
    if not fallen or len(fallen) >= everyone * 0.5 or (kind == "place" and len(net.devices_at(upset[1])) < 2):
        return None
    return Fault(kind, upset, fallen, _equals(net, upset, fallen))


def _equals(net: Net, truth: Cause, fallen: frozenset[str]) -> frozenset[Cause]:
    """Causes that darken the same devices and show the same dead ports to those who still answer."""
    shown = _shown(net, *_broken(net, truth))
    reached = net.paths(*_broken(net, truth))
    dumb = {d for d in net.unasked if d not in reached}
    candidates: set[Cause] = {("device", d) for d in fallen | dumb} | {("place", net.places[d]) for d in fallen}
    candidates |= {("link", link) for d in fallen | dumb for link, _ in net.at[d]}
    near = {c for c in candidates if _touches(net, c, shown)}
    return frozenset(
        c
        for c in near
        if dark(net, *_broken(net, c)) == fallen and (_shown(net, *_broken(net, c)) == shown or truth[0] == "place")
    )


def _touches(net: Net, cause: Cause, shown: frozenset[tuple[str, str]]) -> bool:
    links = {link for _, link in shown}
    dead, cut = _broken(net, cause)
    return bool(cut & links) or any(link in links for device in dead for link, _ in net.at[device])


def _shown(net: Net, dead: set[str], cut: set[str]) -> frozenset[tuple[str, str]]:
    """(device that answers, link whose port is dead there)."""
    reached = net.paths(dead, cut)
    rows = set()
    for link in cut | {name for device in dead for name, _ in net.at[device]}:
        ends = (net.true[link].a, net.true[link].b)
        rows |= {(str(end), link) for end in ends if end in reached and end not in net.unasked}
    return frozenset(rows)


def draw_many(net: Net, count: int, random: Random) -> list[Fault] | None:
    """Faults at one moment, each of which shows though the others are there."""
    chosen: list[Fault] = []
    for _ in range(60):
        kind = random.choice(("device", "device", "link", "link", "place"))
        fault = draw(net, kind, random)
        if fault is None or any(fault.dark & other.dark for other in chosen):
            continue
        chosen.append(Fault(fault.kind, fault.cause, fault.dark, fault.equals, delay=random.uniform(0, 2)))
        if len(chosen) == count:
            return chosen if _apart(net, chosen) else None
    return None


def _apart(net: Net, chosen: list[Fault]) -> bool:
    dead: set[str] = set()
    cut: set[str] = set()
    for fault in chosen:
        more_dead, more_cut = fault.broken(net)
        dead, cut = dead | more_dead, cut | more_cut
    return dark(net, dead, cut) == frozenset().union(*(fault.dark for fault in chosen))
