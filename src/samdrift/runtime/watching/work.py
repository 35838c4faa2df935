# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Agreed work on its way to the judge, and back: who is silent by it is noted, who stays silent becomes an incident."""

from collections.abc import Callable
from datetime import UTC, datetime

from samdrift.engines.correlation import Work
from samdrift.incidents.maintenance import note_silence, settle_window
from samdrift.incidents.maintenance_queries import open_silences, windows_under_way
from samdrift.incidents.maintenance_types import WindowInfo
from samdrift.inventory.models import Device
from samdrift.platform.actor import Actor
from samdrift.runtime.watching.ground import City

LOOK_S = 2.0
"""How often the windows are read: one that somebody has just agreed counts that soon."""


class AgreedWork:
    """What is under way in each city. `agree` before the judge is asked, `note` after."""

    def __init__(self, actor: Actor) -> None:
        self._actor = actor
        self._looked: dict[int, float] = {}
        self._under_way: dict[int, dict[int, WindowInfo]] = {}

    def load(self, cities: dict[int, City]) -> None:
        """Who was silent by work before a restart still is."""
        self._looked.clear()
        for number, city in cities.items():
            city.excused = {device: window for device, window in open_silences(number) if device in city.devices}

    def agree(self, number: int, city: City, now: datetime) -> None:
        """Tell the judge what is under way."""
        if now.timestamp() - self._looked.get(number, float("-inf")) >= LOOK_S:
            self._looked[number] = now.timestamp()
            windows = windows_under_way(number, now=now)
            self._under_way[number] = {window.id: window for window in windows}
            city.judge.agree(_work(city, window) for window in windows if window.until > now)

    def note(self, number: int, city: City, now: datetime) -> None:
        """Write down who fell silent by work, who answers again, and who became part of an incident."""
        by_work = {
            int(str(device)): int(str(window))
            for device, window in city.judge.dark_by_work().items()
            if city.judge.devices[device].misses >= city.judge.timing.silent_misses
        }
        for device, window in by_work.items():
            if device not in city.excused:
                city.excused[device] = window
                since = city.judge.devices[device].missing_since or now.timestamp()
                note_silence(window_id=window, came=[(device, datetime.fromtimestamp(since, UTC))])
        handles = {device: o.handle for o in city.judge.open for device in o.dark() if o.handle is not None}
        for device, window in list(city.excused.items()):
            watch = city.judge.devices.get(device)
            if watch is None or watch.recovered(now.timestamp(), city.judge.timing):
                back = (watch.answering_since if watch is not None else None) or now.timestamp()
                note_silence(window_id=window, back=[(device, datetime.fromtimestamp(back, UTC))])
            elif device in handles and device not in by_work:
                note_silence(window_id=window, late=[(device, handles[device] or 0, now)])
            else:
                continue
            del city.excused[device]
        self._settle(number, city, now)

    def _settle(self, number: int, city: City, now: datetime) -> None:
        known = self._under_way.get(number, {})
        for window in list(known.values()):
            if window.until <= now and window.id not in city.excused.values():
                settle_window(window_id=window.id, actor=self._actor, at=now)
                del known[window.id]


def _work(city: City, window: WindowInfo) -> Work:
    return Work(
        id=window.id,
        ends=window.ends_at.timestamp(),
        until=window.until.timestamp(),
        devices=frozenset(_devices(city, window)),
        links=frozenset({window.scope_id} if window.scope_kind == "link" else ()),
    )


def _devices(city: City, window: WindowInfo) -> list[int]:
    """As the network is known now: what came to the place since it was agreed is worked on too."""
    about: dict[str, Callable[[Device], bool]] = {
        "device": lambda row: row.pk == window.scope_id,
        "place": lambda row: row.place_id == window.scope_id,
        "service": lambda row: row.type in city.carries.get(window.scope_id, ()),
        "link": lambda _row: False,
    }
    return [
        row.pk
        for row in city.devices.values()
        if about[window.scope_kind](row) and not (window.by_supplier and row.supplier_id != window.supplier_id)
    ]
