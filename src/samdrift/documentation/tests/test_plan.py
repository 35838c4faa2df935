# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The plan written by hand and by file: what is checked, who may, where it comes from, and that a trial leaves nothing."""

import json

import pytest
from django.urls import reverse

from samdrift.documentation import importing
from samdrift.documentation.commands import save
from samdrift.documentation.models import PlannedCable, PlannedDevice, PlannedPort, PlannedPrefix, PlannedVlan
from samdrift.documentation.testing import ACTOR, AT, planned
from samdrift.kernel.errors import BadInput, NotFound
from samdrift.parties.testing import actor_of
from samdrift.platform.models import AuditEntry
from samdrift.platform.scope import acting_as


def refused(cast, kind, **row):
    with pytest.raises(BadInput) as told:
        planned(cast.city, kind, **row)
    return told.value.where


def csv_import(cast, kind, body, name="d.csv"):
    with acting_as(ACTOR):
        number = importing.keep_file(municipality_id=cast.city.pk, kind=kind, name=name, body=body, actor=ACTOR, at=AT)
        return number, importing.try_file(import_id=number, actor=ACTOR, at=AT)


def test_a_statement_keeps_who_said_so_and_every_change_has_an_actor(network, cast):
    with acting_as(actor_of(cast.owner)):
        saved = save(
            kind="devices",
            row={"name": "acc", "tenant": "IT"},
            municipality_id=cast.city.pk,
            actor=actor_of(cast.owner),
            at=AT,
        )
        row = PlannedDevice.objects.get(pk=saved.id)
        entry = AuditEntry.objects.filter(table_name="documentation_planneddevice").latest("pk")
    assert (row.source, row.said_by, row.verified_at) == ("person", cast.owner.display_name(), AT)
    assert row.supplier_id == cast.supplier.pk  # whoever runs the device reads what is meant of it
    assert (entry.actor, entry.operation, entry.new["owner"]) == (f"user:{cast.owner.pk}", "insert", "IT")


def test_the_same_again_changes_nothing_but_when_it_was_found_true(plan, cast):
    with acting_as(ACTOR):
        saved = save(
            kind="devices", row={"name": "ACC", "serial": "SN-acc"}, municipality_id=cast.city.pk, actor=ACTOR, at=AT
        )
        row = PlannedDevice.objects.select_related("rack").get(pk=plan["acc"])
    assert (saved.id, saved.outcome) == (plan["acc"], "changed")  # its name is written otherwise now
    assert (row.rack.name, row.position) == ("R1", 11)


@pytest.mark.parametrize("who", ["mate", "stranger", "requester", "contract_manager", "nobody"])
def test_only_the_citys_own_who_run_the_network_write_the_plan(network, cast, who):
    actor = actor_of(getattr(cast, who))
    with acting_as(actor), pytest.raises(NotFound):
        save(kind="vlans", row={"vid": "9", "name": "x"}, municipality_id=cast.city.pk, actor=actor, at=AT)


def test_what_cannot_be_is_refused_by_column(plan, cast):
    place = cast.place.name
    assert refused(cast, "devices", name="new", site=place, rack="R1", position="10") == "position"
    assert refused(cast, "devices", name="new", site=place, rack="R1", position="13") == "position"
    assert refused(cast, "devices", name="new", site="Nowhere") == "site"
    assert refused(cast, "devices", name="") == "name"
    assert refused(cast, "devices", name="n", cf_warranty_until="30/6") == "cf_warranty_until"
    assert refused(cast, "vlans", vid="4095", name="x") == "vid"
    assert refused(cast, "vlans", vid="0", name="x") == "vid"
    assert refused(cast, "interfaces", device="ghost", name="1") == "device"
    assert refused(cast, "interfaces", device="acc", name="1", untagged_vlan="77") == "vlan"
    assert refused(cast, "prefixes", prefix="10.9.0.128/25") == "prefix"
    assert refused(cast, "prefixes", prefix="10.8.0.1/24") == "prefix"
    assert refused(cast, "prefixes", prefix="10.8.0.0/24", cf_gateway="10.9.9.9") == "cf_gateway"
    assert refused(cast, "cables", side_a_device="acc", side_a_name="ge1", side_b_device="core", side_b_name="ge9") in {
        "side_a_name",
        "side_b_name",
    }
    assert (
        refused(cast, "cables", side_a_device="acc", side_a_name="x", side_b_device="acc", side_b_name="x")
        == "side_b_name"
    )


