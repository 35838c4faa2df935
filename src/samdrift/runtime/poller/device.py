# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""One watched device: what is wanted of it, what is being asked, and what its answers become.

One question at a time. A probe that comes due goes first: a question of a sweep that is still open is put aside and
asked again after it, so a dead device is seen as soon as if nothing else were asked of it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from samdrift.adapters.icmp import EchoAnswer
from samdrift.engines.pollplan import SYS_UPTIME, Ask, Reply, Sweep, Talk, read_names, restarted, sweep
from samdrift.monitoring.types import DeviceReading, Observation, PortReading, Probe, WatchTarget
from samdrift.runtime.poller.asking import Asker, Outcome

OPER = {1: "up", 2: "down", 3: "testing", 4: "unknown", 5: "dormant", 6: "notPresent", 7: "lowerLayerDown"}
PATIENCE = 3  # times a question of a sweep is put aside for a probe before it counts as silence
ADMIN = {1: "up", 2: "down", 3: "testing"}


@dataclass(slots=True)
class Round:
    """One probe under way: both ways are asked side by side, and it is told when both are known."""

    at: datetime
    icmp: EchoAnswer | None
    snmp: Outcome | None = None

    def told(self, device_id: int) -> Probe | None:
        if self.icmp is None or self.snmp is None:
            return None
        return Probe(
            device_id=device_id,
            at=self.at,
            icmp=self.icmp.alive,
            snmp=self.snmp.reply is not None,
            rtt_ms=self._rtt_ms(),
            reason=self.snmp.remark,
        )

    def _rtt_ms(self) -> float | None:
        """The network's own time where ICMP tells it; but where any way needed a second try, the time that cost."""
        icmp = self.icmp.rtt_ms if self.icmp is not None else None
        snmp = self.snmp.rtt_ms if self.snmp is not None and self.snmp.reply is not None else None
        tries = max(self.icmp.tries if self.icmp is not None else 0, self.snmp.tries if self.snmp is not None else 0)
        known = [rtt for rtt in (icmp, snmp) if rtt is not None]
        if not known:
            return None
        return round(max(known) if tries > 1 else known[0], 3)


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds to wait after each sending, for a probe and for a question of a sweep (old switches think for long)."""

    probe: tuple[float, ...]
    sweep: tuple[float, ...] = (1.0, 2.0)

    @classmethod
    def of(cls, probe_interval_s: float) -> "Pace":
        """Two tries that fit the interval, so that one lost frame in two hundred is not silence."""
        return cls((min(0.3 * probe_interval_s, 1.0), min(0.6 * probe_interval_s, 2.0)))


class Elsewhere(Protocol):
    """The other one that asks devices: it stands aside while a question of ours is out. One question at a time."""

    def put_aside(self, device_id: int) -> None: ...
    def resume(self, device_id: int) -> None: ...
    def is_back(self, device_id: int) -> None: ...


class Device:
    """Hand in wishes; observations go to `tell`. `clock` gives the time of day, `now` seconds on a rising clock."""

    def __init__(
        self,
        target: WatchTarget,
        asker: Asker,
        *,
        tell: Callable[[Observation], None],
        clock: Callable[[], datetime],
        now: Callable[[], float],
        pace: Pace,
        elsewhere: Elsewhere | None = None,
    ) -> None:
        self.target = target
        self.pace = pace
        self.alive: bool | None = None
        self._asker = asker
        self._tell = tell
        self._clock = clock
        self._now = now
        self._elsewhere = elsewhere
        self._asking = False
        self._round: Round | None = None
        self._wanted: set[int] = set()
        self._wants_sweep = False
        self._wants_names = True
        self._talk: Talk[tuple[Sweep, dict[int, str] | None]] | None = None
        self._open: Ask | None = None
        """The question of the conversation that is out, or next."""
        self._put_aside = 0
        self._owed = False
        self._talk_at = clock()
        self._uptime: tuple[int, float] | None = None

    @property
    def probing(self) -> bool:
        return self._round is not None

    @property
    def asking(self) -> bool:
        """A question of ours is out."""
        return self._asking

    @property
    def knows_names(self) -> bool:
        """Its ifIndexes belong to the ports we think they do: the names were read since it last started."""
        return not self._wants_names

    @property
    def settled(self) -> bool:
        """It answers, its ports' names are known, and no sweep of ours is under way or owed."""
        return self.alive is True and not (self._wants_names or self._wants_sweep) and self._talk is None

    def saw_uptime(self, ticks: int, *, ago_s: float) -> None:
        """Somebody else read sysUpTime so many seconds ago. Where it tells of a restart, we sweep, with names."""
        self._see_uptime(ticks, ago_s)
        self._go_on()

    def probe(self, *, icmp: bool) -> None:
        """Begin a round; with `icmp`, `pinged` will bring that half."""
        if self._asking:
            self._asker.forget(self.target.device_id)
            self._asking = False
            self._put_aside += 1
            if self._put_aside >= PATIENCE:
                self._say(None)
        self._round = Round(self._clock(), None if icmp else EchoAnswer(None))
        self._go_on()

    def pinged(self, answer: EchoAnswer) -> None:
        if self._round is not None:
            self._round.icmp = answer
            self._finish_round()

    def want_ports(self, if_indexes: tuple[int, ...] | None = None) -> None:
        """Read these ports (all, where None) as soon as the device answers."""
        self._wants_sweep = True
        self._wanted.update(self.target.if_indexes if if_indexes is None else if_indexes)
        self._go_on()

    def _go_on(self) -> None:
        """Ask the next thing, unless something is being asked."""
        if self._asking:
            return
        if self._round is not None and self._round.snmp is None:
            self._begin_asking()
            self._asker.ask(self.target, Ask((SYS_UPTIME,)), self.pace.probe, self._probed, first=True)
            return
        if self._talk is None and self._wants_sweep and self.alive is not False:
            self._begin_talk()
        if self._open is not None:
            self._begin_asking()
            self._asker.ask(self.target, self._open, self.pace.sweep, self._answered, first=False)
        elif self._elsewhere is not None:
            self._elsewhere.resume(self.target.device_id)

    def _begin_asking(self) -> None:
        self._asking = True
        if self._elsewhere is not None:
            self._elsewhere.put_aside(self.target.device_id)

    def _probed(self, outcome: Outcome) -> None:
        self._asking = False
        self._heard(outcome)
        self._go_on()

    def _heard(self, outcome: Outcome) -> None:
        """This outcome answers the open round."""
        was_alive, self.alive = self.alive, outcome.reply is not None
        if outcome.reply is not None:
            for name, value in outcome.reply.values:
                if name == SYS_UPTIME and isinstance(value, int):
                    self._see_uptime(value)
            if was_alive is False and self._elsewhere is not None:
                self._elsewhere.is_back(self.target.device_id)
            if was_alive is False or (self._owed and not was_alive):
                self._wants_sweep = True
                self._wanted.update(self.target.if_indexes)
        if self._round is not None:
            self._round.snmp = outcome
            self._finish_round()

    def _finish_round(self) -> None:
        probe = self._round.told(self.target.device_id) if self._round is not None else None
        if probe is not None:
            self._round = None
            self._tell(probe)

    def _see_uptime(self, ticks: int, ago_s: float = 0.0) -> None:
        at = self._now() - ago_s
        if self._uptime is not None:
            if at < self._uptime[1]:
                return  # something later is known already
            if restarted(self._uptime[0], ticks, at - self._uptime[1]):
                self._wants_names = self._wants_sweep = True
                self._wanted.update(self.target.if_indexes)
        self._uptime = (ticks, at)

    def _begin_talk(self) -> None:
        self._talk = _read(sorted(self._wanted), names=self._wants_names)
        self._talk_at = self._clock()
        self._wants_sweep = False
        self._wanted.clear()
        self._open, self._put_aside = next(self._talk), 0

    def _answered(self, outcome: Outcome) -> None:
        self._asking = False
        self._say(outcome.reply)
        self._go_on()

    def _say(self, reply: Reply | None) -> None:
        if self._talk is None:
            return
        self._put_aside = 0
        try:
            self._open = self._talk.send(reply)
        except StopIteration as end:
            self._talk = self._open = None
            self._report(*end.value)

    def _report(self, found: Sweep, names: dict[int, str] | None) -> None:
        self._owed = not found.answered
        if not found.answered:
            return
        if names:
            self._wants_names = False
        if found.uptime_ticks is not None:
            self._see_uptime(found.uptime_ticks)
        ports = tuple(_port(if_index, values) for if_index, values in sorted(found.ports.items()))
        self._tell(DeviceReading(self.target.device_id, self._talk_at, found.uptime_ticks, ports, names or None))


def _read(if_indexes: list[int], *, names: bool) -> Talk[tuple[Sweep, dict[int, str] | None]]:
    found = yield from sweep(if_indexes)
    if not names or found.cut_short:
        return found, None
    return found, (yield from read_names())


def _port(if_index: int, values: dict[str, int]) -> PortReading:
    speed = values.get("high_speed")
    return PortReading(
        if_index=if_index,
        oper=OPER.get(values.get("oper", 0)),
        admin=ADMIN.get(values.get("admin", 0)),
        in_octets=values.get("in_octets"),
        out_octets=values.get("out_octets"),
        in_errors=values.get("in_errors"),
        out_errors=values.get("out_errors"),
        in_discards=values.get("in_discards"),
        out_discards=values.get("out_discards"),
        speed_bps=speed * 1_000_000 if speed else None,
    )
