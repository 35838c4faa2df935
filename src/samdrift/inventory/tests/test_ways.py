# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Ranges, ARP and lists: what is asked, that it ends by itself or when stopped, and who may begin it."""

import json
from contextlib import suppress
from datetime import timedelta
from ipaddress import IPv4Address, ip_address

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from samdrift.inventory import ways
from samdrift.inventory.models import AddressRange, Contact
from samdrift.inventory.rules.bringing import addresses_in, read_candidates, read_range
from samdrift.inventory.testing import ACTOR, AT, tell
from samdrift.kernel.errors import BadInput, NotFound
from samdrift.parties.testing import actor_of
from samdrift.platform.scope import acting_as


class Knocker:
    """Somebody lives at `there`; remembers who was asked, and does something before each portion."""

    def __init__(self, *there, meanwhile=None):
        self.there, self.asked, self.meanwhile = set(there), [], meanwhile

    def __call__(self, addresses, credentials):
        self.asked += addresses
        if self.meanwhile:
            self.meanwhile()
        return self.there & set(addresses)


@pytest.fixture
def knock_with(monkeypatch):
    def use(knocker):
        monkeypatch.setattr(ways, "_knockers", [knocker])
        return knocker

    return use


def begin(cast, network):
    return ways.look_through_range(municipality_id=cast.city.pk, network=network, actor=ACTOR, at=AT)


def test_a_range_is_asked_but_for_who_is_known_and_who_answers_is_read(network, cast, knock_with):
    knocker = knock_with(Knocker("10.9.0.200"))
    with acting_as(ACTOR):
        number = begin(cast, "10.9.0.0/24")
        ways.knock_through(range_id=number, actor=ACTOR)
        row = AddressRange.objects.get(pk=number)
        assert (row.state, row.asked, row.size, row.found) == ("done", 254, 254, 4)
        assert len(knocker.asked) == 251
        assert Contact.objects.get(address="10.9.0.200").heard_from == "range 10.9.0.0/24"


def test_65536_addresses_without_a_host_end_by_themselves(network, cast, knock_with):
    knock_with(Knocker())
    with acting_as(ACTOR):
        number = begin(cast, "10.50.0.0/16")
        ways.knock_through(range_id=number, actor=ACTOR)
        row = AddressRange.objects.get(pk=number)
    assert (row.state, row.asked, row.found) == ("done", 65_534, 0)


def test_a_range_that_is_stopped_asks_no_more_and_a_worker_killed_goes_on_where_it_was(network, cast, knock_with):
    with acting_as(ACTOR):
        number = begin(cast, "10.50.0.0/19")

        def stop():
            ways.cancel_range(range_id=number, actor=ACTOR, at=AT)

        knocker = knock_with(Knocker(meanwhile=stop))
        ways.knock_through(range_id=number, actor=ACTOR)
        row = AddressRange.objects.get(pk=number)
        assert (row.state, row.asked, len(knocker.asked)) == ("cancelled", 1024, 1024)
        again = begin(cast, "10.50.0.0/22")
        AddressRange.objects.filter(pk=again).update(state="asking", asked=1000)
        rest = knock_with(Knocker())
        ways.knock_through(range_id=again, actor=ACTOR)
        assert len(rest.asked) == 22


def test_every_address_that_routers_know_can_be_asked(town, cast, knock_with):
    knocker = knock_with(Knocker())
    with acting_as(ACTOR):
        tell(town["core"], [], [("a45e60010203", "10.20.0.8")], at=AT + timedelta(minutes=15))
        ways.knock_through(range_id=begin(cast, ways.BY_ARP), actor=ACTOR)
    assert knocker.asked == ["10.20.0.8"]


@pytest.mark.parametrize("text", ["", "x", "10.0.0.0/8", "224.0.0.0/24", "2001:db8::/64", "10.0.0.0/33"])
def test_what_is_no_range_or_too_large_is_refused(text):
    with pytest.raises(BadInput):
        read_range(text)