def test_an_overlap_is_possible_when_somebody_says_so_and_within_a_container(plan, cast):
    planned(cast.city, "prefixes", prefix="10.9.0.128/25", cf_may_overlap="true")
    planned(cast.city, "prefixes", prefix="10.0.0.0/8", status="container")
    planned(cast.city, "prefixes", prefix="10.1.0.0/24")
    with acting_as(ACTOR):
        assert PlannedPrefix.objects.count() == 4


def test_a_trial_tells_each_row_and_leaves_nothing(plan, cast):
    place = cast.place.name
    rows = [f"new,{place},S9,,", f"dist,{place},SN-dist,10,R1", "bad,Nowhere,,,", f"acc,{place},OTHER,10,R1"]
    body = "\n".join(["name,site,serial,position,rack", *rows])
    number, outcome = csv_import(cast, "devices", body)
    assert (outcome.created, outcome.changed, outcome.unchanged) == (1, 0, 1)
    assert [(f.row, f.field) for f in outcome.faults] == [(4, "site"), (5, "position")]
    assert all(f.what and f.remedy for f in outcome.faults)
    with acting_as(ACTOR):
        assert PlannedDevice.objects.count() == 3
        done = importing.apply_file(import_id=number, actor=ACTOR, at=AT)
        again = importing.apply_file(import_id=number, actor=ACTOR, at=AT)
        row = PlannedDevice.objects.get(name="new")
    assert (done, again) == (outcome, None)
    assert (row.source, row.said_by) == ("import", "d.csv")


def test_a_file_without_its_columns_is_refused_before_any_row(plan, cast):
    with pytest.raises(BadInput, match="side_a_device"):
        csv_import(cast, "cables", "name,site\nx,y\n")


def test_the_whole_plan_goes_out_and_comes_back_unchanged(plan, cast, enter):
    planned(
        cast.city,
        "interfaces",
        device="acc",
        name="ge2",
        description="Printer",
        enabled="true",
        untagged_vlan="20",
        tagged_vlans="20",
    )
    planned(cast.city, "ip-addresses", address="10.9.0.9/24", device="acc", interface="ge2", dns_name="p.example")
    client = enter(cast.owner)
    for kind in ("rooms", "racks", "devices", "vlans", "interfaces", "prefixes", "ip-addresses", "cables"):
        for form in ("csv", "json"):
            body = client.get(reverse(f"export-{kind}-{form}")).content.decode()
            _, outcome = csv_import(cast, kind, body)
            assert (outcome.created, outcome.changed, outcome.faults) == (0, 0, ()), (kind, form)
            assert outcome.unchanged >= 1
    assert json.loads(client.get(reverse("export-vlans-json")).content)[0]["vid"] == "20"


def test_a_removed_device_takes_its_ports_and_cables_along(plan, cast, enter):
    planned(cast.city, "interfaces", device="acc", name="ge2", description="Printer")
    assert enter(cast.owner).post(reverse("remove-devices", args=[plan["acc"]])).status_code == 302
    with acting_as(ACTOR):
        assert (PlannedPort.objects.count(), PlannedCable.objects.count()) == (0, 1)


def test_a_form_with_a_mistake_says_it_beside_the_field_and_keeps_what_was_typed(plan, cast, enter):
    client = enter(cast.owner)
    answer = client.post(reverse("new-vlans"), {"vid": "9000", "name": "Guests"})
    body = answer.content.decode()
    assert (answer.status_code, "Guests" in body, 'id="vid-error"' in body) == (422, True, True)
    assert client.post(reverse("new-vlans"), {"vid": "900", "name": "Guests"}).status_code == 302
    with acting_as(ACTOR):
        assert PlannedVlan.objects.get(vid=900).said_by == cast.owner.display_name()


def test_the_address_plan_counts_what_is_seen_in_use(plan, cast, enter):
    body = enter(cast.owner).get(reverse("address-plan")).content.decode()
    assert "4 / 254" in body  # three devices and the gateway
    assert "10.9.0.4" in body
