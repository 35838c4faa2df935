# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Changes of what was agreed. A calendar is never changed: a new version takes its place, and the old one explains old cases."""

from datetime import datetime
from typing import Any

from django.db import transaction

from samdrift.agreements.events import CALENDAR_PUBLISHED
from samdrift.agreements.models import Agreement, ServiceCalendar, ServiceLevel
from samdrift.engines.slaclock import calendar_from_json, calendar_oddities
from samdrift.kernel.errors import BadInput, NotFound, NotNow
from samdrift.platform.actor import Actor, Role
from samdrift.platform.facts import record_fact

MAY_WRITE: tuple[Role, ...] = ("contract_manager", "administrator")
LONGEST_REASON = 500


def may_write(actor: Actor, municipality_id: int) -> bool:
    """Whether the actor answers for this municipality's agreements."""
    return actor.system or municipality_id in actor.municipalities_as(*MAY_WRITE)


def publish_calendar(
    *, calendar_id: int, hours: dict[str, Any], reason: str, redate: bool, actor: Actor, at: datetime
) -> int:
    """Put a new version of a calendar in force from now on; its id. Cases keep theirs unless `redate` asks them to follow.

    `hours` {tz, weekly, closed, overrides} as engines.slaclock reads them. BadInput names the field that is wrong, hours
    that overlap among them; NotNow where somebody put another version in force meanwhile.
    """
    reason = reason.replace("\x00", "").strip()
    if not reason or len(reason) > LONGEST_REASON:
        raise BadInput(f"say why, in at most {LONGEST_REASON} characters", where="reason")
    _check(hours)
    with transaction.atomic():
        old = ServiceCalendar.objects.select_for_update().filter(pk=calendar_id).first()
        if old is None or not may_write(actor, old.municipality_id):
            raise NotFound("there is no such calendar to change", where=f"calendar {calendar_id}")
        versions = ServiceCalendar.objects.filter(municipality_id=old.municipality_id, slug=old.slug)
        if versions.filter(version__gt=old.version).exists():
            raise NotNow(
                "another version was put in force meanwhile", where="version", remedy="look at it and begin from there"
            )
        if (old.time_zone, old.weekly, old.closed, old.overrides) == tuple(
            hours[key] for key in ("tz", "weekly", "closed", "overrides")
        ):
            raise BadInput("nothing is different from the version in force", where="calendar")
        new = ServiceCalendar.objects.create(
            municipality_id=old.municipality_id,
            supplier_id=old.supplier_id,
            slug=old.slug,
            version=old.version + 1,
            name=old.name,
            time_zone=hours["tz"],
            weekly=hours["weekly"],
            closed=hours["closed"],
            overrides=hours["overrides"],
            reason=reason,
            published_at=at,
        )
        ServiceLevel.objects.filter(calendar__in=versions).update(calendar=new)
        Agreement.objects.filter(service_hours__in=versions).update(service_hours=new)
        record_fact(
            name=CALENDAR_PUBLISHED,
            subject=f"calendar:{old.municipality_id}:{old.slug}",
            payload={"slug": old.slug, "version": new.version, "reason": reason, "redate": redate},
            municipality_id=old.municipality_id,
            supplier_id=None,
            actor=actor,
            at=at,
        )
    return new.pk


def _check(hours: dict[str, Any]) -> None:
    calendar = calendar_from_json(hours, "calendar")
    odd = next(calendar_oddities(hours, "calendar"), None)
    if odd is not None:
        where, _, what = odd.partition(": ")
        raise BadInput(what, where=where, remedy="say it once")
    if not any(calendar.weekly) and not any(calendar.overrides.values()):
        raise BadInput("it is never open", where="calendar.weekly", remedy="give at least one day hours")
