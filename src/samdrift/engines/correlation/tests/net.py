# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""A played network: probes each two seconds over a small graph with rings, so that faults can be told as stories."""

from collections.abc import Callable

from samdrift.engines.correlation import Decision, Id, Link, NetworkJudge, Topology

PAIRS = [
    ("core1", "core2"), ("core1", "dist1"), ("core2", "dist1"), ("core1", "dist2"), ("core2", "dist2"),
    ("dist1", "acc1"), ("dist1", "acc2"), ("dist1", "acc3"), ("acc3", "acc4"),
    ("dist2", "acc5"), ("dist2", "acc6"), ("dist2", "acc7"), ("acc7", "acc8"),
]  # fmt: skip
PLACES = {
    "core1": "hall", "core2": "fire", "dist1": "school", "acc1": "school", "acc2": "school", "acc3": "gym", "acc4": "gym",
    "dist2": "health", "acc5": "health", "acc6": "health", "acc7": "care", "acc8": "care",
}  # fmt: skip


class PlayedNetwork:
    """Knows the truth (what is cut, dead, hung) and shows the judge only what a poller would see of it."""

    def __init__(
        self,
        icmp: bool = True,
        pairs: list[tuple[str, str]] = PAIRS,
        places: dict[str, str] = PLACES,
        unasked: frozenset[str] = frozenset(),
        reads_ports: bool = True,
    ) -> None:
        links = tuple(Link(f"{a}-{b}", a, f"{a}-{b}", b, f"{a}-{b}") for a, b in pairs)
        known: dict[Id, Id | None] = {}
        known.update(places)
        self.truth = Topology("core1", known, links)
        """What is really there; a test may tell the judge otherwise."""
        self.judge = NetworkJudge(self.truth)
        self.icmp = icmp
        self.unasked = unasked
        self.reads_ports = reads_ports
        self.deaf: Callable[[str, float], bool] = lambda _device, _now: False
        self.cut: set[str] = set()
        self.dead: set[str] = set()
        self.hung: set[str] = set()
        self.slow_failover: dict[str, float] = {}
        self.lossy: Callable[[str, float], bool] = lambda _device, _now: False
        self.now = 0.0
        self.decisions: list[Decision] = []

    def reached(self) -> set[str]:
        seen, queue = {"core1"} - self.dead, ["core1"] if "core1" not in self.dead else []
        while queue:
            here = queue.pop()
            for link in self.truth.at[here]:
                there = str(link.other(here))
                if link.id not in self.cut and there not in self.dead | seen:
                    seen.add(there)
                    queue.append(there)
        return {device for device in seen if self.slow_failover.get(device, 0.0) <= self.now}

    def read_ports(self, seen: set[str]) -> None:
        for device in seen - self.hung:
            for link in self.truth.at[device]:
                down = link.id in self.cut or link.other(device) in self.dead
                self.judge.port(device, link.port_at(device), self.now, oper="down" if down else "up", admin="up")

    def run(self, seconds: float) -> None:
        for _ in range(int(seconds)):
            self.now += 1.0
            seen = self.reached()
            if self.now % 2 == 0:
                for device in sorted({str(device) for device in self.judge.devices} - self.unasked):
                    if self.deaf(device, self.now):
                        self.judge.probe(device, self.now, icmp=False if self.icmp else None, snmp=False)
                        continue
                    snmp = device in seen and device not in self.hung
                    icmp = (device in seen) if self.icmp else None
                    lost = device in seen and self.lossy(device, self.now)
                    self.judge.probe(device, self.now, icmp=icmp, snmp=snmp, lost=lost)
            if self.reads_ports:
                self.read_ports({device for device in seen if not self.deaf(device, self.now)} - self.unasked)
            self.decisions += self.judge.judge(self.now)

    def opened(self) -> list[tuple[str, object]]:
        return [(d.incident.kind, d.incident.cause) for d in self.decisions if d.what == "opened"]

    def closed(self) -> list[tuple[str, object]]:
        return [(d.incident.kind, d.incident.cause) for d in self.decisions if d.what == "closed"]
