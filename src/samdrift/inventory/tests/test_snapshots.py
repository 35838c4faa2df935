# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What a device says of itself is stored once, known again, and woven with its neighbours."""

import pytest

from samdrift.agreements.testing import make_agreement, make_service
from samdrift.inventory import readqueue
from samdrift.inventory.commands import apply_snapshot
from samdrift.inventory.models import Contact, Credential, Device, Interface, Link
from samdrift.inventory.testing import ACTOR, AT, found_network, snapshot
from samdrift.platform.models import Fact
from samdrift.platform.scope import acting_as

CABLES = [("core", 1, "dist", 1), ("dist", 2, "acc", 1)]


@pytest.fixture
def net(cast):
    make_agreement(cast.city, cast.supplier, services=(make_service(cast.city, device_types=("network",)),))
    ids = found_network(cast.city, CABLES, locations={"acc": f"{cast.place.name}, room 4"})
    with acting_as(ACTOR):
        yield ids


def apply(cast, name, address, snap):
    key = Credential.objects.get(municipality=cast.city)
    return apply_snapshot(
        municipality_id=cast.city.pk, address=address, credential_id=key.pk, snapshot=snap, actor=ACTOR, at=AT
    )


def test_both_ends_of_a_cable_are_one_link_with_two_witnesses(cast, net):
    links = Link.objects.order_by("pk")
    assert [(link.a_device.name, link.a.name, link.b_device.name, link.b.name) for link in links] == [
        ("core", "ge1", "dist", "ge1"),
        ("dist", "ge2", "acc", "ge1"),
    ]
    assert all(set(link.witnesses) == {"a", "b"} for link in links)


def test_the_location_leads_to_the_place_and_the_agreement_to_the_supplier(cast, net):
    acc = Device.objects.get(name="acc")
    assert (acc.place_id, acc.supplier_id) == (cast.place.pk, cast.supplier.pk)


def test_reading_the_same_again_tells_no_new_fact(cast, net):
    facts = Fact.objects.count()
    snap = snapshot("acc", location=f"{cast.place.name}, room 4", ports=1, to={1: ("dist", "ge2", "10.9.0.2")})
    assert apply(cast, "acc", "10.9.0.3", snap) == net["acc"]
    assert Fact.objects.count() == facts


def test_a_device_known_by_its_chassis_keeps_its_row_under_another_address(cast, net):
    assert apply(cast, "acc", "10.9.0.77", snapshot("acc-renamed", ports=1)) != net["acc"]
    same = snapshot("acc", ports=1)
    assert apply(cast, "acc", "10.9.0.99", same) == net["acc"]
    assert Device.objects.get(pk=net["acc"]).address == "10.9.0.3"


def test_ifindex_may_move_while_the_name_keeps_the_port(cast, net):
    before = Interface.objects.get(device_id=net["acc"], name="ge1")
    snap = snapshot("acc", ports=1)
    moved = snap.interfaces[0].__class__(if_index=501, name="ge1", oper_status="up", admin_status="up")
    apply(cast, "acc", "10.9.0.3", snap.__class__(device=snap.device, interfaces=(moved,)))
    after = Interface.objects.get(device_id=net["acc"], name="ge1")
    assert (after.pk, after.if_index) == (before.pk, 501)


def test_a_cable_moved_to_another_port_leaves_the_former_link_gone(cast, net):
    apply(
        cast,
        "dist",
        "10.9.0.2",
        snapshot("dist", ports=3, to={1: ("core", "ge1", "10.9.0.1"), 3: ("acc", "ge1", "10.9.0.3")}),
    )
    alive = Link.objects.filter(gone_at__isnull=True)
    ports = [{(link.a_device.name, link.a.name), (link.b_device.name, link.b.name)} for link in alive]
    assert {("dist", "ge3"), ("acc", "ge1")} in ports
    assert not any(("dist", "ge2") in ends for ends in ports)


def test_a_neighbour_heard_of_is_looked_at_once(cast, net):
    snap = snapshot("dist", ports=3, to={3: ("new", "ge1", "10.9.0.50")})
    apply(cast, "dist", "10.9.0.2", snap)
    apply(cast, "dist", "10.9.0.2", snap)
    assert Contact.objects.filter(address="10.9.0.50").count() == 1
    assert [row.address for row in readqueue.take(99, [], AT) if row.address == "10.9.0.50"] == ["10.9.0.50"]


def test_a_device_that_serves_no_table_this_time_keeps_its_ports(cast, net):
    apply(cast, "acc", "10.9.0.3", snapshot("acc", ports=0))
    assert Interface.objects.filter(device_id=net["acc"], present=True).count() == 1


def test_a_liar_that_names_its_own_port_or_a_port_taken_weaves_nothing_and_breaks_nothing(cast, net):
    before = set(Link.objects.filter(gone_at__isnull=True).values_list("pk", flat=True))
    own = snapshot("acc", ports=2, to={1: ("dist", "ge2", "10.9.0.2"), 2: ("acc", "ge2", "10.9.0.3")})
    apply(cast, "acc", "10.9.0.3", own)
    apply(cast, "liar", "10.9.0.66", snapshot("liar", to={1: ("nobody", "ge1", "10.9.0.99"), 2: ("liar", "ge2", "")}))
    assert set(Link.objects.filter(gone_at__isnull=True).values_list("pk", flat=True)) == before


def test_names_of_300_letters_and_turned_ones_are_stored_and_known_again(cast, net):
    name = "\u202e" + "x" * 299
    first = apply(cast, name, "10.9.0.70", snapshot(name, to={1: ("y" * 300, "p" * 300, "10.9.0.71")}))
    assert apply(cast, name, "10.9.0.70", snapshot(name, to={1: ("y" * 300, "p" * 300, "10.9.0.71")})) == first
    assert len(Device.objects.get(pk=first).name) == 120
