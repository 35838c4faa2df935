# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Every change of what is meant: one way in for a form, a file and what was observed, so that all are checked alike."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address
from typing import Any, Literal

from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from samdrift.documentation.book import Book
from samdrift.documentation.ipam import overlapping
from samdrift.documentation.kinds import KINDS, Kind, read_values
from samdrift.documentation.models import (
    PlaceCheck,
    PlannedAddress,
    PlannedCable,
    PlannedDevice,
    PlannedPort,
    PlannedPrefix,
    Rack,
    Room,
    Statement,
)
from samdrift.documentation.types import Said, Source
from samdrift.kernel.errors import BadInput, NotFound
from samdrift.parties import facade as parties
from samdrift.platform.actor import Actor, Role
from samdrift.platform.live import announce

MAY_WRITE: tuple[Role, ...] = ("agent", "engineer", "administrator")
"""Who of a municipality's own people may say what is meant."""
PLAN_LOCK = 7302
TOPIC = "documentation"


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of one statement."""

    id: int
    outcome: Literal["created", "changed", "unchanged"]


def may_write(actor: Actor, municipality_id: int) -> bool:
    """Whether the actor may change this municipality's plan."""
    return actor.system or municipality_id in actor.municipalities_as(*MAY_WRITE)


def name_of(actor: Actor) -> str:
    """How the actor is named beside a statement."""
    return (actor.name or actor.label)[:160]


def save(
    *, kind: str, row: Mapping[str, str], municipality_id: int, actor: Actor, at: datetime, said: Said | None = None
) -> Saved:
    """Write one statement: `row` maps NetBox' column names to words. Known again by its key (`kinds.Kind.key`).

    Columns that are not there stay as they are. BadInput names the column; NotFound where the actor may not write here.
    """
    require_writer(actor, municipality_id)
    with transaction.atomic():
        lock_plan(municipality_id)
        said = said or Said("person", name_of(actor), at)
        saved = write(KINDS[kind], row, Book(municipality_id), said)
        announce(TOPIC, municipality_id=municipality_id, supplier_id=None)
    return saved


def require_writer(actor: Actor, municipality_id: int) -> None:
    """NotFound for everybody who may not change the plan: not there and not allowed look the same."""
    if not may_write(actor, municipality_id):
        raise NotFound("there is no such municipality", where=f"municipality {municipality_id}")


def lock_plan(municipality_id: int) -> None:
    """One writer of a plan at a time, so that «no overlap» holds between two who write at once; until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [PLAN_LOCK, municipality_id])


def write(kind: Kind, row: Mapping[str, str], book: Book, said: Said) -> Saved:
    """One row into the plan, within the caller's transaction and lock."""
    values = book.resolve(read_values(kind, row))
    if kind.model is PlannedCable:
        values = _in_order(values)
    known = _known(kind, values, book.municipality_id)
    values = _without_unset_numbers(kind.model, values)
    now = kind.model(municipality_id=book.municipality_id) if known is None else known
    changed = known is None or any(getattr(known, field) != value for field, value in values.items())
    for field, value in values.items():
        setattr(now, field, value)
    _check(now)
    if changed:
        now.source, now.said_by = said.source, said.detail[:160]
        for field, value in book.shared_with(*_known_as(now)).items():
            setattr(now, field, value)
    now.verified_at = said.verified_at
    now.save()
    book.note(now)
    return Saved(now.pk, "created" if known is None else "changed" if changed else "unchanged")


def remove(*, kind: str, statement_id: int, actor: Actor) -> None:
    """Take a statement out of the plan; NotFound where it is not there for a writer."""
    with transaction.atomic():
        row = KINDS[kind].rows().filter(pk=statement_id).first()
        if row is None or not may_write(actor, row.municipality_id):
            raise NotFound("there is no such record", where=f"{kind} {statement_id}")
        row.delete()
        announce(TOPIC, municipality_id=row.municipality_id, supplier_id=None)


def check_place(*, place_id: int, actor: Actor, at: datetime) -> int:
    """Somebody found the dossier true: every statement of the place is verified now. Returns how many there are."""
    place = parties.place(place_id)
    if place is None or not may_write(actor, place.municipality_id):
        raise NotFound("there is no such place", where=f"place {place_id}")
    with transaction.atomic():
        lock_plan(place.municipality_id)
        carrier = Book(place.municipality_id).shared_with("", "")
        PlaceCheck.objects.create(
            municipality_id=place.municipality_id, place_id=place_id, at=at, by=name_of(actor), **carrier
        )
        count = sum(kind.rows().filter(place_id=place_id).update(verified_at=at) for kind in KINDS.values())
        announce(TOPIC, municipality_id=place.municipality_id, supplier_id=None)
    return count


