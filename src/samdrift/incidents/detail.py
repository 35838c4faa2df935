# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Everything the page of one incident shows: the fault, what the judgement rests on, and what was seen around it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from samdrift.incidents.overview import Trouble, troubles
from samdrift.incidents.queries import run_by
from samdrift.inventory import facade as inventory
from samdrift.kernel.errors import NotFound
from samdrift.monitoring import facade as monitoring
from samdrift.monitoring.types import Happening
from samdrift.platform.actor import Actor

BEFORE = timedelta(minutes=5)
AFTER = timedelta(minutes=5)
SHOWN = 60


@dataclass(frozen=True, slots=True)
class IncidentDetail:
    """One incident as its page shows it to one actor. `nameable`: devices named in the explanation that they may see."""

    trouble: Trouble
    seen: tuple[Happening, ...]
    nameable: frozenset[str]
    agreement_id: int | None


def incident_detail(actor: Actor, incident_id: int, *, now: datetime) -> IncidentDetail:
    """One incident; NotFound where it is not the actor's to mend."""
    rows = list(run_by(actor).filter(pk=incident_id))
    if not rows:
        raise NotFound("there is no such incident", where=f"incident {incident_id}")
    trouble = troubles(actor, rows)[0]
    info = trouble.info
    said = info.explanation
    named = {str(port.get("device", "")) for port in said.get("down_ports", ())} | set(
        map(str, said.get("entries", ()))
    )
    known = inventory.device_names(named)
    about = {a.device_id for a in info.affected} | set(known.values()) | _ends_of(info.cause_key)
    until = info.closed_at + AFTER if info.closed_at is not None else now
    seen = monitoring.happenings(about, info.fault_at - BEFORE, until, limit=SHOWN)
    return IncidentDetail(trouble=trouble, seen=tuple(seen), nameable=frozenset(known), agreement_id=info.agreement_id)


def _ends_of(cause_key: str) -> set[int]:
    """The devices at the cause: itself, or both ends of the cable."""
    kind, _, number = cause_key.partition(":")
    if not number.isdigit():
        return set()
    if kind == "device":
        return {int(number)}
    cable = inventory.link(int(number)) if kind == "link" else None
    return {cable.a_device_id, cable.b_device_id} if cable is not None else set()
