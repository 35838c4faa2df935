# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The worklist: what comes on it, how each difference ends, and the two ways out."""

from datetime import timedelta

import pytest
from django.urls import reverse

from samdrift.agreements import facade as agreements
from samdrift.documentation import deciding
from samdrift.documentation.comparing import compare, note_figures
from samdrift.documentation.models import Difference, PlaceFigure, PlannedCable, PlannedDevice
from samdrift.documentation.testing import ACTOR, AT, planned
from samdrift.inventory.models import Device
from samdrift.kernel.errors import BadInput, NotFound
from samdrift.parties.testing import actor_of
from samdrift.platform.scope import acting_as
from samdrift.servicedesk import facade as servicedesk

LATER = AT + timedelta(minutes=10)


def compared(cast, at=AT):
    with acting_as(ACTOR):
        compare(municipality_id=cast.city.pk, at=at)
        return list(Difference.objects.filter(ended_at=None).order_by("key"))


def brief(rows):
    return [(row.kind, row.what, row.subject, row.field) for row in rows]


def test_a_network_as_planned_leaves_the_list_empty(plan, cast):
    assert compared(cast) == []


def test_without_a_plan_nothing_is_compared(network, cast):
    assert compared(cast) == []


def test_a_difference_comes_once_and_ends_when_the_network_says_so(plan, cast):
    with acting_as(ACTOR):
        Device.objects.filter(name="acc").update(serial="OTHER")
    (row,) = compared(cast)
    assert (row.what, row.field, row.intended, row.observed, row.found_at) == (
        "different",
        "serial",
        "SN-acc",
        "OTHER",
        AT,
    )
    assert row.supplier_id == cast.supplier.pk
    assert [same.pk for same in compared(cast, LATER)] == [row.pk]
    with acting_as(ACTOR):
        Device.objects.filter(name="acc").update(serial="SN-acc")
    assert compared(cast, LATER) == []
    with acting_as(ACTOR):
        assert Difference.objects.get().ended_at == LATER


def broken_plan(cast):
    """One of each: a device too many and one too few, another cable, another name for an address, another purpose."""
    planned(cast.city, "devices", name="ghost", site=cast.place.name)
    planned(cast.city, "interfaces", device="acc", name="ge1", description="Printer")
    planned(cast.city, "ip-addresses", address="10.9.0.3/24", device="core")
    with acting_as(ACTOR):
        PlannedCable.objects.filter(b_port="ge1", a__name="dist").update(a_port="ge9")
        PlannedDevice.objects.filter(name="acc").update(place=None, model="X1")
        Device.objects.filter(name="acc").update(hardware="X2")


def test_make_the_plan_so_ends_every_kind_of_difference(plan, cast):
    broken_plan(cast)
    rows = compared(cast)
    assert brief(rows) == [
        ("address", "different", "10.9.0.3", "device"),
        ("cable", "different", "dist ge9 – acc ge1", ""),
        ("device", "different", "acc", "model"),
        ("device", "missing", "ghost", ""),
        ("port", "different", "acc ge1", "purpose"),
    ]
    actor = actor_of(cast.owner)
    for row in rows:
        with acting_as(actor):
            assert deciding.make_plan_so(difference_id=row.pk, actor=actor, at=LATER)
            assert not deciding.make_plan_so(difference_id=row.pk, actor=actor, at=LATER)
    assert compared(cast, LATER) == []
    with acting_as(ACTOR):
        assert {(d.way, d.decided_by, d.ended_at) for d in Difference.objects.all()} == {
            ("plan", cast.owner.display_name(), LATER)
        }
        assert not PlannedDevice.objects.filter(name="ghost").exists()
        assert PlannedDevice.objects.get(name="acc").source == "observed"


def test_a_device_nobody_planned_can_be_taken_into_the_plan(plan, cast):
    with acting_as(ACTOR):
        PlannedDevice.objects.filter(name="acc").delete()
    rows = compared(cast)
    assert brief(rows) == [("cable", "unplanned", "dist ge2 – acc ge1", ""), ("device", "unplanned", "acc", "")]
    with acting_as(ACTOR):
        for row in reversed(rows):
            deciding.make_plan_so(difference_id=row.pk, actor=ACTOR, at=LATER)
        assert PlannedDevice.objects.get(name="acc").place_id == cast.place.pk
    assert compared(cast, LATER) == []


