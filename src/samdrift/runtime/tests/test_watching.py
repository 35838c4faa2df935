# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The watch process's book: observations become incidents, and neither a repeat nor a restart doubles or loses any."""

from datetime import timedelta

import pytest

from samdrift.agreements.testing import make_agreement, make_service
from samdrift.incidents.models import Affected, Incident
from samdrift.inventory.models import Device, Interface
from samdrift.inventory.testing import ACTOR, AT, found_network
from samdrift.monitoring.models import DeviceStanding, MetricSweep, ReceivedNotification, StateChange
from samdrift.monitoring.types import DeviceReading, Notification, PortReading, Probe
from samdrift.platform.models import Fact
from samdrift.platform.scope import acting_as
from samdrift.runtime.watching.book import Book

CABLES = [("core", 1, "dist", 1), ("dist", 2, "acc", 1), ("acc", 2, "leaf", 1)]


class Story:
    """Plays a network to a book, two seconds a step."""

    def __init__(self, ids):
        self.ids = ids
        self.now = AT
        self.silent = set()
        self.down = {}
        self.book = Book(AT)

    def run(self, seconds):
        for _ in range(seconds // 2):
            self.now += timedelta(seconds=2)
            seen = [
                Probe(device_id, self.now, icmp=name not in self.silent, snmp=name not in self.silent)
                for name, device_id in self.ids.items()
            ]
            for name, index in self.down:
                seen.append(
                    DeviceReading(self.ids[name], self.now, 1000, (PortReading(index, self.down[name, index], "up"),))
                )
            self.book.take(seen, self.now)
        return self

    def restart(self):
        self.book = Book(self.now)
        return self


@pytest.fixture
def story(cast):
    make_agreement(cast.city, cast.supplier, services=(make_service(cast.city, device_types=("network",)),))
    ids = found_network(cast.city, CABLES, locations={"acc": cast.place.name})
    with acting_as(ACTOR):
        yield Story(ids).run(20)


def cut(story):
    story.silent, story.down = {"acc", "leaf"}, {("dist", 2): "down"}
    return story


def mend(story):
    story.silent, story.down = set(), {("dist", 2): "up"}
    return story


def test_a_cut_cable_is_one_incident_named_by_it_and_closed_when_mended(cast, story):
    cut(story).run(12)
    incident = Incident.objects.get()
    assert (incident.kind, incident.cause_label, incident.outage) == ("link", "cable dist ge2 - acc ge1", True)
    assert (incident.place_id, incident.supplier_id) == (cast.place.pk, cast.supplier.pk)
    assert set(Affected.objects.values_list("device__name", "role")) == {("acc", "cause"), ("leaf", "follow-on")}
    mend(story).run(20)
    incident.refresh_from_db()
    assert incident.closed_at is not None
    assert not Affected.objects.filter(until__isnull=True).exists()
    told = list(
        Fact.objects.filter(name__startswith="incidents.incident.").order_by("pk").values_list("name", flat=True)
    )
    assert (told[0], told[-1]) == ("incidents.incident.opened.v1", "incidents.incident.closed.v1")


@pytest.mark.parametrize("killed_after", [2, 4, 6, 8, 10, 12])
def test_killed_at_any_moment_of_a_fault_it_comes_to_the_same_truth(story, killed_after):
    cut(story).run(killed_after)
    story.restart().run(30)
    assert [(i.kind, i.cause_label) for i in Incident.objects.all()] == [("link", "cable dist ge2 - acc ge1")]
    story.restart()
    mend(story).run(4)
    story.restart().run(30)
    assert Incident.objects.filter(closed_at__isnull=True).count() == 0
    assert Incident.objects.count() == 1
    opened_and_closed = Fact.objects.filter(name__in=["incidents.incident.opened.v1", "incidents.incident.closed.v1"])
    assert opened_and_closed.count() == 2


def test_the_same_observations_taken_twice_change_nothing(story):
    reading = DeviceReading(
        story.ids["dist"], story.now + timedelta(seconds=1), 99, (PortReading(2, "down", "up", 5, 6),)
    )
    for _ in range(2):
        story.book.take([reading], story.now + timedelta(seconds=1))
    story.restart().book.take([reading], story.now + timedelta(seconds=2))
    assert StateChange.objects.filter(what="oper").count() == 1
    assert MetricSweep.objects.count() == 1


def test_a_notification_is_kept_once_and_asks_for_a_new_reading_instead_of_being_believed(story):
    trap = Notification("k1", story.now, "10.9.0.2", "2c", "linkDown", 2, {"1.3.6.1.2.1.2.2.1.8.2": "1"})
    story.book.take([trap, trap], story.now)
    assert ReceivedNotification.objects.count() == 1
    assert (story.ids["dist"], None) in story.book.wishes
    assert Interface.objects.get(device_id=story.ids["dist"], name="ge2").oper == "up"


def test_a_trap_from_an_unknown_sender_changes_nothing(story):
    story.book.take([Notification("k2", story.now, "192.0.2.9", "2c", "linkDown", 1, {})], story.now)
    assert ReceivedNotification.objects.count() == 0


def test_a_restarted_device_with_moved_ifindexes_keeps_its_ports_by_name(story):
    dist = story.ids["dist"]
    story.book.take([DeviceReading(dist, story.now, 5000, ())], story.now)
    later = story.now + timedelta(seconds=5)
    story.book.take(
        [DeviceReading(dist, later, 10, (PortReading(102, "down", "up"),), {101: "ge1", 102: "ge2"})], later
    )
    ports = dict(Interface.objects.filter(device_id=dist).values_list("name", "if_index"))
    assert ports == {"ge1": 101, "ge2": 102}
    assert Interface.objects.get(device_id=dist, name="ge2").oper == "down"
    assert StateChange.objects.filter(device_id=dist, what="restarted").count() == 1


def restarts(story, *readings):
    """How often dist is told to have restarted by these (seconds from now, sysUpTime in ticks), in the order they arrive."""
    for seconds, ticks in readings:
        at = story.now + timedelta(seconds=seconds)
        story.book.take([DeviceReading(story.ids["dist"], at, ticks, ())], story.now + timedelta(seconds=60))
    return StateChange.objects.filter(what="restarted").count()


def test_a_sweep_that_arrives_after_a_later_reading_is_no_restart(story):
    assert restarts(story, (10, 500_000), (4, 499_400), (20, 501_000)) == 0


def test_a_restart_told_between_late_readings_is_told_once(story):
    assert restarts(story, (0, 500_000), (30, 900), (10, 501_000), (40, 1900)) == 1


def test_an_uptime_that_goes_round_after_497_days_is_no_restart(story):
    assert restarts(story, (0, 2**32 - 500), (20, 1500)) == 0


def test_a_slow_answer_between_quick_ones_is_no_restart(story):
    assert restarts(story, (0, 500_000), (10, 501_800), (20, 502_000)) == 0


def test_a_restart_while_the_watch_was_down_is_seen_and_a_late_reading_is_not(story):
    restarts(story, (0, 500_000))
    story.run(40).restart()
    assert restarts(story, (-45, 498_000), (0, 504_000)) == 0
    story.run(40).restart()
    assert restarts(story, (0, 700)) == 1


def test_how_devices_stand_is_written_when_it_changes(story):
    assert DeviceStanding.objects.filter(reachable=True).count() == 4
    cut(story).run(12)
    assert set(DeviceStanding.objects.filter(reachable=False).values_list("device__name", flat=True)) == {"acc", "leaf"}
    assert Device.objects.count() == 4


def test_a_batch_that_fails_is_stored_not_at_all(story, monkeypatch):
    from samdrift.runtime.watching import book as module

    cut(story).run(2)
    monkeypatch.setattr(module, "write_decision", lambda *a, **k: 1 / 0)
    before = StateChange.objects.count()
    with pytest.raises(ZeroDivisionError):
        story.run(10)
    monkeypatch.undo()
    assert Incident.objects.count() == 0
    assert StateChange.objects.count() >= before
    story.restart().run(12)
    assert Incident.objects.count() == 1
