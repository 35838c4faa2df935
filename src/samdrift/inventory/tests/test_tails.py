# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Names and outlets found by the beginning of any word: what the database keeps, and what is typed, in one form."""

import pytest
from django.db import connection

from samdrift.inventory.models import Interface, NameTail, StationName
from samdrift.inventory.rules.tails import looked_up
from samdrift.inventory.sightings import name_station
from samdrift.inventory.testing import ACTOR, AT
from samdrift.inventory.whereabouts import where_is
from samdrift.parties.testing import actor_of
from samdrift.platform.scope import acting_as

MAC, OTHER = "a45e60010203", "a45e60010204"
SAID = [
    "Skole-PC, Signe",
    "  ÆRØ  Øst/2.sal ",
    "...",
    "",
    "a" * 300,
    "pc_17",
    "\u200f\u05e9\u05dc\u05d5\u05dd 5",
    "İstanbul",
    "%x_y\\z",
]


def name(cast, mac, said):
    with acting_as(ACTOR):
        name_station(municipality_id=cast.city.pk, mac=mac, name=said, actor=ACTOR, at=AT)


def found(cast, typed, who="owner"):
    actor = actor_of(getattr(cast, who))
    with acting_as(actor):
        return [station.mac for station in where_is(actor, typed).stations]


@pytest.mark.django_db
@pytest.mark.parametrize("said", SAID)
def test_the_database_brings_names_to_the_same_form_as_what_is_typed(said):
    with connection.cursor() as cursor:
        cursor.execute("SELECT tail FROM inventory_tails(%s) AS tail ORDER BY length(tail) DESC", [said])
        tails = [tail for (tail,) in cursor.fetchall()]
    assert (tails[0] if tails else "") == looked_up(said)
    assert all(len(tail) <= 60 for tail in tails)


@pytest.mark.parametrize("typed", ["skole", "SKOLE-PC", "pc sig", "signe", "pc,  signe", "Pc-Signe"])
def test_any_word_and_those_after_it_lead_to_the_station(town, cast, typed):
    name(cast, MAC, "Skole-PC, Signe")
    name(cast, OTHER, "Printer")
    assert found(cast, typed) == [MAC]


@pytest.mark.parametrize("typed", ["kole", "signe pc", "%", "_", "'; --", "pcs"])
def test_the_middle_of_a_word_or_another_order_does_not(town, cast, typed):
    name(cast, MAC, "Skole-PC, Signe")
    assert found(cast, typed) == []


def test_a_name_that_changed_is_found_by_the_new_one_alone_and_a_removed_one_by_none(town, cast):
    name(cast, MAC, "Signe")
    name(cast, MAC, "Bjarke")
    assert (found(cast, "signe"), found(cast, "bjarke")) == ([], [MAC])
    name(cast, MAC, "")
    assert found(cast, "bjarke") == []
    with acting_as(ACTOR):
        assert not NameTail.objects.filter(station__isnull=False).exists()
        assert not StationName.objects.exists()


def test_an_outlet_described_anew_is_found_by_the_new_description_alone(town, cast):
    with acting_as(ACTOR):
        Interface.objects.filter(device_id=town["acc"], name="ge2").update(alias="Møderum Øst 3")
    assert (found(cast, "kontor 12"), found(cast, "øst 3")) == ([], [MAC])


@pytest.mark.parametrize("who", ["stranger"])
def test_another_city_finds_neither_name_nor_outlet(town, cast, who):
    name(cast, MAC, "Signe")
    assert (found(cast, "signe", who), found(cast, "kontor 12", who)) == ([], [])
