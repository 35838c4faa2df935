# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The worklist: told once, decided by those who may, and «not seen» is «gone» only when somebody or the rule says so."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse

from samdrift.inventory.commands import apply_snapshot, note_contact
from samdrift.inventory.models import Contact, Credential, Device, Interface, Link, Sighting, WorkItem
from samdrift.inventory.rules.worklist import GONE_AFTER
from samdrift.inventory.testing import ACTOR, AT, snapshot, tell
from samdrift.inventory.worklist import decide, look_through
from samdrift.kernel.errors import BadInput, NotFound
from samdrift.parties.testing import actor_of
from samdrift.platform.models import AuditEntry
from samdrift.platform.scope import acting_as

LATER = AT + timedelta(days=3)


@pytest.fixture
def net(network):
    with acting_as(ACTOR):
        yield network


def apply(cast, snap, address, at=LATER):
    key = Credential.objects.get(municipality=cast.city).pk
    return apply_snapshot(
        municipality_id=cast.city.pk, address=address, credential_id=key, snapshot=snap, actor=ACTOR, at=at
    )


def waiting(cast):
    rows = WorkItem.objects.filter(municipality=cast.city, decision="").order_by("kind", "pk")
    return [(row.kind, row.device.name if row.device else row.detail.get("address")) for row in rows]


def look(cast, now=AT):
    return look_through(municipality_id=cast.city.pk, actor=ACTOR, now=now)


def with_(snap, **facts):
    return replace(snap, device=replace(snap.device, **facts))


def test_while_a_network_is_first_found_nobody_is_told_and_later_a_new_one_is(cast, net):
    assert waiting(cast) == []
    apply(cast, snapshot("newcomer"), "10.9.0.44")
    assert waiting(cast) == [("new", "newcomer")]
    apply(cast, snapshot("newcomer"), "10.9.0.44", at=LATER + timedelta(hours=1))
    assert waiting(cast) == [("new", "newcomer")]


def test_a_changed_fact_is_told_with_before_and_after(cast, net):
    apply(cast, with_(snapshot("acc", ports=1), version="7"), "10.9.0.3")
    assert waiting(cast) == [], "learned for the first time is no change"
    apply(cast, with_(snapshot("acc", ports=1), version="8"), "10.9.0.3")
    item = WorkItem.objects.get(kind="changed")
    assert (item.device_id, item.detail) == (net["acc"], {"version": ["7", "8"]})


def test_another_box_at_a_known_address_is_a_replacement(cast, net):
    other = with_(snapshot("acc", ports=1), chassis_id="0200000000ee", serial="SN-other")
    assert apply(cast, other, "10.9.0.3") == net["acc"]
    assert waiting(cast) == [("replaced", "acc")]


def test_a_device_at_a_new_address_keeps_its_row_and_what_is_known_of_its_ports(cast, net):
    ports = list(Interface.objects.filter(device=net["acc"]).values_list("pk", flat=True))
    moved = replace(snapshot("renamed", ports=1), addresses=({"address": "10.9.0.88"},))
    assert apply(cast, with_(moved, chassis_id=b"acc".hex(), serial="SN-acc"), "10.9.0.88") == net["acc"]
    row = Device.objects.get(pk=net["acc"])
    assert (row.name, row.address) == ("renamed", "10.9.0.88")
    assert list(Interface.objects.filter(device=row).values_list("pk", flat=True)) == ports


def test_a_port_that_new_software_names_otherwise_keeps_its_row(cast, net):
    told = snapshot("acc", ports=1)
    macs = replace(told, interfaces=(replace(told.interfaces[0], mac="020000000701"),))
    apply(cast, macs, "10.9.0.3")
    before = Interface.objects.get(device=net["acc"])
    apply(
        cast, replace(told, interfaces=(replace(macs.interfaces[0], name="GigabitEthernet1", if_index=77),)), "10.9.0.3"
    )
    after = Interface.objects.get(device=net["acc"])
    assert (after.pk, after.name, after.if_index) == (before.pk, "GigabitEthernet1", 77)


def test_silent_devices_neighbours_and_shared_serials_are_found_and_cleared_when_over(cast, net):
    Contact.objects.create(municipality=cast.city, address="10.9.0.70", heard_from="lldp at acc")
    note_contact(municipality_id=cast.city.pk, address="10.9.0.70", state="silent", detail="x", actor=ACTOR, at=AT)
    apply(cast, with_(snapshot("twin-of-acc"), serial="SN-acc"), "10.9.0.71", at=AT)
    assert look(cast) == 2
    assert waiting(cast) == [("same_serial", "acc"), ("unanswered", "10.9.0.70")]
    assert look(cast) == 0, "told once"
    assert look(cast, now=LATER) == 4
    assert [kind for kind, _ in waiting(cast)].count("silent") == 4
    note_contact(municipality_id=cast.city.pk, address="10.9.0.70", state="found", detail="y", actor=ACTOR, at=AT)
    Device.objects.update(last_seen=LATER)
    look(cast, now=LATER)
    assert waiting(cast) == [("same_serial", "acc")]
    assert set(WorkItem.objects.filter(kind="silent").values_list("decision", "decided_by")) == {
        ("cleared", ACTOR.label)
    }


