# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The book: observations in, judged changes and incidents out, one database transaction a batch.

When a batch fails nothing of it was stored: the book is read anew and the lane hands the batch out again.
"""

from collections.abc import Iterable
from datetime import UTC, datetime

from django.db import transaction

from samdrift.engines.pollplan import restarted
from samdrift.engines.snmpsweep import SweepMatrix
from samdrift.inventory.commands import look_at, store_port_status
from samdrift.inventory.models import Device, Interface
from samdrift.monitoring import commands as monitoring
from samdrift.monitoring.models import DeviceStanding, StateChange
from samdrift.monitoring.recording import Recorder
from samdrift.monitoring.types import (
    DeviceReading,
    LogMessage,
    Notification,
    Observation,
    Probe,
    Watched,
    WatchPlan,
)
from samdrift.platform.actor import system_actor
from samdrift.runtime.watching.ground import City, inventory_version, read_cities, remember, watch_plan
from samdrift.runtime.watching.sweeps import statuses, together
from samdrift.runtime.watching.told import Told
from samdrift.runtime.watching.work import AgreedWork
from samdrift.runtime.watching.writing import write_decision

ACTOR = system_actor("watch")
SLOW_ANSWER_MS = 500.0
"""An answer this late came to the second try: the first was lost."""
HEARD_EVERY_S = 30.0
READING_JITTER_S = 15.0
"""A reading bears the time it was begun; the agent may have looked at its clock several retries later."""


class Book:
    """Everything the watch process knows. `wishes`: (device, ifIndexes or None) to read again now."""

    def __init__(self, now: datetime) -> None:
        self.wishes: set[tuple[int, tuple[int, ...] | None]] = set()
        self.version = 0
        self.recorder = Recorder()
        self.told = Told(ACTOR)
        self.work = AgreedWork(ACTOR)
        self.cities: dict[int, City] = {}
        self._city_of: dict[int, int] = {}
        self._heard_written = 0.0
        self.load(now)

    def load(self, now: datetime) -> None:
        """Read the network and what was judged before; afterwards the book says what the database says."""
        self.version = inventory_version()
        self.cities = read_cities()
        for number, city in self.cities.items():
            remember(city, number, now.timestamp())
        self.work.load(self.cities)
        self._city_of = {device: number for number, city in self.cities.items() for device in city.devices}

    def follow_inventory(self, now: datetime) -> bool:
        """Take over a changed network, keeping what was observed; True when it changed."""
        if inventory_version() == self.version:
            return False
        before = self.cities
        self.load(now)
        for number, city in self.cities.items():
            if number in before:
                city.judge.take_over(before[number].judge)
                city.judge.open = [o for o in city.judge.open if o.handle is not None]
        return True

    def plan(self) -> WatchPlan:
        return watch_plan(self.cities, self.version)

    def take(self, observations: Iterable[Observation], now: datetime) -> None:
        """Judge and store one batch; idempotent for the same observations."""
        with transaction.atomic():
            sweeps: list[tuple[Watched, DeviceReading]] = []
            matrices: list[SweepMatrix] = []
            notifications: list[Notification] = []
            messages: list[LogMessage] = []
            for seen in observations:
                if isinstance(seen, Probe):
                    self._take_probe(seen)
                elif isinstance(seen, DeviceReading):
                    self._take_reading(seen, sweeps)
                elif isinstance(seen, SweepMatrix):
                    matrices.append(seen)
                    for reading in statuses(seen):
                        self._take_reading(reading, [])
                elif isinstance(seen, LogMessage):
                    messages.append(seen)
                else:
                    notifications.append(seen)
            self.wishes |= self.told.notifications(notifications, self.cities)
            self.wishes |= self.told.messages(messages, self.cities, self.version)
            self.recorder.take_devices(sweeps)
            for matrix in together(matrices):
                self.recorder.take_matrix(matrix, self._watched_in(matrix))
            for number, city in self.cities.items():
                self.work.agree(number, city, now)
                for decision in city.judge.judge(now.timestamp()):
                    write_decision(number, city, decision, actor=ACTOR)
                self.work.note(number, city, now)
                self.wishes |= {(int(str(device)), None) for device in city.judge.wants_reread()}
                self._write_standings(number, city, now)

    def _take_probe(self, seen: Probe) -> None:
        city = self.cities.get(self._city_of.get(seen.device_id, 0))
        if city is not None:
            late = seen.rtt_ms is not None and seen.rtt_ms >= SLOW_ANSWER_MS
            city.judge.probe(
                seen.device_id, seen.at.timestamp(), icmp=seen.icmp, snmp=seen.snmp, lost=late, reason=seen.reason
            )

    def _take_reading(self, seen: DeviceReading, sweeps: list[tuple[Watched, DeviceReading]]) -> None:
        city = self.cities.get(self._city_of.get(seen.device_id, 0))
        if city is None:
            return
        device = city.devices[seen.device_id]
        if seen.names:
            self._follow_moved_ports(city, device, seen)
        changes, touched = [], []
        anew = self._restarted(city, seen)
        if anew is not None:
            changes.append(anew)
        for port in seen.ports:
            row = city.ports.get(city.by_index.get((seen.device_id, port.if_index), 0))
            if row is None:
                continue
            city.judge.port(seen.device_id, row.pk, seen.at.timestamp(), oper=port.oper, admin=port.admin)
            oper, admin = port.oper or row.oper, port.admin or row.admin
            if (oper, admin) != (row.oper, row.admin):
                if oper != row.oper:
                    changes.append(_change(device, "oper", row.oper, oper, seen.at, row))
                row.oper, row.admin, row.status_at = oper, admin, seen.at
                touched.append(row)
        monitoring.store_changes(changes)
        store_port_status(touched)
        sweeps.append((_watched(device), seen))

    def _watched_in(self, matrix: SweepMatrix) -> list[Watched]:
        cities = [
            (device_id, self.cities.get(self._city_of.get(device_id, 0))) for device_id in matrix.device_ids.tolist()
        ]
        return [_watched(city.devices[device_id]) for device_id, city in cities if city is not None]

    def _restarted(self, city: City, seen: DeviceReading) -> StateChange | None:
        """Judged by when each reading was taken: a sweep's may arrive after a later one, and says nothing new then."""
        standing = city.standings.get(seen.device_id)
        if standing is None or seen.uptime_ticks is None:
            return None
        ticks, known_at = standing.uptime_ticks, standing.uptime_at
        if known_at is not None and seen.at <= known_at:
            return None
        standing.uptime_ticks, standing.uptime_at = seen.uptime_ticks, seen.at
        if ticks is None or known_at is None:
            return None
        elapsed = (seen.at - known_at).total_seconds()
        if not restarted(ticks, seen.uptime_ticks, elapsed, jitter_s=READING_JITTER_S):
            return None
        return _change(city.devices[seen.device_id], "restarted", "", "restarted", seen.at)

    def _follow_moved_ports(self, city: City, device: Device, seen: DeviceReading) -> None:
        """After a restart ifIndex may belong to another port: the name decides (RFC 2863 §3.1.5)."""
        mine = {row.name: row for row in city.ports.values() if row.device_id == device.pk}
        moved = []
        for if_index, name in (seen.names or {}).items():
            row = mine.get(name)
            if row is not None and row.if_index != if_index:
                city.by_index.pop((device.pk, row.if_index), None)
                row.if_index = if_index
                moved.append(row)
        for row in moved:
            city.by_index[device.pk, row.if_index] = row.pk
        store_port_status(moved)
        if moved:
            look_at(
                municipality_id=device.municipality_id,
                address=device.address,
                heard_from="restart",
                actor=ACTOR,
                again=True,
            )

    def _write_standings(self, number: int, city: City, now: datetime) -> None:
        stamp = now.timestamp()
        everything = stamp - self._heard_written >= HEARD_EVERY_S
        if everything:
            self._heard_written = stamp
        rows, changes = [], []
        for device_id, watch in city.judge.devices.items():
            row = city.standings.get(int(str(device_id)))
            device = city.devices[int(str(device_id))]
            silent = watch.silent(stamp, city.judge.timing)
            reachable = True if watch.answers() else False if silent else (row.reachable if row is not None else None)
            hung = watch.agent_hangs(stamp, city.judge.timing)
            agent = False if hung or silent else True if watch.agent_heard_at is not None else None
            if row is None:
                row = DeviceStanding(municipality_id=number, supplier_id=device.supplier_id, device=device, since=now)
                city.standings[device.pk] = row
            elif (row.reachable, row.agent) == (reachable, agent) and not (everything and watch.heard_at):
                continue
            if row.reachable != reachable:
                since = watch.answering_since if reachable else watch.missing_since
                row.since = datetime.fromtimestamp(since or stamp, UTC)
                words = {True: "yes", False: "no", None: "unknown"}
                changes.append(_change(device, "reachable", words[row.reachable], words[reachable], row.since))
            lost, probes = watch.loss(stamp, city.judge.timing)
            row.reachable, row.agent, row.reason = reachable, agent, watch.reason[:200]
            row.loss_percent = round(100 * lost / probes, 1) if probes else 0.0
            row.heard_at = datetime.fromtimestamp(watch.heard_at, UTC) if watch.heard_at else None
            rows.append(row)
        if rows:
            monitoring.store_standings(rows)
        if changes:
            monitoring.store_changes(changes)


def _watched(device: Device) -> Watched:
    return Watched(device.pk, device.municipality_id, device.supplier_id)


def _change(
    device: Device, what: str, before: str, after: str, at: datetime, port: Interface | None = None
) -> StateChange:
    return StateChange(
        municipality_id=device.municipality_id,
        supplier_id=device.supplier_id,
        device=device,
        interface=port,
        what=what,
        before=before,
        after=after,
        at=at,
    )
