# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Where a station is: learned along the way, found at the edge, its moves kept, and seen by those alone who run it."""

from datetime import timedelta

import pytest

from samdrift.inventory import rereading
from samdrift.inventory.commands import apply_snapshot
from samdrift.inventory.models import Credential, Interface, Pairing, Sighting, StationName, TableReading
from samdrift.inventory.rules.stays import KEPT
from samdrift.inventory.sightings import forget_old_stays, name_station
from samdrift.inventory.testing import ACTOR, AT, snapshot, tell
from samdrift.inventory.types import StationTables
from samdrift.inventory.whereabouts import at_port, where_is
from samdrift.kernel.errors import BadInput, NotFound, NotNow
from samdrift.parties.testing import actor_of
from samdrift.platform.scope import acting_as

MAC, OTHER = "a45e60010203", "a45e60010204"
QUARTER = timedelta(minutes=15)


def ask(cast, typed, who="owner"):
    actor = actor_of(getattr(cast, who))
    with acting_as(actor):
        return where_is(actor, typed)


def spots(found):
    return [(s.device, s.port, s.kind) for station in found.stations for s in station.stays]


@pytest.mark.parametrize("typed", ["A4-5E-60-01-02-03", "a45e.6001.0203", "10.20.0.7", "a45e60010203"])
def test_the_edge_comes_first_and_uplinks_last_by_mac_and_by_address(town, cast, typed):
    assert spots(ask(cast, typed)) == [("acc", "ge2", "edge"), ("core", "ge1", "uplink"), ("dist", "ge2", "uplink")]


def test_the_beginning_of_a_mac_a_name_and_an_outlet_lead_to_it_too(town, cast):
    with acting_as(ACTOR):
        name_station(municipality_id=cast.city.pk, mac=MAC, name="Skole-PC, Signe", actor=ACTOR, at=AT)
    assert [s.mac for s in ask(cast, "a4:5e:60").stations] == [MAC, OTHER]
    assert [(s.mac, s.name) for s in ask(cast, "signe").stations] == [(MAC, "Skole-PC, Signe")]
    assert [s.mac for s in ask(cast, "kontor 12").stations] == [MAC]
    assert ask(cast, "nobody").stations == ()


def test_a_move_within_a_device_ends_the_stay_and_both_are_history(town, cast):
    with acting_as(ACTOR):
        Interface.objects.create(
            municipality=cast.city, device_id=town["acc"], if_index=3, name="ge3", supplier=cast.supplier
        )
        tell(town["acc"], [(MAC, 3), (OTHER, 1)], at=AT + QUARTER)
    station = ask(cast, MAC).stations[0]
    assert station.here.port == "ge3"
    assert [(s.port, s.present, s.ended_at) for s in station.history] == [
        ("ge3", True, None),
        ("ge2", False, AT + QUARTER),
    ]


def test_a_silent_station_is_still_at_its_port_until_it_is_seen_elsewhere(town, cast):
    with acting_as(ACTOR):
        tell(town["acc"], [(OTHER, 1)], at=AT + QUARTER)
    here = ask(cast, MAC).stations[0].here
    assert (here.device, here.port, here.present, here.last_seen) == ("acc", "ge2", False, AT)


def test_a_reading_that_says_the_same_again_writes_no_stay(town, cast):
    with acting_as(ACTOR):
        before = list(Sighting.objects.order_by("pk").values())
        assert tell(town["acc"], [(MAC, 2), (OTHER, 1)], at=AT + QUARTER) is False
        assert list(Sighting.objects.order_by("pk").values()) == before
        assert tell(town["acc"], [], at=AT) is False, "an older answer that came late"
        assert Sighting.objects.filter(device=town["acc"], last_seen__isnull=True).count() == 2
    assert ask(cast, MAC).stations[0].here.last_seen == AT + QUARTER


def test_an_address_handed_to_another_station_leads_to_both_the_present_one_first(town, cast):
    with acting_as(ACTOR):
        tell(town["core"], [(MAC, 1), (OTHER, 1)], [(OTHER, "10.20.0.7")], at=AT + QUARTER)
    assert [s.mac for s in ask(cast, "10.20.0.7").stations] == [OTHER, MAC]
    first = ask(cast, MAC).stations[0].addresses[0]
    assert (first.address, first.present, first.last_seen) == ("10.20.0.7", False, AT)


def test_ports_are_known_by_name_when_their_numbers_moved(town, cast):
    with acting_as(ACTOR):
        tell(town["acc"], [(MAC, 502), (OTHER, 501)], at=AT + QUARTER, port_names={501: "ge1", 502: "ge2"})
        assert Sighting.objects.filter(device=town["acc"], ended_at__isnull=False).count() == 0
    assert ask(cast, MAC).stations[0].here.port == "ge2"


def test_groups_and_zeros_are_not_stored_and_a_lying_table_does_not_end_it(town):
    with acting_as(ACTOR):
        tell(town["acc"], [("000000000000", 2), ("01005e000001", 2), (MAC, None), (OTHER, 2**40)], at=AT + QUARTER)
        macs = set(Sighting.objects.filter(device=town["acc"]).values_list("mac", flat=True))
    assert macs == {MAC, OTHER}