def test_two_devices_with_one_engine_id_are_told_once_and_cleared_when_each_has_its_own(cast, net):
    clash, empty = "80001f8804deadbeef", "0000000000"
    apply(cast, with_(snapshot("acc", ports=1), engine_id=clash), "10.9.0.3", at=AT)
    copy = apply(cast, with_(snapshot("copy"), engine_id=clash), "10.9.0.71", at=AT)
    apply(cast, with_(snapshot("vague"), engine_id=empty), "10.9.0.72", at=AT)
    apply(cast, with_(snapshot("vaguer"), engine_id=empty), "10.9.0.73", at=AT)
    look(cast)
    item = WorkItem.objects.get(kind="same_engine")
    assert (item.device_id, item.other_id) == (net["acc"], copy)
    assert item.detail == {"engine_id": clash, "claimed_by": 2}

    apply(cast, with_(snapshot("copy"), engine_id=None), "10.9.0.71", at=AT)
    look(cast)
    assert WorkItem.objects.get(kind="same_engine").decision == "", "silence takes nothing back"
    apply(cast, with_(snapshot("copy"), engine_id="80001f8804deadbee0"), "10.9.0.71", at=AT)
    look(cast)
    assert WorkItem.objects.get(kind="same_engine").decision == "cleared"


def test_an_address_that_two_macs_answer_for_is_told(cast, net):
    tell(net["core"], [], [("a45e60010203", "10.20.0.7")])
    tell(net["dist"], [], [("a45e60010204", "10.20.0.7")])
    look(cast)
    item = WorkItem.objects.get(kind="same_address")
    assert item.detail == {"address": "10.20.0.7", "macs": ["a45e60010203", "a45e60010204"]}


def test_what_is_ignored_stays_ignored_until_it_differs(cast, net):
    apply(cast, with_(snapshot("acc", ports=1), version="7"), "10.9.0.3")
    apply(cast, with_(snapshot("acc", ports=1), version="8"), "10.9.0.3")
    item = WorkItem.objects.get(kind="changed")
    decide(item_id=item.pk, decision="ignored", actor=ACTOR, at=LATER)
    apply(cast, with_(snapshot("acc", ports=1), version="8"), "10.9.0.3")
    assert waiting(cast) == []
    apply(cast, with_(snapshot("acc", ports=1), version="9"), "10.9.0.3")
    assert waiting(cast) == [("changed", "acc")]


def test_gone_is_a_decision_that_takes_it_off_and_an_answer_brings_it_back(cast, net):
    tell(net["acc"], [("a45e60010203", 1)])
    look(cast, now=LATER)
    item = WorkItem.objects.get(kind="silent", device=net["acc"])
    decide(item_id=item.pk, decision="gone", actor=ACTOR, at=LATER)
    assert not Device.objects.filter(pk=net["acc"]).exists()
    assert not Interface.objects.filter(device=net["acc"], present=True).exists()
    assert not Link.objects.filter(b_device=net["acc"], gone_at__isnull=True).exists()
    assert Sighting.objects.get(device=net["acc"]).ended_at == LATER
    assert AuditEntry.objects.filter(table_name="inventory_device", row_id=str(net["acc"])).count() >= 1
    assert apply(cast, snapshot("acc", ports=1), "10.9.0.3", at=LATER) == net["acc"]
    assert Interface.objects.filter(device=net["acc"], present=True).count() == 1
    assert ("back", "acc") in waiting(cast)


def test_nobody_is_gone_for_being_silent_until_the_stated_rule_says_so(cast, net):
    look(cast, now=AT + GONE_AFTER)
    assert Device.objects.count() == 3
    look(cast, now=AT + GONE_AFTER + timedelta(hours=1))
    assert Device.objects.count() == 0
    assert Device.every.count() == 3


def test_a_box_without_a_chassis_id_is_known_by_its_serial(cast, net):
    assert apply(cast, with_(snapshot("acc-again"), serial="SN-acc", chassis_id=None), "10.9.0.71", at=AT) == net["acc"]
    assert Device.objects.get(pk=net["acc"]).name == "acc-again"


def test_merging_takes_the_second_row_off(cast, net):
    other = apply(cast, with_(snapshot("other"), serial="SN-acc"), "10.9.0.71", at=AT)
    look(cast)
    item = WorkItem.objects.get(kind="same_serial")
    decide(item_id=item.pk, decision="merged", actor=ACTOR, at=LATER)
    row = Device.every.get(pk=other)
    assert (row.gone_at, row.merged_into_id) == (LATER, net["acc"])
    with pytest.raises(BadInput):
        decide(item_id=item.pk, decision="gone", actor=ACTOR, at=LATER)


@pytest.mark.parametrize("who", ["stranger", "mate", "director", "requester"])
def test_only_those_who_run_the_network_decide(cast, net, enter, who):
    look(cast, now=LATER)
    item = WorkItem.objects.filter(kind="silent").first()
    with pytest.raises(NotFound):
        decide(item_id=item.pk, decision="gone", actor=actor_of(getattr(cast, who)), at=LATER)
    answer = enter(getattr(cast, who)).post(reverse("worklist-decide", args=[item.pk]), {"decision": "gone"})
    assert answer.status_code == 404
    with acting_as(ACTOR):
        assert Device.objects.count() == 3


def test_the_page_lists_what_waits_and_names_who_decided(cast, network, enter):
    with acting_as(ACTOR):
        look(cast, now=LATER)
        item = WorkItem.objects.get(kind="silent", device=network["acc"])
    client = enter(cast.owner)
    page = client.get(reverse("worklist")).content.decode()
    assert page.count('id="work-') == 3
    assert "Ikke set i et døgn" in page
    assert client.post(reverse("worklist-decide", args=[item.pk]), {"decision": "accepted"}).status_code == 302
    decided = client.get(reverse("worklist"), {"decided": "1"}).content.decode()
    assert "Godkendt" in decided
    assert cast.owner.display_name() in decided
    assert client.get(reverse("worklist")).content.decode().count('id="work-') == 2
    assert 'id="work-' not in enter(cast.stranger).get(reverse("worklist")).content.decode()
