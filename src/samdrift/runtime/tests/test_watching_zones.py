# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The watch process and zones: each gets its own plan, and what a cut zone kept is stored without being judged."""

from datetime import timedelta

import pytest

from samdrift.incidents.models import Incident
from samdrift.inventory.models import Interface
from samdrift.inventory.testing import ACTOR, AT, found_network
from samdrift.inventory.types import SnmpCredential
from samdrift.kernel.errors import BadInput
from samdrift.monitoring.models import DeviceStanding, MetricSweep, StateChange
from samdrift.monitoring.testing import MemoryDelivery, MemoryLane
from samdrift.monitoring.types import DeviceReading, PortReading, Probe, WatchPlan, WatchTarget
from samdrift.platform.scope import acting_as
from samdrift.runtime.watch import Watch
from samdrift.runtime.watching.book import Book
from samdrift.runtime.watching.late import LateBook
from samdrift.runtime.watching.zoning import Zones

TEXT = " north=10.20.0.0/16, 2001:db8::/32 ;south=10.20.30.0/24;"


def target(number: int, address: str) -> WatchTarget:
    return WatchTarget(number, address, SnmpCredential(community="x"))


def test_each_zone_gets_its_own_devices_and_the_longest_prefix_wins():
    zones = Zones.parse(TEXT, home="main")
    plan = WatchPlan(
        7, (target(1, "10.20.1.1"), target(2, "10.20.30.1"), target(3, "192.0.2.1"), target(4, "2001:db8::5"))
    )
    parts = zones.split(plan)
    assert {zone: [one.device_id for one in part.targets] for zone, part in parts.items()} == {
        "main": [3],
        "north": [1, 4],
        "south": [2],
    }
    assert {part.version for part in parts.values()} == {7}
    assert [zones.of_device(number) for number in (2, 3, 99)] == ["south", "main", "main"]
    assert zones.sizes() == {"main": 1, "north": 2, "south": 1}


def test_without_zones_everything_is_at_home_and_a_zone_without_devices_hears_of_it():
    assert Zones.parse("", home="main").split(WatchPlan(1, (target(1, "10.0.0.1"),))).keys() == {"main"}
    assert Zones.parse(TEXT, home="main").split(WatchPlan(1, ()))["south"].targets == ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("north", "names no zone"),
        ("no.rth=10.0.0.0/8", "names no zone"),
        ("north=10.0.0.1/8", "host bits"),
        ("a=10.0.0.0/8;b=10.0.0.0/8", "stands in two zones, a and b"),
    ],
)
def test_what_is_no_zone_is_refused_in_words(text, words):
    with pytest.raises(BadInput, match=words):
        Zones.parse(text, home="main")


async def test_plans_are_handed_out_by_zone_and_a_zone_that_is_no_more_is_told_so():
    lane = MemoryLane()
    await lane.put_plan("gone", WatchPlan(1, (target(1, "10.20.1.1"),)))
    watch = Watch(lane, Zones.parse("north=10.20.0.0/16", home="main"))
    await watch._hand_out(WatchPlan(2, (target(1, "10.20.1.1"), target(2, "192.0.2.1"))))
    assert {zone: [one.device_id for one in plan.targets] for zone, plan in lane.plans.items()} == {
        "gone": [],
        "main": [2],
        "north": [1],
    }


@pytest.fixture
def ids(cast):
    with acting_as(ACTOR):
        yield found_network(cast.city, [("core", 1, "dist", 1)])


def later(seconds: float):
    return AT + timedelta(seconds=seconds)


def reading(device_id: int, seconds: float, octets: int, oper: str = "up") -> DeviceReading:
    return DeviceReading(device_id, later(seconds), 1000, (PortReading(1, oper, "up", octets, octets),))


def take_late(book, *seen):
    LateBook().take(seen, book.cities, book.recorder)


def test_what_was_kept_is_stored_and_not_judged(ids):
    book = Book(AT)
    for second in range(0, 20, 2):
        book.take([Probe(number, later(second), icmp=None, snmp=True) for number in ids.values()], later(second))
    book.take([reading(ids["dist"], 10, 5000)], later(10))
    port = Interface.objects.get(device_id=ids["dist"], if_index=1)
    silence = [Probe(ids["dist"], later(-60 + 2 * n), icmp=None, snmp=False) for n in range(10)]
    take_late(book, *silence, reading(ids["dist"], -50, 4000, oper="down"))
    assert book.take([], later(20)) is None
    assert Incident.objects.count() == 0
    assert DeviceStanding.objects.get(device_id=ids["dist"]).reachable is True
    assert Interface.objects.get(pk=port.pk).oper == port.oper
    assert MetricSweep.objects.count() == 2


def test_the_watch_process_tells_the_past_from_the_present_by_the_delivery(ids):
    watch = Watch(MemoryLane(), Zones("main"))
    past = (Probe(ids["dist"], later(-70), icmp=None, snmp=False), reading(ids["dist"], -50, 4000, oper="down"))
    present = (Probe(ids["dist"], later(0), icmp=None, snmp=True),)
    watch._turn([MemoryDelivery(past, [], late=True), MemoryDelivery(present, [])])
    assert DeviceStanding.objects.get(device_id=ids["dist"]).reachable is True
    assert (MetricSweep.objects.count(), StateChange.objects.filter(what="oper").count()) == (1, 0)


def test_an_outage_that_is_over_goes_to_the_history_once(ids):
    book = Book(AT)
    seen = [
        Probe(ids["dist"], later(second), icmp=None, snmp=snmp) for second, snmp in ((0, True), (10, False), (70, True))
    ]
    for _ in range(2):
        take_late(book, *seen, reading(ids["dist"], 30, 4000))
    found = StateChange.objects.filter(device_id=ids["dist"], what="reachable").order_by("at")
    assert list(found.values_list("before", "after", "at")) == [("yes", "no", later(10)), ("no", "yes", later(70))]
    assert MetricSweep.objects.count() == 1


def test_lost_frames_and_devices_nobody_knows_leave_no_trace(ids):
    book = Book(AT)
    take_late(
        book, Probe(ids["dist"], later(10), icmp=None, snmp=False), Probe(ids["dist"], later(14), icmp=None, snmp=True)
    )
    take_late(book, Probe(99_999, later(10), icmp=None, snmp=False), reading(99_999, 0, 1))
    assert (StateChange.objects.filter(what="reachable").count(), MetricSweep.objects.count()) == (0, 0)
