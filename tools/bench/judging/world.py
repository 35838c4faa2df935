# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""A network played in virtual time: what a poller and a trap listener would see of it goes to the judge under test.

Probes are lost and late, traps get lost, rings take seconds to close, some devices limit ICMP, some never send a trap.
"""

import heapq
from collections.abc import Callable
from dataclasses import dataclass
from math import log
from random import Random

from tools.bench.judging.faults import Fault
from tools.bench.judging.nets import Net

from samdrift.engines.correlation import Decision, NetworkJudge

TICK_S = 0.5
SWEEP_S = 30.0
"""Every so often the poller reads all ports; only readings of ports that changed matter here."""
MODES = ("poller", "traps", "probes")
"""What is seen: ICMP + SNMP + traps + ports read again when wished; answered-or-not and traps; answered-or-not alone."""


@dataclass
class Weather:
    """How bad the way is. Shares of 1; seconds."""

    loss: float = 0.005
    icmp_limited: float = 0.02
    mute: float = 0.1
    """Devices that send no traps."""
    tells_power: float = 0.5
    """Places with a UPS that tells."""


class World:
    """Knows the truth and shows the judge what can be seen. `run` moves time on; `begin` and `end` a fault."""

    def __init__(self, net: Net, seed: int, mode: str = "poller", interval: float = 2.0) -> None:
        self.net, self.mode, self.weather = net, mode, Weather()
        self.random = Random(f"world-{seed}")
        self.judge = NetworkJudge(net.topology())
        self.now = 0.0
        self.decisions: list[Decision] = []
        self.faults: list[Fault] = []
        self.hung: set[str] = set()
        self.lossy: dict[str, float] = {}
        self.losing: dict[str, float] = {}
        self.dead: dict[str, float] = {}
        self.cut: set[str] = set()
        self.flapped: set[str] = set()
        self.paths = net.paths((), ())
        self.dip_until: dict[str, float] = {}
        self._later: list[tuple[float, int, Callable[[], None]]] = []
        self._number = 0
        self._ticks = round(interval / TICK_S)
        self._turn = 0
        asked = sorted(set(net.places) - net.unasked)
        self._rounds: list[list[tuple[str, float]]] = [[] for _ in range(self._ticks)]
        for device in asked:
            self._rounds[self.random.randrange(self._ticks)].append((device, self.random.uniform(0, TICK_S - 0.05)))
        for bucket in self._rounds:
            bucket.sort(key=lambda row: row[1])
        self.limited = {d for d in asked if self.random.random() < self.weather.icmp_limited}
        self.mute = {d for d in asked if self.random.random() < self.weather.mute} | net.unasked
        self.telling = {p for p in sorted(set(net.places.values())) if self.random.random() < self.weather.tells_power}
        self._asked_again: set[str] = set()
        self._calm_probes = 1

    def run(self, seconds: float) -> None:
        """Play on."""
        until = self.now + seconds
        while self.now < until:
            self._tick()

    def begin(self, fault: Fault) -> None:
        """The fault happens (after its delay)."""
        self.faults.append(fault)
        self.after(fault.delay, lambda: self._break(fault))

    def end(self, fault: Fault) -> None:
        """It is mended."""
        self.faults.remove(fault)
        if fault.kind == "agent":
            self.hung.discard(fault.cause[1])
        self.lossy.pop(fault.cause[1], None)
        self.flapped.discard(fault.cause[1])
        self._renew()

    def after(self, seconds: float, act: Callable[[], None]) -> None:
        self._number += 1
        heapq.heappush(self._later, (self.now + seconds, self._number, act))

    def up(self, device: str) -> bool:
        """It can be reached now."""
        return device in self.paths and self.dip_until.get(device, 0.0) <= self.now

    def _break(self, fault: Fault) -> None:
        if fault not in self.faults:
            return
        if fault.kind == "agent":
            self.hung.add(fault.cause[1])
        elif fault.kind == "degraded":
            self.lossy[fault.cause[1]] = self.random.uniform(0.08, 0.3)
        elif fault.kind == "flapping":
            self._flap(fault, down=True)
        elif fault.kind == "place" and fault.cause[1] in self.telling and self.mode != "probes":
            teller = self.random.choice(self.net.devices_at(fault.cause[1]))
            if teller not in self.mute and teller in self.paths:
                self.judge.power(teller, self.now, on_battery=True)
        self._renew(fault)

    def _flap(self, fault: Fault, *, down: bool) -> None:
        if fault not in self.faults:
            return
        (self.flapped.add if down else self.flapped.discard)(fault.cause[1])
        self._renew()
        self.after(self.random.uniform(3, 7), lambda: self._flap(fault, down=not down))

    def _renew(self, newest: Fault | None = None) -> None:
        """Find the ways anew; who has another way now is away until his ring has closed."""
        dead: dict[str, float] = {}
        cut = set(self.flapped)
        for fault in self.faults:
            if (
                fault.delay
                and fault is not newest
                and fault.cause[1] not in self.dead
                and fault.cause[1] not in self.cut
            ):
                started = any(d in self.dead for d in fault.broken(self.net)[0])
                if not started:
                    continue
            more, links = fault.broken(self.net)
            dead |= dict.fromkeys(more, 0.0)
            cut |= links
        before, was_cut, were_dead = self.paths, self.cut, self.dead
        self.dead, self.cut = dead, cut
        self.paths = self.net.paths(dead, cut)
        self._close_rings(before)
        self._light({*was_cut, *cut}, {*were_dead} ^ {*dead})
        self.losing = {}
        if self.lossy:
            for device, (link, parent) in self.paths.items():
                share = max(self.losing.get(parent, 0.0), self.lossy.get(link, 0.0))
                if share:
                    self.losing[device] = share

    def _close_rings(self, before: dict[str, tuple[str, str]]) -> None:
        takes = self.random.uniform(0.1, 1.5) if self.random.random() < 0.7 else self.random.uniform(2, 6)
        moved: set[str] = set()
        for device, way in self.paths.items():
            if device in before and (before[device] != way or way[1] in moved):
                moved.add(device)
                self.dip_until[device] = self.now + takes

    def _light(self, links: set[str], devices: set[str]) -> None:
        """Ports that changed tell of it by trap, if their device can, and if the trap arrives."""
        if self.mode == "probes":
            return
        touched = links | {name for device in devices for name, _ in self.net.at[device]}
        for name in sorted(touched & set(self.net.known)):
            link = self.net.true[name]
            for device in (str(link.a), str(link.b)):
                if self.mode == "poller":
                    self.after(self.random.uniform(1, SWEEP_S), lambda d=device: self._read_again(d))  # type: ignore[misc]
                if device not in self.mute:
                    self.after(self.random.uniform(0.1, 1.2), lambda d=device, n=name: self._trap(d, n))  # type: ignore[misc]

    def _trap(self, device: str, name: str, tries: int = 5) -> None:
        """Told as an inform: sent again until it arrives, as long as patience lasts. It says what is true then."""
        if self.up(device) and device not in self.hung and self.random.random() >= self.weather.loss:
            self._tell_port(device, name)
        elif tries and device not in self.dead:
            self.after(2.0, lambda: self._trap(device, name, tries - 1))

    def _tell_port(self, device: str, name: str) -> None:
        link = self.net.true[name]
        oper = "down" if name in self.cut or link.other(device) in self.dead else "up"
        self.judge.port(device, link.port_at(device), self.now, oper=oper)

    def _read_again(self, device: str) -> None:
        self._asked_again.discard(device)
        if self.up(device) and device not in self.hung and device not in self.net.unasked:
            for name, _ in self.net.at[device]:
                if name in self.net.known:
                    self._tell_port(device, name)

    def _tick(self) -> None:
        self.now += TICK_S
        while self._later and self._later[0][0] <= self.now:
            heapq.heappop(self._later)[2]()
        bucket = self._rounds[self._turn]
        self._turn = (self._turn + 1) % self._ticks
        self._probe(bucket)
        self.decisions += self.judge.judge(self.now)
        wanted = {str(device) for device in self.judge.wants_reread()}
        if self.mode == "poller":
            for device in sorted(wanted - self._asked_again):
                self._asked_again.add(device)
                self.after(self.random.uniform(0.3, 1.0), lambda d=device: self._read_again(d))  # type: ignore[misc]

    def _probe(self, bucket: list[tuple[str, float]]) -> None:
        chance, probe = self.random.random, self.judge.probe
        calm = len(self.paths) == len(self.net.places) and not self.losing and not self.hung
        calm = calm and all(until <= self.now for until in self.dip_until.values())
        start, full = self.now - TICK_S + 0.05 * chance(), self.mode == "poller"
        if calm:
            self.dip_until.clear()
            icmp = True if full else None
            for device, offset in bucket:
                self._calm_probes -= 1
                if self._calm_probes > 0 and not (full and device in self.limited):
                    probe(device, start + offset, icmp=icmp, snmp=True)
                else:
                    self._lossy_probe(device, start + offset, full=full, lost=self._calm_probes <= 0)
            return
        loss = self.weather.loss
        for device, offset in bucket:
            share = loss + self.losing.get(device, 0.0)
            self._lossy_probe(device, start + offset, full=full, lost=chance() < share)

    def _lossy_probe(self, device: str, at: float, *, full: bool, lost: bool) -> None:
        """`lost`: its first question or answer got lost. By ICMP and SNMP each gets a second try, otherwise none."""
        chance = self.random.random
        if self._calm_probes <= 0:
            self._calm_probes = int(log(max(chance(), 1e-9)) / log(1 - self.weather.loss)) + 1
        away, hangs = not self.up(device), device in self.hung
        share = self.weather.loss + self.losing.get(device, 0.0)
        if not full:
            self.judge.probe(device, at, icmp=None, snmp=not (away or hangs or lost))
            return
        icmp = not away and not (lost and chance() < share) and not (device in self.limited and chance() < 0.3)
        snmp = not (away or hangs) and not (chance() < share and chance() < share)
        self.judge.probe(device, at, icmp=icmp, snmp=snmp, lost=lost and not away)
