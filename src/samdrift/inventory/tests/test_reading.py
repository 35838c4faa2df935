# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Who is read next, how many at once, what is left out, and that one odd device costs the others nothing."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse

from samdrift.inventory import readqueue
from samdrift.inventory.asking import asking_for
from samdrift.inventory.commands import add_credential, apply_snapshot, look_at
from samdrift.inventory.models import Contact, Device, Interface, Link
from samdrift.inventory.reading import Readings
from samdrift.inventory.rules.sparing import FIRST_TIME, NEXT_TIMES, LeftOut, how_to_ask, left_out_now, part_of
from samdrift.inventory.testing import ACTOR, AT, snapshot
from samdrift.inventory.types import Problem, ReadingCost, SnmpCredential
from samdrift.kernel.errors import NotNow
from samdrift.parties.testing import actor_of
from samdrift.platform.models import AuditEntry
from samdrift.platform.scope import acting_as

QUARTER = timedelta(minutes=15)
FDB = "1.3.6.1.2.1.17.4.3.1"
HUNG = Problem(FDB, "did not answer for this part", "hung")


class Town:
    """A chain of devices that tell of the next one each; notes how it was asked."""

    def __init__(self, length: int) -> None:
        self.asked: list[str] = []
        self.how: dict[str, object] = {}
        self.most = self.now = 0
        self._lock = threading.Lock()
        self.length = length
        self.answers: dict[str, object] = {}

    def __call__(self, address, credential, how, heard=None):
        with self._lock:
            self.asked.append(address)
            self.how[address] = how
            self.now += 1
            self.most = max(self.most, self.now)
        try:
            return self._answer(address, heard)
        finally:
            with self._lock:
                self.now -= 1

    def _answer(self, address, heard):
        number = int(address.rpartition(".")[2])
        if number > self.length:
            raise NotNow("does not answer", where=address)
        to = {2: (f"sw{number + 1}", "ge1", f"10.9.0.{number + 1}")}
        found = self.answers.get(address) or snapshot(f"sw{number}", to=to)
        if heard is not None:
            heard(found.device, found.neighbours)
        return found


@pytest.fixture
def city(cast):
    with acting_as(ACTOR):
        add_credential(
            municipality_id=cast.city.pk, name="k", credential=SnmpCredential(community="public"), actor=ACTOR
        )
        yield cast.city


def begin(city, address="10.9.0.1"):
    look_at(municipality_id=city.pk, address=address, heard_from="seed", actor=ACTOR, again=True)


def read(town, *, at=AT, at_once=4):
    return Readings(town, at_once=at_once, every=QUARTER, clock=lambda: at, actor=ACTOR).run()


def test_from_one_seed_the_whole_chain_is_found_with_its_cables(city):
    town = Town(12)
    begin(city)
    assert read(town) == 13
    assert town.asked == [f"10.9.0.{n}" for n in range(1, 14)]
    assert Device.objects.count() == 12
    assert Link.objects.filter(gone_at__isnull=True).count() == 11
    assert Contact.objects.get(address="10.9.0.13").state == "silent"
    assert town.most <= 4


def test_after_a_reading_nobody_is_due_and_within_the_interval_everybody_once(city):
    town = Town(5)
    begin(city)
    read(town)
    town.asked.clear()
    assert read(town, at=AT + timedelta(minutes=1)) == 0
    for minute in range(2, 24):
        read(town, at=AT + timedelta(minutes=minute))
    assert sorted(set(town.asked)) == [f"10.9.0.{n}" for n in range(1, 7)]
    assert {town.asked.count(address) for address in town.asked} <= {1, 2}


def test_a_wish_goes_before_who_is_new_and_who_is_new_before_the_routine(city):
    town = Town(0)
    for number in (1, 2, 3):
        readqueue.heard_of(municipality_id=city.pk, addresses=[f"10.9.0.{number}"], heard_from="list")
    Contact.objects.filter(address="10.9.0.1").update(urgency=readqueue.ROUTINE, due_at=AT)
    readqueue.wish_for(municipality_id=city.pk, address="10.9.0.3")
    read(town, at_once=1)
    assert town.asked == ["10.9.0.3", "10.9.0.2", "10.9.0.1"]


def test_a_wish_that_comes_while_the_device_is_read_is_not_lost(city):
    begin(city)
    (taken,) = readqueue.take(9, [], AT)
    readqueue.wish_for(municipality_id=city.pk, address="10.9.0.1")
    readqueue.settle(municipality_id=city.pk, address=taken.address, known_as=taken.address, at=AT, every=QUARTER)
    assert [row.pk for row in readqueue.take(9, [], AT)] == [taken.pk]


def test_what_does_not_answer_is_asked_soon_once_more_and_then_daily(city):
    begin(city, "10.9.0.77")
    town = Town(0)
    for minutes in (0, 4, 5, 6, 7, 60, 23 * 60, 37 * 60):
        read(town, at=AT + timedelta(minutes=minutes))
    assert len(town.asked) == 3


def test_a_device_that_cannot_be_stored_costs_the_others_nothing(city, caplog):
    town = Town(4)
    wrong = snapshot("sw2", to={2: ("sw3", "ge1", "10.9.0.3")})
    town.answers["10.9.0.2"] = replace(wrong, interfaces=(replace(wrong.interfaces[0], speed_bps=2**70),))
    begin(city)
    read(town)
    assert sorted(Device.objects.values_list("name", flat=True)) == ["sw1", "sw3", "sw4"]
    assert "could not be stored" in Contact.objects.get(address="10.9.0.2").detail
    assert "could not be stored" in caplog.text


