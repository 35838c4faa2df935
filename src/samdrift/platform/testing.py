# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""One row in every tenant table, made from the tables' own description, so that tests of the walls miss no new table.

All rows of one city have the same id: whatever a number in an address means, it means something of that city.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection, models, transaction
from django.db.models import NOT_PROVIDED

from samdrift.platform.actor import system_actor
from samdrift.platform.scope import acting_as
from samdrift.platform.sealed import seal
from samdrift.platform.tenancy import TenantModel, tenant_models

AT = dt.datetime(2026, 11, 2, 9, 0, tzinfo=dt.UTC)
WEEK = {day: [["08:00", "16:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}


@dataclass(frozen=True, slots=True)
class Marked:
    """Whose rows to make, and the words by which they are known again.

    `mark` stands in what only the parties may read, `name_mark` in names that every contracted supplier may read, `slug` in
    what stands in addresses.
    """

    municipality_id: int
    supplier_id: int | None
    row_id: int
    mark: str
    name_mark: str
    slug: str


def _calendar(mark: str) -> dict[str, Any]:
    return {
        "tz": "Europe/Copenhagen",
        "weekly": WEEK,
        "closed": [],
        "overrides": {},
        "name": mark,
        "slug": mark,
        "version": 1,
    }


#: fields whose words mean something to rules and pages; `Model.field` before `field`
MEANT: dict[str, Callable[[str], Any]] = {
    "Place.kind": lambda _: "school",
    "Incident.kind": lambda _: "device",
    "Incident.explanation": lambda mark: {"silent": [mark]},
    "Incident.suspects": lambda mark: [{"device": mark, "weight": 1.0}],
    "Affected.role": lambda _: "cause",
    "CaseEntry.kind": lambda _: "message",
    "CaseEntry.visibility": lambda _: "customer",
    "CaseClock.kind": lambda _: "resolution",
    "CaseClock.calendar": _calendar,
    "CaseClock.owner": lambda _: "user",
    "CaseClock.unit": lambda _: "minute",
    "CaseClock.model": lambda _: "service_hours",
    "CaseClock.changes": lambda _: [],
    "CaseHolder.kind": lambda _: "desk",
    "Agreement.promise": lambda _: "",
    "Agreement.paused_by": lambda _: None,
    "Agreement.policies": lambda _: {},
    "ServiceLevel.response_unit": lambda _: "minute",
    "ServiceLevel.resolution_unit": lambda _: "minute",
    "ServiceLevel.model": lambda _: "service_hours",
    "CaseClock.due_at": lambda _: AT,
    "Case.next_due_at": lambda _: AT,
    "Telling.topic": lambda _: "vlans",
    "Telling.body": lambda mark: [{"id": 10, "name": mark}],
    "LinkedTicket.state": lambda _: "in_progress",
    "Send.kind": lambda _: "comment",
    "StateChange.what": lambda _: "reachable",
    "StateChange.before": lambda _: "up",
    "StateChange.after": lambda _: "down",
    "Interface.mac": lambda _: "02005e000001",
    "Interface.status_at": lambda _: AT,
    "weekly": lambda _: WEEK,
    "names": lambda mark: dict.fromkeys(("da", "nb", "en"), mark),
    "payload": lambda mark: {"label": mark},
    "new": lambda mark: {"label": mark},
    "old": lambda mark: {"label": mark},
    "varbinds": lambda mark: {"1.3.6": mark},
    "time_zone": lambda _: "Europe/Copenhagen",
    "language": lambda _: "da",
    "type": lambda _: "network",
    "admin": lambda _: "up",
    "oper": lambda _: "up",
    "duplex": lambda _: "full",
    "base_url": lambda mark: f"http://127.0.0.1:1/{mark}",
    "outage": lambda _: True,
    "reachable": lambda _: False,
    "priority": lambda _: 2,
    "year": lambda _: 2026,
}


def fill_every_table(of: Marked) -> list[TenantModel]:
    """A row of every kind, committed together (foreign keys are checked at the end, so their order does not matter)."""
    with acting_as(system_actor("test")), transaction.atomic():
        made = [_row(model, of) for model in tenant_models()]
        for row in made:
            _number_from(type(row), of.row_id)
        for row in made:
            row.save(force_insert=True)
    return made


def _number_from(model: type[TenantModel], number: int) -> None:
    """Rows the database numbers itself (the audit trail's) come after ours."""
    table = model._meta.db_table  # noqa: SLF001
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), greatest(%s, 1))", [table, number])


def _row(model: type[TenantModel], of: Marked) -> TenantModel:
    mark = of.name_mark if model.tenant_rule == "reference" else of.mark
    values: dict[str, Any] = {}
    for field in model._meta.concrete_fields:  # noqa: SLF001 - Django's documented model API
        values[field.attname] = _value(model.__name__, field, of, mark)
    return model(**values)


def _value(model: str, field: Any, of: Marked, mark: str) -> Any:
    if field.name == "municipality":
        return of.municipality_id
    if field.name == "supplier":
        return of.supplier_id
    if field.primary_key or field.is_relation or field.name.endswith("_id"):
        return str(of.row_id) if isinstance(field, models.CharField) else of.row_id
    if isinstance(field, models.SlugField) or field.name == "number":
        return of.slug
    meant = MEANT.get(f"{model}.{field.name}") or MEANT.get(field.name)
    if meant is not None:
        return meant(mark)
    if isinstance(field, models.CharField | models.TextField):
        return _text(field, mark)
    if field.has_default():
        return field.get_default()
    return None if field.null else _plain(field)


def _text(field: Any, mark: str) -> str:
    if field.default not in {NOT_PROVIDED, ""}:
        return str(field.get_default())
    if "sealed" in field.name:
        return seal(mark)
    return mark[: field.max_length]


def _plain(field: Any) -> Any:
    """A value of the field's kind, most particular kinds first."""
    kinds: tuple[tuple[type, Any], ...] = (
        (models.DateTimeField, AT),
        (models.DateField, AT.date().replace(day=1)),
        (models.BooleanField, False),
        (models.DecimalField, Decimal(1)),
        (models.FloatField, 1.0),
        (models.IntegerField, 1),
        (models.GenericIPAddressField, "192.0.2.77"),
        (models.JSONField, {}),
        (models.BinaryField, b""),
    )
    return next(value for kind, value in kinds if isinstance(field, kind))
