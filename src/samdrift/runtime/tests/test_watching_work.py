# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Agreed work from end to end on the watcher: what falls silent joins it, and what does not come back is an incident."""

from datetime import timedelta

import pytest

from samdrift.incidents.maintenance import end_window, extend_window, plan_window
from samdrift.incidents.maintenance_types import WindowDraft
from samdrift.incidents.models import Incident, MaintenanceWindow, PlannedSilence
from samdrift.inventory.testing import ACTOR, found_network
from samdrift.platform.models import Fact
from samdrift.platform.scope import acting_as
from samdrift.runtime.tests.test_watching import CABLES, Story


@pytest.fixture
def story(cast):
    ids = found_network(cast.city, CABLES, locations={"acc": cast.place.name})
    with acting_as(ACTOR):
        yield Story(ids).run(20)


def plan(story, *, kind="device", name="acc", scope_id=None, begins=0, lasts=1, grace=1):
    """Work on acc by default; minutes."""
    starts = story.now + timedelta(minutes=begins)
    draft = WindowDraft(
        kind,
        scope_id or story.ids[name],
        starts,
        starts + timedelta(minutes=lasts),
        "A new switch",
        "CHG7",
        grace_minutes=grace,
    )
    return plan_window(draft=draft, actor=ACTOR, at=story.now)


def silences():
    return {(row.device.name, row.until is None, row.incident_id) for row in PlannedSilence.objects.all()}


def test_what_falls_silent_joins_the_work_with_those_behind_it_and_nobody_is_told(story):
    window = plan(story, lasts=2)
    story.silent = {"acc", "leaf"}
    story.run(30)
    assert silences() == {("acc", True, None), ("leaf", True, None)}
    story.restart().run(4)
    story.silent = set()
    story.run(20)
    assert silences() == {("acc", False, None), ("leaf", False, None)}
    assert Incident.objects.count() == 0
    story.run(170)
    assert MaintenanceWindow.objects.get(pk=window.id).settled_at is not None
    ended = Fact.objects.get(name="incidents.maintenance.ended.v1")
    assert ended.payload["reference"] == "CHG7"


def test_what_is_still_silent_after_the_time_to_start_again_is_an_incident_that_says_so(story):
    window = plan(story, lasts=1, grace=1)
    story.silent = {"acc", "leaf"}
    story.run(110)
    assert Incident.objects.count() == 0
    story.run(20)
    incident = Incident.objects.get()
    assert incident.explanation["after_work"] == [window.id]
    assert incident.fault_at < incident.opened_at - timedelta(seconds=100)
    assert silences() == {("acc", False, incident.pk), ("leaf", False, incident.pk)}


def test_work_on_a_place_leaves_a_fault_elsewhere_an_incident(cast, story):
    plan(story, kind="place", scope_id=cast.place.pk, lasts=5)
    story.silent = {"acc", "leaf"}
    story.run(10)
    story.silent = {"acc", "leaf", "dist"}
    story.down = {("core", 1): "down"}
    story.run(16)
    assert [(i.kind, i.cause_label) for i in Incident.objects.all()] == [("link", "cable core ge1 - dist ge1")]


def test_work_that_begins_while_an_incident_is_open_leaves_it_open(story):
    story.silent, story.down = {"leaf"}, {("acc", 2): "down"}
    story.run(14)
    assert Incident.objects.count() == 1
    plan(story, lasts=5)
    story.silent = {"acc", "leaf"}
    story.run(14)
    assert Incident.objects.filter(closed_at=None).count() == 1
    assert silences() == {("acc", True, None)}


def test_work_ended_early_excuses_nothing_after_the_time_to_start_again(story):
    window = plan(story, lasts=60, grace=0)
    story.silent = {"acc", "leaf"}
    story.run(12)
    assert end_window(window_id=window.id, actor=ACTOR, at=story.now)
    story.run(12)
    assert Incident.objects.get().explanation["after_work"] == [window.id]


def test_work_prolonged_while_it_runs_goes_on_excusing(story):
    window = plan(story, lasts=1, grace=0)
    story.silent = {"acc", "leaf"}
    story.run(40)
    extend_window(window_id=window.id, ends_at=window.ends_at + timedelta(minutes=5), actor=ACTOR, at=story.now)
    story.run(60)
    assert Incident.objects.count() == 0
    assert len(silences()) == 2
