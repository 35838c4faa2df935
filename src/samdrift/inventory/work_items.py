# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The worklist as an actor may see it: what waits for a decision, and what was decided by whom."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet

from samdrift.inventory.models import WorkItem
from samdrift.inventory.rules.worklist import KINDS, may_decide
from samdrift.parties import facade as parties
from samdrift.platform.actor import Actor
from samdrift.platform.visible import visible

PAGE = 100


@dataclass(frozen=True, slots=True)
class WorkRow:
    """One entry; ids are those of devices still on the network.

    `detail`: what is told of it. `decided_by` names a person; what no longer was so, Samdrift itself took off.
    """

    id: int
    kind: str
    device_id: int | None
    device: str
    other_id: int | None
    other: str
    detail: Mapping[str, Any]
    opened_at: datetime
    seen_at: datetime
    decision: str
    decided_by: str
    decided_at: datetime | None

    @property
    def changes(self) -> list[tuple[str, str, str]]:
        """(fact, before, after) of what changed."""
        pairs = ((name, value) for name, value in self.detail.items() if isinstance(value, list) and len(value) == 2)
        return [(name, str(one), str(two)) for name, (one, two) in pairs if name != "macs"]

    @property
    def last_read(self) -> datetime | None:
        """When the device was read last, where that is what is told of it."""
        told = self.detail.get("last_seen")
        return datetime.fromisoformat(told) if isinstance(told, str) else None

    @property
    def may(self) -> list[str]:
        """What can be decided about it."""
        both = None not in (self.device_id, self.other_id)
        order = ("accepted", "gone", "merged", "ignored")
        return [decision for decision in order if may_decide(self.kind, decision, two_devices=both)]


@dataclass(frozen=True, slots=True)
class Worklist:
    """One page, and how many wait of each kind."""

    rows: tuple[WorkRow, ...]
    counts: Mapping[str, int]
    after: int | None


def worklist(actor: Actor, *, kind: str = "", decided: bool = False, after: int = 0, limit: int = PAGE) -> Worklist:
    """Entries by id, those after `after`: those that wait, or with `decided` those that do not."""
    rows = _mine(actor)
    waiting = rows.filter(decision="").order_by()
    counts = dict(waiting.values_list("kind").annotate(Count("pk")))
    rows = rows.exclude(decision="") if decided else rows.filter(decision="")
    rows = rows.filter(kind=kind) if kind in KINDS else rows
    found = list(rows.filter(pk__gt=after).select_related("device", "other").order_by("pk")[: limit + 1])
    shown = found[:limit]
    return Worklist(
        rows=tuple(_records(shown)),
        counts={name: counts.get(name, 0) for name in KINDS},
        after=shown[-1].pk if len(found) > limit else None,
    )


def work_page(actor: Actor, *, after: int = 0, limit: int = 50) -> list[WorkRow]:
    """Every entry by id, decided or not, those after `after`."""
    return _records(list(_mine(actor).filter(pk__gt=after).select_related("device", "other").order_by("pk")[:limit]))


def waiting(actor: Actor) -> int:
    """How many entries wait for a decision."""
    return _mine(actor).filter(decision="").count()


def _mine(actor: Actor) -> QuerySet[WorkItem]:
    return visible(WorkItem.objects.all(), actor, agreement="device__agreement_id")


def _records(rows: list[WorkItem]) -> list[WorkRow]:
    ids = {int(row.decided_by.removeprefix("user:")) for row in rows if row.decided_by.startswith("user:")}
    people = parties.people(ids)

    def name(label: str) -> str:
        number = label.removeprefix("user:")
        known = people.get(int(number)) if label.startswith("user:") else None
        return known.name if known is not None else "" if not label else "Samdrift"

    return [
        WorkRow(
            id=row.pk,
            kind=row.kind,
            device_id=row.device_id if row.device is not None and row.device.gone_at is None else None,
            device=row.device.name if row.device is not None else "",
            other_id=row.other_id if row.other is not None and row.other.gone_at is None else None,
            other=row.other.name if row.other is not None else "",
            detail=row.detail,
            opened_at=row.opened_at,
            seen_at=row.seen_at,
            decision=row.decision,
            decided_by=name(row.decided_by),
            decided_at=row.decided_at,
        )
        for row in rows
    ]
