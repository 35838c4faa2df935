# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The demo's town has one piece of agreed work, planned once."""

from zoneinfo import ZoneInfo

from samdrift.demo.work import plan_work
from samdrift.incidents.models import MaintenanceWindow
from samdrift.inventory.testing import ACTOR, found_network
from samdrift.kernel.clock import utc_now
from samdrift.parties.testing import make_place
from samdrift.platform.scope import acting_as


def test_work_is_planned_once_for_tomorrow_evening_at_the_largest_school(cast):
    school = make_place(cast.city, name="Storskolen", kind="school", people=900)
    found_network(cast.city, [("core", 1, "acc", 1)], locations={"acc": school.name, "core": cast.place.name})
    with acting_as(ACTOR):
        assert plan_work(cast.city.pk, now=utc_now())
        assert not plan_work(cast.city.pk, now=utc_now())
        window = MaintenanceWindow.objects.get()
        begins = window.starts_at.astimezone(ZoneInfo("Europe/Copenhagen"))
    assert (window.scope_kind, window.scope_id, window.scope_label) == ("place", school.pk, "Storskolen")
    assert (begins.hour, window.silent) == (20, False)