def test_members_of_an_aggregate_tell_that_it_is_an_uplink(town, cast):
    with acting_as(ACTOR):
        Interface.objects.filter(device=town["acc"], name="ge1").update(lag_of=900)
        lag = Interface.objects.create(
            municipality=cast.city, supplier=cast.supplier, device_id=town["acc"], if_index=900, name="lag1"
        )
        tell(town["acc"], [(MAC, 2), (OTHER, 900)], at=AT + QUARTER)
        lag.refresh_from_db()
        assert lag.leads_on
    row = next(s for s in ask(cast, OTHER).stations[0].stays if s.port == "lag1")
    assert (row.kind, row.neighbour) == ("uplink", "dist")


def test_who_is_at_a_port_and_how_many(town, cast):
    actor = actor_of(cast.owner)
    with acting_as(actor):
        port = Interface.objects.get(device=town["acc"], name="ge2")
        assert (port.stations, port.leads_on) == (1, False)
        assert [s.mac for s in at_port(actor, port.pk).stations] == [MAC]


@pytest.mark.parametrize("who", ["stranger", "strange_engineer", "requester", "nobody"])
def test_strangers_find_nobody(town, cast, who):
    assert ask(cast, MAC, who).stations == ()
    assert ask(cast, "a4:5e", who).stations == ()


def test_a_device_taken_over_by_the_city_takes_its_stays_out_of_the_suppliers_sight(town, cast):
    assert {s.device for s in ask(cast, MAC, "mate").stations[0].stays} == {"core", "dist", "acc"}
    with acting_as(ACTOR):
        key = Credential.objects.get(municipality=cast.city).pk
        unserved = snapshot("acc", ports=2)
        unserved = unserved.__class__(
            device=unserved.device.__class__(sys_name="acc", type="printer"), interfaces=unserved.interfaces
        )
        apply_snapshot(
            municipality_id=cast.city.pk, address="10.9.0.3", credential_id=key, snapshot=unserved, actor=ACTOR, at=AT
        )
    assert {s.device for s in ask(cast, MAC, "mate").stations[0].stays} == {"core", "dist"}
    assert {s.device for s in ask(cast, MAC).stations[0].stays} == {"core", "dist", "acc"}


def test_stays_are_kept_a_year(town):
    with acting_as(ACTOR):
        tell(town["acc"], [(OTHER, 1)], at=AT + QUARTER)
        assert forget_old_stays(now=AT + KEPT - timedelta(days=1), actor=ACTOR) == 0
        tell(town["acc"], [(OTHER, 1)], at=AT + KEPT)
        forget_old_stays(now=AT + KEPT + timedelta(days=1), actor=ACTOR)
        assert list(Sighting.objects.values_list("device_id", "mac")) == [(town["acc"], OTHER)]
        assert Pairing.objects.count() == 0


def test_a_name_is_given_by_those_who_run_the_network_and_a_persons_word_stands(cast, db):
    owner = actor_of(cast.owner)
    with acting_as(owner):
        name_station(municipality_id=cast.city.pk, mac=MAC, name=" Signe \x00", actor=owner, at=AT)
        name_station(municipality_id=cast.city.pk, mac=MAC, name="pc-77", actor=ACTOR, at=AT, source="dhcp")
        assert StationName.objects.get().name == "Signe"
        with pytest.raises(BadInput):
            name_station(municipality_id=cast.city.pk, mac="not a mac", name="x", actor=owner, at=AT)
        name_station(municipality_id=cast.city.pk, mac=MAC, name="", actor=owner, at=AT)
        assert not StationName.objects.exists()
    for who in ("stranger", "requester", "mate", "director"):
        with pytest.raises(NotFound):
            name_station(municipality_id=cast.city.pk, mac=MAC, name="x", actor=actor_of(getattr(cast, who)), at=AT)


def test_each_minute_reads_its_share_longest_ago_first_and_notes_silence(town, monkeypatch):
    asked = []

    def reader(address, credential, how):
        asked.append(address)
        if address == "10.9.0.2":
            raise NotNow("does not answer", where=address)
        return StationTables(fdb=({"mac": MAC, "if_index": 2, "vlan": 20},))

    monkeypatch.setattr(rereading, "_readers", [reader])
    with acting_as(ACTOR):
        assert rereading.read_due(at=AT + timedelta(minutes=3), every=QUARTER) == 0
        for minute in (15, 16, 17):
            rereading.read_due(at=AT + timedelta(minutes=minute), every=QUARTER)
        assert sorted(asked) == ["10.9.0.1", "10.9.0.2", "10.9.0.3"]
        silent = TableReading.objects.get(device=town["dist"])
        assert (silent.at, silent.tried_at, "does not answer" in silent.problem) == (
            AT,
            AT + timedelta(minutes=16),
            True,
        )
        assert Sighting.objects.filter(device=town["dist"], last_seen__isnull=True).count() == 3
