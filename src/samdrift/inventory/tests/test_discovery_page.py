# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The page of discovery: outcomes in words, and an address to begin from, for the city's own people."""

import pytest
from django.urls import reverse

from samdrift.inventory.commands import note_contact
from samdrift.inventory.models import Contact, Seed
from samdrift.inventory.testing import ACTOR, AT
from samdrift.platform.scope import acting_as


def text(response):
    return response.content.decode()


def get(client, name):
    return client.get(reverse(name))


def test_discovery_tells_outcomes_in_words_and_suppliers_nothing(network, cast, enter):
    with acting_as(ACTOR):
        note_contact(
            municipality_id=cast.city.pk, address="10.7.7.7", state="refused", detail="v3 says so", actor=ACTOR, at=AT
        )
    body = text(get(enter(cast.director), "discovery"))
    assert "10.7.7.7" in body
    assert "Afviste os" in body
    assert "v3 says so" in body
    assert get(enter(cast.mate), "discovery").status_code == 404
    assert "10.7.7.7" not in text(get(enter(cast.stranger), "discovery"))


@pytest.mark.parametrize("who", ["owner", "administrator"])
def test_an_address_given_is_queued(network, cast, enter, who):
    response = enter(getattr(cast, who)).post(reverse("discovery"), {"address": " 10.6.6.6 "})
    assert response.status_code == 302
    with acting_as(ACTOR):
        assert Seed.objects.filter(municipality=cast.city, address="10.6.6.6").count() == 1
        assert Contact.objects.get(address="10.6.6.6").state == "waiting"


@pytest.mark.parametrize(
    "address", ["", "core1", "10.6.6", "10.6.6.6/24", "0.0.0.0", "224.0.0.1", "fe80::1%eth0", "x" * 500]
)
def test_what_is_no_address_is_asked_for_again(network, cast, enter, address):
    response = enter(cast.owner).post(reverse("discovery"), {"address": address})
    assert response.status_code == 422
    assert 'id="address-error"' in text(response)


@pytest.mark.parametrize("who", ["director", "contract_manager", "mate", "strange_engineer", "requester", "stranger"])
def test_an_address_is_taken_only_from_those_who_run_the_network(network, cast, enter, who):
    fields = {"address": "10.6.6.6", "municipality": cast.city.pk}
    assert enter(getattr(cast, who)).post(reverse("discovery"), fields).status_code == 404
    with acting_as(ACTOR):
        assert not Seed.objects.filter(address="10.6.6.6").exists()
