# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What somebody typed into the form of agreed work, read: names become things, local times become times."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import get_language

from samdrift.agreements import facade as agreements
from samdrift.incidents.maintenance_rules import LONGEST_GRACE_MIN, Unfit
from samdrift.incidents.maintenance_scope import MAY_PLAN
from samdrift.incidents.maintenance_types import SCOPE_KINDS, WindowDraft
from samdrift.inventory import facade as inventory
from samdrift.parties import facade as parties
from samdrift.platform.actor import Actor

FIELDS = ("scope_kind", "scope", "scope_id", "starts_at", "ends_at", "reason", "reference", "grace_minutes", "silent")
LONGEST_TYPED = 400


def typed(given: Mapping[str, str]) -> dict[str, str]:
    """Every field of the form as typed, shortened."""
    return {name: str(given.get(name, ""))[:LONGEST_TYPED] for name in FIELDS}


def fresh(given: Mapping[str, str], *, now: datetime, zone: ZoneInfo) -> dict[str, str]:
    """A new form: two hours from the next full hour, about what the address names."""
    begins = (now + timedelta(hours=1)).replace(minute=0, second=0, microsecond=0)
    about = typed(given)
    return about | {
        "scope_kind": about["scope_kind"] if about["scope_kind"] in SCOPE_KINDS else "place",
        "starts_at": local(begins, zone),
        "ends_at": local(begins + timedelta(hours=2), zone),
        "grace_minutes": "10",
    }


def read(given: Mapping[str, str], actor: Actor, *, zone: ZoneInfo) -> WindowDraft:
    """The draft; Unfit where a name leads nowhere or a time is none."""
    kind = given["scope_kind"]
    if kind not in SCOPE_KINDS:
        raise Unfit("kind", "it must be a place, a device, a cable or a service", where="scope_kind")
    grace = given["grace_minutes"]
    return WindowDraft(
        scope_kind=kind,
        scope_id=_number(given["scope_id"]) or _by_name(kind, given["scope"].strip(), actor),
        starts_at=moment(given["starts_at"], "starts_at", zone),
        ends_at=moment(given["ends_at"], "ends_at", zone),
        reason=given["reason"],
        reference=given["reference"],
        silent=given["silent"] == "yes",
        grace_minutes=int(grace) if grace.isascii() and grace.isdigit() and len(grace) < 4 else LONGEST_GRACE_MIN + 1,
    )


def moment(text: str, where: str, zone: ZoneInfo) -> datetime:
    """A local time of the form as a time; Unfit for what is none, and for the hour that a night in spring leaves out."""
    try:
        naive = datetime.fromisoformat(text)
    except ValueError:
        raise Unfit("no_time", "write day and time, as 2026-11-24 20:00", where=where) from None
    if naive.tzinfo is not None or not 2000 <= naive.year <= 2999:
        raise Unfit("no_time", "write day and time without a zone, as 2026-11-24 20:00", where=where)
    at = naive.replace(tzinfo=zone).astimezone(UTC)
    if at.astimezone(zone).replace(tzinfo=None) != naive:
        raise Unfit("no_hour", "that hour does not exist that night: the clocks are changed", where=where)
    return at


def local(at: datetime, zone: ZoneInfo) -> str:
    """As a field for date and time wants it."""
    return at.astimezone(zone).replace(tzinfo=None).isoformat(timespec="minutes")


def zone_for(actor: Actor) -> ZoneInfo:
    """The zone that times are typed in: the actor's municipality's, or the first of those they work for."""
    for number in sorted(actor.municipalities | actor.customers):
        city = parties.municipality(number)
        if city is not None:
            return ZoneInfo(city.time_zone)
    return ZoneInfo("Europe/Copenhagen")


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def _by_name(kind: str, name: str, actor: Actor) -> int:
    found: int | None = None
    cities = sorted(actor.municipalities_as(*MAY_PLAN) | actor.customers)
    if kind == "place":
        found = next(
            (p.id for city in cities for p in parties.places_of(city) if p.name.casefold() == name.casefold()), None
        )
    elif kind == "device":
        found = inventory.device_names([name]).get(name)
    elif kind == "service":
        language = get_language() or "en"
        called = (
            (service, {service.slug, service.name_in(language)})
            for c in cities
            for service in agreements.services_of(c)
        )
        found = next((service.id for service, names in called if name in names), None)
    if found is None:
        why = {"place": "no_place", "device": "no_device", "service": "no_service"}.get(kind, "no_cable")
        raise Unfit(why, f"there is no {kind} called {name!r}", where="scope")
    return found
