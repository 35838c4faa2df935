# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Who had the case, minute by minute: a row at each change of hands, cut by the engine so that the parts make the whole."""

from dataclasses import dataclass
from datetime import datetime

from samdrift.agreements import facade as agreements
from samdrift.engines.slaclock import Holding, Move, holdings
from samdrift.parties import facade as parties
from samdrift.servicedesk.models import Case, CaseHolder
from samdrift.servicedesk.types import HolderKind

HOLDERS: dict[str, HolderKind] = {
    "waiting": "user",
    "with_supplier": "supplier",
    "resolved": "nobody",
    "closed": "nobody",
}
"""Who has a case by its state; in any other state the desk."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One holder's turn [begin, finish), UTC. `name` of the group or supplier; whole `minutes` of real time."""

    kind: HolderKind
    name: str
    begin: datetime
    finish: datetime
    minutes: int


def note_holder(case: Case, *, at: datetime) -> None:
    """Write down who has the case now, where that is somebody else than before."""
    kind = HOLDERS.get(case.state, "desk")
    supplier_id = case.supplier_id if kind == "supplier" else None
    group_id = case.group_id if kind == "desk" else None
    last = CaseHolder.objects.filter(case=case).order_by("-at", "-pk").first()
    if last is not None and (last.kind, last.supplier_id, last.group_id) == (kind, supplier_id, group_id):
        return
    CaseHolder.objects.create(
        municipality_id=case.municipality_id, case=case, kind=kind, supplier_id=supplier_id, group_id=group_id, at=at
    )


def turns_of(case: Case, *, until: datetime) -> list[Turn]:
    """Who had the case from its opening to `until` (to its solution, where it is solved), in order, whole minutes.

    Their sum is the whole minutes of that time; what it lay solved between is nobody's and is in it. A case of before hands
    were noted lay with the desk.
    """
    rows = list(CaseHolder.objects.filter(case=case).order_by("at", "pk"))
    end = case.resolved_at or until
    moves: list[Move] = [(case.opened_at, "")] if not rows or rows[0].at > case.opened_at else []
    moves += [(max(row.at, case.opened_at), str(row.pk)) for row in rows]
    by_key = {str(row.pk): row for row in rows}
    names = _names(rows)
    return [_turn(part, by_key.get(part.holder), names) for part in holdings(moves, end)]


def minutes_of(turns: list[Turn]) -> dict[tuple[HolderKind, str], int]:
    """The whole minutes of each holder, first holder first; they add up to those of all turns."""
    sums: dict[tuple[HolderKind, str], int] = {}
    for turn in turns:
        sums[turn.kind, turn.name] = sums.get((turn.kind, turn.name), 0) + turn.minutes
    return sums


def _turn(part: Holding, row: CaseHolder | None, names: dict[int, str]) -> Turn:
    kind: HolderKind = row.kind if row is not None else "desk"  # type: ignore[assignment]  # the column holds HolderKinds
    return Turn(kind, names.get(row.pk, "") if row is not None else "", part.begin, part.finish, part.minutes)


def _names(rows: list[CaseHolder]) -> dict[int, str]:
    groups = agreements.groups(row.group_id for row in rows if row.group_id is not None)
    suppliers = parties.supplier_names(row.supplier_id for row in rows if row.supplier_id is not None)
    return {
        row.pk: groups[row.group_id].name if row.group_id in groups else suppliers.get(row.supplier_id or 0, "")
        for row in rows
    }
