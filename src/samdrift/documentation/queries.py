# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Statements, prefixes and differences as an actor may see them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from samdrift.documentation.ipam import Network, Taken, Usage, contains, free_addresses, free_space, usage
from samdrift.documentation.kinds import KINDS, Kind
from samdrift.documentation.models import (
    Comparison,
    Difference,
    PlaceCheck,
    PlaceFigure,
    PlannedAddress,
    PlannedPrefix,
    Statement,
)
from samdrift.documentation.types import DifferenceRow, Said
from samdrift.inventory import facade as inventory
from samdrift.kernel.errors import NotFound
from samdrift.parties import facade as parties
from samdrift.parties.types import PlaceInfo
from samdrift.platform.actor import Actor
from samdrift.platform.visible import STAFF, visible

PAGE = 100
_REFERENCES = ("place", "room", "rack", "device", "vlan", "a", "b")
NO_ROWS = -1


@dataclass(frozen=True, slots=True)
class StatementRow:
    """One statement: its cells in the order of its kind's columns, as a file would hold them."""

    id: int
    cells: tuple[str, ...]
    place: str
    said: Said


@dataclass(frozen=True, slots=True)
class PrefixRow:
    """A prefix with how full it is; for a container the blocks within it that nobody has (`free_blocks`)."""

    id: int
    prefix: str
    depth: int
    container: bool
    may_overlap: bool
    purpose: str
    vlan: str
    gateway: str
    place_id: int | None
    place: str
    usage: Usage | None
    free_blocks: tuple[str, ...]
    next_free: tuple[str, ...]
    said: Said


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A place on the list: how complete its dossier is (None before the first comparison) and what differs there."""

    place: PlaceInfo
    percent: int | None
    devices: int
    differences: int
    checked_at: datetime | None


def statements(actor: Actor, kind: Kind, *, place_id: int | None = None) -> QuerySet[Any]:
    """Statements of one kind that are there for the actor."""
    rows: QuerySet[Any] = visible(kind.rows(), actor, agreement="agreement_id")
    names = {field.name for field in kind.model._meta.get_fields()}  # noqa: SLF001 - Django's documented model API
    rows = rows.select_related(*[name for name in _REFERENCES if name in names])
    return (rows if place_id is None else rows.filter(place_id=place_id)).order_by("pk")


def statement_for(actor: Actor, kind: Kind, statement_id: int) -> Statement:
    """One statement; NotFound where it is not there for the actor."""
    row: Statement | None = statements(actor, kind).filter(pk=statement_id).first()
    if row is None:
        raise NotFound("there is no such record", where=f"{kind.slug} {statement_id}")
    return row


def statement_page(
    actor: Actor, kind: Kind, *, after: int = 0, place_id: int | None = None, limit: int = PAGE
) -> tuple[list[StatementRow], int | None]:
    """One page of statements by id, and after which id the next begins (None: there is none)."""
    rows = list(statements(actor, kind, place_id=place_id).filter(pk__gt=after)[: limit + 1])
    shown = [_statement_row(kind, row) for row in rows[:limit]]
    return shown, (rows[limit - 1].pk if len(rows) > limit else None)


def as_words(kind: Kind, row: Statement) -> dict[str, str]:
    """A statement as one row of a file, by column name; reading it back changes nothing."""
    return {column.name: _words(row, column.field, column.form) for column in kind.columns}


def _statement_row(kind: Kind, row: Statement) -> StatementRow:
    words = as_words(kind, row)
    return StatementRow(
        row.pk, tuple(words[column.name] for column in kind.columns), row.place.name if row.place else "", row.said()
    )


def _words(row: Any, field: str, form: str) -> str:
    if form in {"network", "interface"}:
        return f"{getattr(row, field)}/{row.length}"
    value = getattr(row, field)
    if field == "container":
        return "container" if value else "active"
    if field == "vlan":
        return str(value.vid) if value is not None else ""
    if isinstance(value, list):
        return ",".join(map(str, value))
    if isinstance(value, bool):
        return "true" if value else "false"
    name = getattr(value, "name", value)
    return "" if name is None else str(name)


def prefix_rows(actor: Actor, *, place_id: int | None = None) -> list[PrefixRow]:
    """The address plan: every prefix in order, containers before what they hold."""
    rows = list(statements(actor, KINDS["prefixes"], place_id=place_id))
    taken = _taken(actor, {row.municipality_id for row in rows})
    blocks = {row.pk: row.block() for row in rows}
    rows.sort(
        key=lambda row: (row.municipality_id, blocks[row.pk].version, int(blocks[row.pk].network_address), row.length)
    )
    around: list[PlannedPrefix] = []
    above: dict[int, int] = {}
    inner: dict[int, list[Network]] = defaultdict(list)
    for row in rows:
        while around and not _holds(around[-1], row, blocks):
            around.pop()
        above[row.pk] = len(around)
        for container in around:
            inner[container.pk].append(blocks[row.pk])
        if row.container:
            around.append(row)
    return [_prefix_row(row, blocks[row.pk], above[row.pk], inner[row.pk], taken[row.municipality_id]) for row in rows]


def _holds(container: PlannedPrefix, row: PlannedPrefix, blocks: dict[int, Network]) -> bool:
    return container.municipality_id == row.municipality_id and contains(blocks[container.pk], blocks[row.pk])


def _prefix_row(row: PlannedPrefix, block: Network, depth: int, inner: list[Network], taken: Taken) -> PrefixRow:
    gateway = row.gateway or ""
    return PrefixRow(
        id=row.pk,
        prefix=str(block),
        depth=depth,
        container=row.container,
        may_overlap=row.may_overlap,
        purpose=row.purpose,
        vlan=str(row.vlan) if row.vlan else "",
        gateway=gateway,
        place_id=row.place_id,
        place=row.place.name if row.place else "",
        usage=None if row.container else usage(block, taken, also=gateway),
        free_blocks=tuple(map(str, free_space(block, inner)[:6])) if row.container else (),
        next_free=() if row.container else tuple(free_addresses(block, taken, also=gateway, limit=3)),
        said=row.said(),
    )


def _taken(actor: Actor, municipalities: Iterable[int]) -> dict[int, Taken]:
    """Addresses given away or seen in use, by municipality."""
    found: dict[int, set[str]] = defaultdict(set)
    rows = visible(PlannedAddress.objects.filter(municipality_id__in=municipalities), actor, agreement="agreement_id")
    for municipality_id, address in rows.values_list("municipality_id", "address"):
        found[municipality_id].add(address)
    for municipality_id in municipalities:
        ids = [device_id for device_id, _type, _place in inventory.carriers(municipality_id)]
        found[municipality_id] |= {device.address for device in inventory.devices(ids).values()}
    return {municipality_id: Taken(addresses) for municipality_id, addresses in found.items()}


def differences(actor: Actor) -> QuerySet[Difference]:
    """Differences that are there for the actor, ended ones too."""
    return visible(Difference.objects.all(), actor, agreement="agreement_id")


def difference_rows(rows: Iterable[Difference]) -> list[DifferenceRow]:
    """These rows as pages see them, with the names of their places."""
    found = list(rows)
    wanted = {row.place_id for row in found if row.place_id}
    wanted |= {
        int(text) for row in found if row.field == "place" for text in (row.intended, row.observed) if text.isdigit()
    }
    places = parties.places(wanted)

    def told(row: Difference, text: str) -> str:
        place = places.get(int(text)) if row.field == "place" and text.isdigit() else None
        return place.name if place is not None else text

    return [
        DifferenceRow(
            id=row.pk,
            municipality_id=row.municipality_id,
            kind=row.kind,
            what=row.what,
            subject=row.subject,
            field=row.field,
            intended=told(row, row.intended),
            observed=told(row, row.observed),
            place_id=row.place_id,
            place=places[row.place_id].name if row.place_id in places else "",
            device_id=row.device_id,
            found_at=row.found_at,
            ended_at=row.ended_at,
            way=row.way,
            group=row.group,
            decided_by=row.decided_by,
            decided_at=row.decided_at,
            case_id=row.case_id,
            case_number=row.case_number,
        )
        for row in found
    ]


def compared_at(actor: Actor) -> datetime | None:
    """When plan and network of the actor's municipality (or a supplier's customers) were last compared."""
    where = actor.municipalities_as(*STAFF)
    rows = Comparison.objects.all() if actor.system else Comparison.objects.filter(municipality_id__in=where)
    row = rows.order_by("-at").first()
    return row.at if row is not None else None


def place_rows(actor: Actor) -> list[PlaceRow]:
    """The places with devices, or with a dossier, that are there for the actor; the least complete first."""
    figures = {row.place_id: row for row in visible(PlaceFigure.objects.all(), actor, agreement="agreement_id")}
    counts = dict(differences(actor).filter(ended_at=None).order_by().values_list("place_id").annotate(Count("pk")))
    theirs = inventory.devices_by_place()
    checked = visible(PlaceCheck.objects.all(), actor, agreement="agreement_id").order_by("at")
    checks = dict(checked.values_list("place_id", "at"))
    found = parties.places(set(figures) | set(theirs) | {place_id for place_id in counts if place_id})
    rows = [
        PlaceRow(
            place,
            figures[place.id].percent if place.id in figures else None,
            len(theirs.get(place.id, ())),
            counts.get(place.id, 0),
            checks.get(place.id),
        )
        for place in found.values()
    ]
    return sorted(rows, key=lambda row: (NO_ROWS if row.percent is None else row.percent, row.place.name, row.place.id))


def place_for(actor: Actor, place_id: int) -> PlaceInfo:
    """A place whose dossier the actor may read: the city's own staff, or a supplier with a device there."""
    place = parties.place(place_id)
    theirs = place is not None and (
        place.municipality_id in actor.municipalities_as(*STAFF)
        or (actor.is_supplier and bool(inventory.devices_by_place().get(place_id)))
    )
    if place is None or not (theirs or actor.system):
        raise NotFound("there is no such place", where=f"place {place_id}")
    return place


def planned_device_named(actor: Actor, name: str, serial: str) -> Any | None:
    """The plan's device that is meant by an observed one."""
    rows = statements(actor, KINDS["devices"])
    wanted = Q(name__iexact=name) | (Q(serial__iexact=serial) if serial else Q(pk__isnull=True))
    return rows.filter(wanted).first()


def has_plan(actor: Actor) -> bool:
    """Whether anything is meant yet."""
    return any(statements(actor, kind).exists() for kind in KINDS.values())
