# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Everything the page of one incident shows: the fault, what the judgement rests on, and what was seen around it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from samdrift.incidents.overview import Trouble, troubles
from samdrift.incidents.queries import run_by
from samdrift.inventory import facade as inventory
from samdrift.kernel.errors import NotFound
from samdrift.monitoring import facade as monitoring
from samdrift.monitoring.types import Happening
from samdrift.platform.actor import Actor

BEFORE = timedelta(minutes=2)
AFTER = timedelta(minutes=5)
READ = 500
TOGETHER = timedelta(seconds=30)
"""The same seen at several devices within this time is one moment: a school that falls silent is one thing to read."""


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing seen at one or several devices, first at `at`; `seen` holds the first of them."""

    at: datetime
    seen: Happening
    devices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IncidentDetail:
    """One incident as its page shows it to one actor. `nameable`: devices named in the explanation that they may see."""

    trouble: Trouble
    moments: tuple[Moment, ...]
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
    seen = monitoring.happenings(about, info.fault_at - BEFORE, until, limit=READ)
    return IncidentDetail(
        trouble=trouble, moments=tuple(gather(seen)), nameable=frozenset(known), agreement_id=info.agreement_id
    )


def _ends_of(cause_key: str) -> set[int]:
    """The devices at the cause: itself, or both ends of the cable."""
    kind, _, number = cause_key.partition(":")
    if not number.isdigit():
        return set()
    if kind == "device":
        return {int(number)}
    cable = inventory.link(int(number)) if kind == "link" else None
    return {cable.a_device_id, cable.b_device_id} if cable is not None else set()


def gather(seen: Iterable[Happening]) -> list[Moment]:
    """What was seen, newest first, with the same thing at several devices told once."""
    groups: list[list[Happening]] = []
    latest: dict[tuple[str, str, str, str], list[Happening]] = {}
    for one in sorted(seen, key=lambda h: h.at):
        key = (one.what, one.before, one.after, one.port)
        group = latest.get(key)
        if group is not None and one.at - group[0].at <= TOGETHER:
            group.append(one)
        else:
            latest[key] = [one]
            groups.append(latest[key])
    return [Moment(group[0].at, group[0], tuple(sorted({h.device_name for h in group}))) for group in reversed(groups)]
