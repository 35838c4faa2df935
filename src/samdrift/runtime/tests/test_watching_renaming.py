# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The judge's second thoughts as they are stored: an incident keeps its identity under a better name, or is merged."""

import pytest

from samdrift.incidents.models import Affected, Incident
from samdrift.inventory.testing import ACTOR, found_network
from samdrift.platform.models import Fact
from samdrift.platform.scope import acting_as
from samdrift.runtime.tests.test_watching import CABLES, Story


def story_of(cast, cables, **places):
    ids = found_network(cast.city, cables, locations=places)
    return Story(ids).run(20)


def facts(name):
    with acting_as(ACTOR):
        return list(Fact.objects.filter(name=f"incidents.incident.{name}.v1"))


def test_better_evidence_renames_the_incident_that_keeps_its_number_and_tells_what_it_was_taken_for(cast):
    with acting_as(ACTOR):
        story = story_of(cast, CABLES, acc=cast.place.name)
        story.silent = {"acc", "leaf"}
        story.run(14)
        first = Incident.objects.get()
        assert (first.kind, first.cause_label) == ("device", "acc")
        story.down = {("dist", 2): "down"}
        story.run(4)
        row = Incident.objects.get()
    assert (row.pk, row.kind, row.cause_label) == (first.pk, "link", "cable dist ge2 - acc ge1")
    (before,) = row.earlier
    assert (before["kind"], before["cause_label"], before["by"]) == ("device", "acc", "system:judge")
    assert before["explanation"]["rule"] == first.explanation["rule"]
    (fact,) = facts("renamed")
    assert fact.actor == "system:judge"
    assert fact.payload["former"]["cause_label"] == "acc"
    assert fact.payload["cause_label"] == "cable dist ge2 - acc ge1"
    with acting_as(ACTOR):
        story.restart()
        story.silent, story.down = set(), {("dist", 2): "up"}
        story.run(30)
    assert (len(facts("renamed")), len(facts("opened")), len(facts("closed"))) == (1, 1, 1)


STAR = [("core", 1, "dist", 1), ("dist", 2, "east", 1), ("dist", 3, "west", 1)]


def test_incidents_that_are_one_fault_are_closed_into_one_and_over_once(cast):
    name = cast.place.name
    with acting_as(ACTOR):
        story = story_of(cast, STAR, dist=name, east=name, west=name)
        story.silent, story.down = {"east", "west"}, {("dist", 2): "down", ("dist", 3): "down"}
        story.run(10)
        assert [i.kind for i in Incident.objects.filter(closed_at=None)] == ["link", "link"]
        story.silent, story.down = {"dist", "east", "west"}, {}
        story.run(20)
        into = Incident.objects.get(closed_at=None)
        assert (into.kind, into.cause_label) == ("place", f"power at {name}")
        assert {row.merged_into_id for row in Incident.objects.exclude(pk=into.pk)} == {into.pk}
        there = Affected.objects.filter(until=None).values_list("incident", "device__name")
        assert set(there) == {(into.pk, "dist"), (into.pk, "east"), (into.pk, "west")}
        assert Affected.objects.count() == 3
        story.restart()
        story.silent = set()
        story.run(30)
        assert not Incident.objects.filter(closed_at=None).exists()
    assert [f.payload["into"] for f in facts("merged")] == [into.pk] * 2
    assert [f.payload["incident_id"] for f in facts("closed")] == [into.pk]


@pytest.mark.parametrize("killed_after", [4, 8])
def test_killed_while_it_thinks_again_it_comes_to_the_same_truth(cast, killed_after):
    name = cast.place.name
    with acting_as(ACTOR):
        story = story_of(cast, STAR, dist=name, east=name, west=name)
        story.silent, story.down = {"east", "west"}, {("dist", 2): "down", ("dist", 3): "down"}
        story.run(10)
        story.silent, story.down = {"dist", "east", "west"}, {}
        story.run(killed_after).restart()
        story.run(20)
        story.silent = set()
        story.run(40)
        assert not Incident.objects.filter(closed_at=None).exists()
        assert not Affected.objects.filter(until=None).exists()
