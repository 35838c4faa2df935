# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The list of devices: filtered by what stands in the address, by name, paged by key."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any, get_args
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet

from samdrift.inventory.models import Device, Interface
from samdrift.inventory.queries import device_record
from samdrift.inventory.types import DeviceRow, Standing, StandingState
from samdrift.inventory.watched import watching
from samdrift.kernel.errors import BadInput
from samdrift.parties import facade as parties
from samdrift.parties.types import PlaceInfo
from samdrift.platform.actor import Actor
from samdrift.platform.visible import visible

PAGE = 100
STATES: tuple[StandingState, ...] = get_args(StandingState)
UNKNOWN = Standing("unknown")


@dataclass(frozen=True, slots=True)
class DeviceFilter:
    """What the list's address asks for; empty parts narrow nothing."""

    state: str = ""
    place: int | None = None
    type: str = ""
    words: str = ""

    @classmethod
    def from_address(cls, asked: Mapping[str, str]) -> "DeviceFilter":
        """Read tolerantly: what makes no sense does not narrow, so an old bookmark still opens."""
        place, state = asked.get("place", ""), asked.get("state", "")
        return cls(
            state=state if state in STATES else "",
            place=int(place) if place.isascii() and place.isdigit() and len(place) < 19 else None,
            type=asked.get("type", "").replace("\x00", "")[:30],
            words=asked.get("q", "").replace("\x00", "").strip()[:100],
        )

    def address(self, **changes: Any) -> str:
        """The query string of this filter with some parts changed; what narrows nothing is left out."""
        wanted = replace(self, **changes)
        parts = {"state": wanted.state, "place": wanted.place or "", "type": wanted.type, "q": wanted.words}
        return urlencode({name: value for name, value in parts.items() if value})


@dataclass(frozen=True, slots=True)
class ListedDevice:
    """One line of the list. `ports_up` of `ports` have link; only ports that are switched on count."""

    device: DeviceRow
    standing: Standing
    place: str
    ports_up: int
    ports: int


@dataclass(frozen=True, slots=True)
class DeviceList:
    """Up to 100 lines; `after` names the last one where more follow."""

    rows: tuple[ListedDevice, ...]
    after: int | None


def visible_devices(actor: Actor) -> QuerySet[Device]:
    """Every device that is there for this actor."""
    return visible(Device.objects.all(), actor, agreement="agreement_id")


def list_devices(actor: Actor, asked: DeviceFilter, *, after: int | None = None, limit: int = PAGE) -> DeviceList:
    """One page in the order of names; `after` is the last device of the page before."""
    rows = _narrowed(visible_devices(actor), asked)
    if after is not None:
        last = visible_devices(actor).filter(pk=after).first()
        if last is None:
            raise BadInput("the list has changed", where="after", remedy="begin again at its first page")
        rows = rows.filter(Q(name__gt=last.name) | Q(name=last.name, pk__gt=last.pk))
    found = list(rows.order_by("name", "pk")[: limit + 1])
    shown = found[:limit]
    return DeviceList(rows=tuple(listed(shown)), after=shown[-1].pk if len(found) > limit else None)


def listed(rows: Collection[Device]) -> list[ListedDevice]:
    """These devices with how they stand; three queries, however many they are."""
    ids = [row.pk for row in rows]
    standings = watching().standings(ids)
    places = parties.places(row.place_id for row in rows if row.place_id is not None)
    on = Interface.objects.filter(device_id__in=ids, present=True, admin="up").order_by().values_list("device_id")
    counted = on.annotate(up=Count("pk", filter=Q(oper="up")), all=Count("pk"))
    ports = {device: (up, every) for device, up, every in counted}
    return [
        ListedDevice(
            device=device_record(row),
            standing=standings.get(row.pk, UNKNOWN),
            place=places[row.place_id].name if row.place_id in places else "",
            ports_up=ports.get(row.pk, (0, 0))[0],
            ports=ports.get(row.pk, (0, 0))[1],
        )
        for row in rows
    ]


def count_states(actor: Actor) -> dict[StandingState, int]:
    """How many of the actor's devices stand how."""
    rows = visible_devices(actor)
    counts: dict[StandingState, int] = {
        state: rows.filter(pk__in=watching().standing_in(state)).count() for state in ("down", "agent", "up")
    }
    counts["unknown"] = rows.count() - sum(counts.values())
    return counts


def types_and_places(actor: Actor) -> tuple[list[str], list[PlaceInfo]]:
    """What the list can be narrowed to: types of devices, and places that have any, by name."""
    rows = visible_devices(actor).order_by()
    types = sorted(rows.exclude(type="").values_list("type", flat=True).distinct())
    places = parties.places(i for i in rows.values_list("place_id", flat=True).distinct() if i is not None)
    return types, sorted(places.values(), key=lambda place: place.name)


def _narrowed(rows: QuerySet[Device], asked: DeviceFilter) -> QuerySet[Device]:
    if asked.place is not None:
        rows = rows.filter(place_id=asked.place)
    if asked.type:
        rows = rows.filter(type=asked.type)
    if asked.state == "unknown":
        for state in ("up", "agent", "down"):
            rows = rows.exclude(pk__in=watching().standing_in(state))
    elif asked.state:
        rows = rows.filter(pk__in=watching().standing_in(asked.state))  # type: ignore[arg-type]  # one of STATES
    if asked.words:
        fields = ("name", "address", "location", "vendor", "hardware", "serial", "place__name")
        found = Q()
        for field in fields:
            found |= Q(**{f"{field}__icontains": asked.words})
        rows = rows.filter(found)
    return rows