def statement_source(text: str) -> Source:
    """A source as stored, closed again; anything unknown counts as written by a person."""
    return text if text in {"person", "import", "observed"} else "person"  # type: ignore[return-value]


def _known_as(row: Statement) -> tuple[str, str]:
    if isinstance(row, PlannedDevice):
        return row.name, row.role
    if isinstance(row, PlannedPort):
        return row.device.name, row.device.role
    if isinstance(row, PlannedCable):
        return row.a.name, row.a.role
    if isinstance(row, PlannedAddress) and row.device is not None:
        return row.device.name, row.device.role
    return "", ""


def _known(kind: Kind, values: dict[str, Any], municipality_id: int) -> Statement | None:
    wanted = Q(municipality_id=municipality_id)
    for field in kind.key:
        column = f"{field}_id" if f"{field}_id" in values else field
        value = values.get(column)
        if column == "name" and isinstance(value, str):
            wanted &= Q(name__iexact=value)
        elif value is None:
            wanted &= Q(**{f"{column.removesuffix('_id')}__isnull": True})
        else:
            wanted &= Q(**{column: value})
    found: Statement | None = kind.rows().filter(wanted).first()
    return found


def _in_order(values: dict[str, Any]) -> dict[str, Any]:
    a, b = (values["a_id"], values["a_port"]), (values["b_id"], values["b_port"])
    if a == b:
        raise BadInput(_("Both ends are the same port."), where="side_b_name", remedy=_("Name the other end."))
    (a_id, a_port), (b_id, b_port) = sorted([a, b])
    return values | {"a_id": a_id, "a_port": a_port, "b_id": b_id, "b_port": b_port}


def _without_unset_numbers(model: type[Statement], values: dict[str, Any]) -> dict[str, Any]:
    """A number the file leaves open keeps its default: the column cannot be empty in the table."""
    fields = {field.attname: field for field in model._meta.concrete_fields}  # noqa: SLF001 - Django's documented API
    return {name: value for name, value in values.items() if value is not None or fields[name].null}


def _check(row: Statement) -> None:
    if isinstance(row, Room | Rack) and row.place_id is None:
        raise BadInput(_("It is missing."), where="site", remedy=_("Fill it in."))
    if isinstance(row, PlannedDevice):
        _check_rack_space(row)
    elif isinstance(row, PlannedPrefix):
        _check_prefix(row)
    elif isinstance(row, PlannedCable):
        _check_ends(row)


def _check_rack_space(row: PlannedDevice) -> None:
    if row.rack is None or row.position is None:
        return
    top = row.position + row.height_units - 1
    if top > row.rack.height_units:
        raise BadInput(
            _("The rack has %(units)s height units.") % {"units": row.rack.height_units},
            where="position",
            remedy=_("Choose a lower one."),
        )
    for other in PlannedDevice.objects.filter(rack=row.rack, position__isnull=False).exclude(pk=row.pk):
        if other.position is not None and other.position <= top and row.position < other.position + other.height_units:
            raise BadInput(
                _("%(device)s is there already.") % {"device": other.name},
                where="position",
                remedy=_("Choose a free one."),
            )


def _check_prefix(row: PlannedPrefix) -> None:
    network = row.block()
    if row.gateway is not None and ip_address(row.gateway) not in network:
        raise BadInput(
            _("The gateway is not within the prefix."), where="cf_gateway", remedy=_("Write an address of the prefix.")
        )
    if row.may_overlap:
        return
    others = PlannedPrefix.objects.filter(municipality_id=row.municipality_id, may_overlap=False).exclude(pk=row.pk)
    known = [(other.block(), other.container) for other in others]
    clash = overlapping(network, known, container=row.container)
    if clash:
        raise BadInput(
            _("It overlaps %(other)s.") % {"other": clash[0]},
            where="prefix",
            remedy=_("Choose a free one, make the outer one a container, or say that it may overlap."),
        )


def _check_ends(row: PlannedCable) -> None:
    for device_id, port, column in ((row.a_id, row.a_port, "side_a_name"), (row.b_id, row.b_port, "side_b_name")):
        taken = PlannedCable.objects.filter(Q(a_id=device_id, a_port=port) | Q(b_id=device_id, b_port=port))
        if taken.exclude(pk=row.pk).exists():
            raise BadInput(
                _("Another cable of the plan ends at that port."), where=column, remedy=_("Take that one out first.")
            )