def test_known_devices_that_nobody_queued_get_their_turn(city):
    begin(city)
    read(Town(3))
    Contact.objects.all().delete()
    assert readqueue.give_turns(AT, QUARTER) == 3
    assert readqueue.give_turns(AT, QUARTER) == 0
    assert all(AT <= due <= AT + QUARTER for due in Contact.objects.values_list("due_at", flat=True))


def test_a_reading_that_changes_nothing_writes_no_audit_entry(city):
    begin(city)
    read(Town(1))
    before = AuditEntry.objects.filter(table_name="inventory_device").count()
    town = Town(1)
    town.answers["10.9.0.1"] = replace(
        snapshot("sw1", to={2: ("sw2", "ge1", "10.9.0.2")}), cost=ReadingCost(questions=7)
    )
    begin(city)
    read(town, at=AT + QUARTER)
    device = Device.objects.get()
    assert (device.last_seen, device.cost["questions"]) == (AT + QUARTER, 7)
    assert AuditEntry.objects.filter(table_name="inventory_device").count() == before


def test_a_table_that_hangs_is_left_out_for_a_day_and_then_for_a_week():
    first = left_out_now([], [HUNG], AT)
    assert [(one.part, one.oid, one.until - AT) for one in first] == [("fdb", FDB, FIRST_TIME)]
    meanwhile = left_out_now(first, [Problem(FDB, "not asked", "left_out")], AT + timedelta(hours=3))
    assert meanwhile == first
    assert how_to_ask({}, [first[0].stored()], AT + timedelta(hours=3)).left_out.keys() == {FDB}
    assert how_to_ask({}, [first[0].stored()], AT + FIRST_TIME).left_out == {}
    again = left_out_now(first, [HUNG], AT + timedelta(days=2))
    assert again[0].until - again[0].since == NEXT_TIMES
    assert left_out_now(first, [], AT + timedelta(days=30)) == []


def test_only_what_costs_more_than_it_tells_is_left_out():
    kinds = ("hung", "loop", "endless", "garbled", "slow", "left_out", "")
    problems = [Problem(f"1.3.6.1.4.1.{n}", "", kind) for n, kind in enumerate(kinds)]
    assert [one.oid[-1] for one in left_out_now([], problems, AT)] == ["0", "1", "2"]
    assert [part_of(oid) for oid in ("1.3.6.1.2.1.2.2.1.10", "1.3.6.1.2.1.20", "1.3.6.1.4.1.9")] == [
        "ports", "other", "maker",
    ]  # fmt: skip


def test_the_next_reading_knows_what_was_learnt_and_leaves_out_what_hangs(city):
    town = Town(1)
    town.answers["10.9.0.1"] = replace(
        snapshot("sw1"), problems=(HUNG,), cost=ReadingCost(questions=9, rows=5, per_second=2.5, answer_s=0.4)
    )
    begin(city)
    read(town)
    begin(city)
    read(town, at=AT + QUARTER)
    how = town.how["10.9.0.1"]
    assert (how.rows, how.per_second, how.answer_s) == (5, 2.5, 0.4)
    assert how.left_out == {
        FDB: "not asked since 2026-11-02 08:00 UTC, until 2026-11-03 08:00 UTC: did not answer for this part"
    }


def test_what_it_is_not_asked_for_stays_as_it_was_known(city):
    begin(city)
    read(Town(2))
    ports = Interface.objects.filter(device__name="sw1", present=True).count()
    spared = tuple(Problem(oid, "not asked", "left_out") for oid in ("1.3.6.1.2.1.31.1.1.1", "1.0.8802.1.1.2.1.4.1.1"))
    poor = replace(snapshot("sw1"), neighbours=(), interfaces=snapshot("sw1").interfaces[:1], problems=spared)
    town = Town(2)
    town.answers["10.9.0.1"] = poor
    begin(city)
    read(town, at=AT + QUARTER)
    assert Interface.objects.filter(device__name="sw1", present=True).count() == ports
    assert Device.objects.get(name="sw1").neighbours
    assert Link.objects.filter(gone_at__isnull=True).count() == 1


def test_the_page_and_the_api_say_what_is_not_asked_since_when_and_why(cast, city, enter):
    town = Town(1)
    slow = Problem("1.3.6.1.2.1.47.1.1.1.1", "stopped answering here", "slow")
    town.answers["10.9.0.1"] = replace(snapshot("sw1"), problems=(HUNG, slow), cost=ReadingCost(questions=77, rows=20))
    begin(city)
    read(town)
    Device.objects.update(left_out=[LeftOut("fdb", FDB, "it hangs <b>", AT, AT + timedelta(days=9999)).stored()])
    device = Device.objects.get()
    page = enter(cast.director).get(reverse("device", args=[device.pk]))
    body = page.content.decode()
    assert "Adressetabel (hvem der er tilsluttet)" in body
    assert "it hangs &lt;b&gt;" in body
    assert "Den svarede for langsomt eller holdt op med at svare." in body
    told = asking_for(actor_of(cast.director), device.pk)
    assert told is not None
    assert (told.cost["questions"], [one["part"] for one in told.left_out]) == (77, ["fdb"])
    assert asking_for(actor_of(cast.stranger), device.pk) is None


def test_two_readings_in_a_row_change_no_link_and_ask_as_much_for_forty_neighbours(city, django_assert_max_num_queries):
    begin(city)
    read(Town(40))
    key = Device.objects.first().credential_id
    to = {n: (f"sw{n}", "ge1", f"10.9.0.{n}") for n in range(2, 41)}
    hub = snapshot("sw1", ports=41, to=to)
    with django_assert_max_num_queries(45):
        apply_snapshot(
            municipality_id=city.pk, address="10.9.0.1", credential_id=key, snapshot=hub, actor=ACTOR, at=AT + QUARTER
        )
