# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Neighbours learn of places and people only what the caller may see."""

from samdrift.parties import facade
from samdrift.parties.testing import BUILDER, actor_of, make_person, make_place
from samdrift.platform.scope import acting_as


def test_a_place_is_there_for_its_city_and_its_supplier_and_for_nobody_else(cast):
    for user, there in [(cast.owner, True), (cast.mate, True), (cast.stranger, False), (cast.strange_engineer, False)]:
        with acting_as(actor_of(user)):
            assert (facade.place(cast.place.pk) is not None) is there
            assert [p.id for p in facade.places_of(cast.city.pk)] == ([cast.place.pk] if there else [])
            assert set(facade.places([cast.place.pk])) == ({cast.place.pk} if there else set())


def test_people_at_places_are_the_active_requesters_once_each(cast):
    second = make_place(cast.city)
    both = make_person(["requester"], city=cast.city, place=second)
    gone = make_person(["requester"], city=cast.city, place=second)
    gone.is_active = False
    gone.save()
    with acting_as(BUILDER):
        found = facade.people_at_places([cast.place.pk, second.pk])
    assert [p.id for p in found] == sorted([cast.requester.pk, both.pk])
    assert found[0].email == cast.requester.email


def test_people_at_places_are_not_told_to_a_supplier_or_another_city(cast):
    for user in (cast.mate, cast.stranger, cast.nobody):
        with acting_as(actor_of(user)):
            assert facade.people_at_places([cast.place.pk]) == []


def test_suppliers_of_a_city_are_those_it_is_a_customer_of(cast):
    assert [s.id for s in facade.suppliers_of(cast.city.pk)] == [cast.supplier.pk]
    assert facade.supplier_names([cast.supplier.pk]) == {cast.supplier.pk: cast.supplier.name}
    assert facade.municipality(cast.city.pk).time_zone == "Europe/Copenhagen"
    assert facade.municipality(0) is None