def test_fixing_the_network_names_who_does_it_and_stays_open(plan, cast):
    with acting_as(ACTOR):
        Device.objects.filter(name="acc").update(serial="OTHER")
        group = agreements.groups_of(cast.city.pk)[0].name
    (row,) = compared(cast)
    actor = actor_of(cast.owner)
    with acting_as(actor):
        with pytest.raises(BadInput):
            deciding.fix_network(difference_id=row.pk, group="nobody", actor=actor, at=AT)
        assert deciding.fix_network(difference_id=row.pk, group=group, actor=actor, at=AT)
    (row,) = compared(cast, LATER)
    assert (row.way, row.group, row.ended_at) == ("network", group, None)


def to_be_fixed(cast):
    """The difference of a serial number, given to a group; with the actor who did."""
    with acting_as(ACTOR):
        Device.objects.filter(name="acc").update(serial="OTHER")
        group = agreements.groups_of(cast.city.pk)[0].name
    (row,) = compared(cast)
    actor = actor_of(cast.owner)
    with acting_as(actor):
        for _twice in range(2):
            deciding.fix_network(difference_id=row.pk, group=group, actor=actor, at=AT)
        row.refresh_from_db()
        return row, servicedesk.get_case(row.case_id)


def test_fixing_the_network_asks_the_desk_once_in_plain_words(plan, cast, enter):
    row, case = to_be_fixed(cast)
    assert (case.number, case.kind, case.priority, case.places) == (row.case_number, "request", 4, ())
    with acting_as(ACTOR):
        assert [info.id for info in servicedesk.my_cases()] == [case.id]
        title, words = servicedesk.case_words(case.id, "en")
        assert title == f"{cast.place.name}: acc is not as planned"
        assert words == (
            "Device, Serial number: acc\n"
            "The plan says «SN-acc».\nThe network says «OTHER».\nMake the network as the plan says.\n"
            "The network is read every quarter of an hour. The case is resolved by itself when it says so."
        )
    client = enter(cast.owner)
    assert f"/cases/{case.id}/" in client.get(reverse("differences")).content.decode()
    body = client.get(reverse("case", args=[case.id])).content.decode()
    assert "SN-acc" in body
    assert 'id="difference"' in body


def test_the_case_is_resolved_when_the_network_is_as_planned(plan, cast):
    _row, case = to_be_fixed(cast)
    with acting_as(ACTOR):
        Device.objects.filter(name="acc").update(serial="SN-acc")
    assert compared(cast, LATER) == []
    with acting_as(ACTOR):
        assert servicedesk.get_case(case.id).state == "resolved"


@pytest.mark.parametrize("who", ["mate", "stranger", "requester", "director"])
def test_others_decide_nothing(plan, cast, who):
    broken_plan(cast)
    row = compared(cast)[0]
    actor = actor_of(getattr(cast, who))
    with acting_as(actor), pytest.raises(NotFound):
        deciding.make_plan_so(difference_id=row.pk, actor=actor, at=AT)


def test_the_plan_begins_with_what_is_seen_and_keeps_what_it_says(network, cast):
    planned(cast.city, "devices", name="acc", tenant="Library")
    with acting_as(ACTOR):
        assert deciding.plan_from_observed(municipality_id=cast.city.pk, actor=ACTOR, at=AT) == 4
        assert deciding.plan_from_observed(municipality_id=cast.city.pk, actor=ACTOR, at=AT) == 0
        assert PlannedDevice.objects.get(name="acc").owner == "Library"
        assert PlannedDevice.objects.get(name="dist").source == "observed"
    assert compared(cast) == []


def test_decisions_are_made_on_the_page(plan, cast, enter):
    broken_plan(cast)
    rows = compared(cast)
    client = enter(cast.owner)
    body = client.get(reverse("differences")).content.decode()
    assert all(f'id="difference-{row.pk}"' in body for row in rows)
    assert client.post(reverse("make-plan-so", args=[rows[0].pk])).status_code == 302
    assert f'id="difference-{rows[0].pk}"' not in client.get(reverse("differences-part")).content.decode()
    assert f'id="difference-{rows[0].pk}"' in client.get(reverse("differences"), {"state": "ended"}).content.decode()


def test_the_supplier_sees_the_differences_of_its_devices_and_decides_none(plan, cast, enter):
    broken_plan(cast)
    compared(cast)
    body = enter(cast.mate).get(reverse("differences")).content.decode()
    assert "acc ge1" in body
    assert "/plan/" not in body


def test_the_list_of_places_has_a_figure_for_each(plan, cast, enter):
    with acting_as(ACTOR):
        assert note_figures(municipality_id=cast.city.pk, at=AT) == 1
        figure = PlaceFigure.objects.get()
    assert (figure.place_id, figure.devices) == (cast.place.pk, 2)
    assert f"{figure.percent} %" in enter(cast.owner).get(reverse("documentation")).content.decode()