@settings(deadline=None, max_examples=60)
@given(st.integers(22, 32), st.integers(0, 2**32 - 1))
def test_no_network_or_broadcast_address_is_asked(length, first):
    if IPv4Address(first).is_multicast or first >> (32 - length) == 0:
        return
    network = read_range(f"{IPv4Address(first)}/{length}")
    asked = list(addresses_in(network))
    assert len(asked) == (network.num_addresses - 2 if length < 31 else network.num_addresses)


def test_lists_are_read_as_csv_and_as_netbox_exports_them():
    assert [(c.address, c.name) for c in read_candidates("\ufeffNavn;IP\nsw1;10.1.0.1\nsw2;10.1.0.1\nsw3;").found] == [
        ("10.1.0.1", "sw1")
    ]
    rows = {
        "results": [{"name": "sw1", "primary_ip4": {"address": "10.1.0.1/24"}}, {"name": "shelf", "primary_ip4": None}]
    }
    brought = read_candidates(json.dumps(rows))
    assert ([(c.address, c.name) for c in brought.found], brought.without) == ([("10.1.0.1", "sw1")], ("shelf",))
    exported = "name,primary_ip4,primary_ip6\nsw1,10.1.0.1/24,\nsw6,,2001:db8::6/64\n"
    assert [c.address for c in read_candidates(exported).found] == ["10.1.0.1", "2001:db8::6"]


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=200), st.sampled_from(["", "address\n", "ip;name\r", "[", '{"results": [']))
def test_no_file_breaks_the_reader(text, beginning):
    with suppress(BadInput):
        assert all(ip_address(candidate.address) for candidate in read_candidates(beginning + text).found)


def test_the_page_takes_a_range_and_a_list_shows_progress_and_stops(network, cast, enter):
    client = enter(cast.owner)
    assert client.post(reverse("range-begin"), {"range": "10.60.0.0/24"}).status_code == 302
    assert client.post(reverse("range-begin"), {"range": "10.0.0.0/8"}).status_code == 422
    page = client.get(reverse("discovery")).content.decode()
    assert "10.60.0.0/24" in page
    assert "0 / 254" in page
    with acting_as(ACTOR):
        number = AddressRange.objects.get().pk
    assert client.post(reverse("range-cancel", args=[number])).status_code == 302
    file = SimpleUploadedFile("sw.csv", b"name,address\nsw1,10.61.0.1\nshelf,\n")
    assert client.post(reverse("list-bring"), {"file": file}).status_code == 302
    assert client.post(reverse("list-bring"), {"file": SimpleUploadedFile("x", b"\xff\xfe")}).status_code == 422
    assert client.post(reverse("list-bring")).status_code == 422
    with acting_as(ACTOR):
        assert AddressRange.objects.get().state == "cancelled"
        assert Contact.objects.get(address="10.61.0.1").heard_from == "list sw.csv sw1"


@pytest.mark.parametrize("who", ["stranger", "mate", "director", "requester"])
def test_only_those_who_run_the_network_may(network, cast, enter, who):
    person, client = actor_of(getattr(cast, who)), enter(getattr(cast, who))
    with acting_as(ACTOR):
        number = begin(cast, "10.60.0.0/30")
    with acting_as(person):
        with pytest.raises(NotFound):
            ways.look_through_range(municipality_id=cast.city.pk, network="10.1.0.0/24", actor=person, at=AT)
        with pytest.raises(NotFound):
            ways.cancel_range(range_id=number, actor=person, at=AT)
        with pytest.raises(NotFound):
            ways.bring_list(municipality_id=cast.city.pk, text="ip\n10.1.1.1", source="x", actor=person)
    sent = {"range": "10.1.0.0/24", "municipality": cast.city.pk}
    assert client.post(reverse("range-begin"), sent).status_code == 404
