# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""One piece of agreed work in the demo's town: tomorrow evening new switches are put up at a school."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from samdrift.demo.history import ACTOR
from samdrift.incidents.maintenance import plan_window
from samdrift.incidents.maintenance_types import WindowDraft
from samdrift.incidents.models import MaintenanceWindow
from samdrift.inventory import facade as inventory
from samdrift.parties import facade as parties

REASON = "Der sættes nye switche op i krydsfeltet. Nettet er væk et kvarter ad gangen."
CHANGE = "CHG0040217"
BEGINS_AT_HOUR, LASTS = 20, timedelta(hours=2)


def plan_work(municipality_id: int, *, now: datetime) -> bool:
    """Tomorrow evening at the largest school; False where work was ever planned. The caller's scope is a system actor's."""
    city = parties.municipality(municipality_id)
    with_devices = inventory.devices_by_place()
    schools = [p for p in parties.places_of(municipality_id) if p.kind == "school" and p.id in with_devices]
    if city is None or not schools or MaintenanceWindow.objects.filter(municipality_id=municipality_id).exists():
        return False
    tomorrow = (now + timedelta(days=1)).astimezone(ZoneInfo(city.time_zone))
    begins = tomorrow.replace(hour=BEGINS_AT_HOUR, minute=0, second=0, microsecond=0)
    school = max(schools, key=lambda place: (place.people, place.name))
    draft = WindowDraft("place", school.id, begins, begins + LASTS, REASON, CHANGE, grace_minutes=15)
    plan_window(draft=draft, actor=ACTOR, at=now)
    return True
