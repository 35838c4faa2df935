# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The network's pages: who gets which, what stands on them, and that they ask few questions however large the network is."""

import re

import pytest
from django.urls import reverse

from samdrift.inventory import watched
from samdrift.inventory.models import Device, Interface
from samdrift.inventory.search import find_devices, find_places
from samdrift.inventory.testing import ACTOR, AT, found_network
from samdrift.inventory.types import Standing
from samdrift.parties.models import RoleAssignment
from samdrift.parties.testing import BUILDER, actor_of, make_person
from samdrift.platform.scope import acting_as

OUTSIDERS = ["stranger", "strange_engineer"]
CITYS_OWN = ["owner", "contract_manager", "director", "administrator"]


def text(response):
    return response.content.decode()


def get(client, name, *args, **query):
    return client.get(reverse(name, args=args), query)


class Watching:
    """Somebody who watches: as told, whoever asks."""

    def __init__(self, **states):
        self.states = states

    def standings(self, device_ids):
        names = dict(Device.objects.filter(pk__in=device_ids).values_list("pk", "name"))
        return {pk: Standing(self.states[name], AT) for pk, name in names.items() if name in self.states}

    def standing_in(self, state):
        named = [name for name, found in self.states.items() if found == state]
        return Device.objects.filter(name__in=named).values_list("pk", flat=True)

    def port_changes(self, device_id):
        return {}


@pytest.fixture
def watching(monkeypatch):
    monkeypatch.setattr(watched, "_watching", [Watching(acc="down", dist="agent")])


@pytest.mark.parametrize("who", [*OUTSIDERS, "nobody", "requester"])
@pytest.mark.parametrize("name", ["device", "device-part"])
def test_a_device_is_not_there_for_outsiders_and_those_who_run_nothing(network, cast, enter, who, name):
    assert get(enter(getattr(cast, who)), name, network["acc"]).status_code == 404


@pytest.mark.parametrize("who", [*OUTSIDERS, "nobody", "requester"])
@pytest.mark.parametrize("name", ["place", "place-part"])
def test_a_place_is_not_there_for_outsiders(network, cast, enter, who, name):
    assert get(enter(getattr(cast, who)), name, cast.place.pk).status_code == 404


@pytest.mark.parametrize("name", ["network", "network-part", "discovery", "discovery-part"])
@pytest.mark.parametrize("who", ["nobody", "requester"])
def test_lists_are_for_those_who_run_things(network, cast, enter, who, name):
    assert get(enter(getattr(cast, who)), name).status_code == 404


@pytest.mark.parametrize("name", ["network", "network-part", "discovery", "discovery-part"])
def test_nobody_gets_a_page_without_signing_in(client, db, name):
    assert get(client, name).status_code == 302


@pytest.mark.parametrize("who", [*CITYS_OWN, "mate"])
def test_the_city_and_its_supplier_see_the_network(network, cast, enter, who):
    client = enter(getattr(cast, who))
    body = text(get(client, "network"))
    assert sorted(re.findall(r'id="device-(\d+)"', body), key=int) == [str(i) for i in sorted(network.values())]
    assert "SN-acc" in text(get(client, "device", network["acc"]))
    assert "acc" in text(get(client, "place", cast.place.pk))


@pytest.mark.parametrize("who", OUTSIDERS)
def test_the_list_of_an_outsider_is_empty_and_names_nothing(network, cast, enter, who):
    body = text(get(enter(getattr(cast, who)), "network"))
    assert "10.9.0." not in body
    assert cast.place.name not in body


def test_a_supplier_sees_its_devices_alone_and_those_of_the_house_not_even_as_neighbours_to_open(network, cast, enter):
    with acting_as(ACTOR):
        Device.objects.filter(pk=network["core"]).update(supplier=None, agreement_id=None)
        Interface.objects.filter(device_id=network["core"]).update(supplier=None)
    body = text(get(enter(cast.mate), "network"))
    assert sorted(re.findall(r'id="device-(\d+)"', body), key=int) == sorted(
        [str(network["dist"]), str(network["acc"])], key=int
    )
    assert get(enter(cast.mate), "device", network["core"]).status_code == 404


def test_an_engineer_bound_to_another_agreement_sees_nothing(network, cast, enter):
    RoleAssignment.objects.filter(user=cast.mate).update(agreement_id=999_999)
    assert get(enter(cast.mate), "device", network["acc"]).status_code == 404
    assert 'id="device-' not in text(get(enter(cast.mate), "network"))


def test_an_agent_here_who_works_at_a_place_there_sees_nothing_of_there(network, cast, enter):
    both = make_person(["agent"], city=cast.other_city)
    RoleAssignment.objects.create(
        user=both, role="requester", municipality=cast.city, place=cast.place, granted_by=BUILDER.label
    )
    client = enter(both)
    assert 'id="device-' not in text(get(client, "network"))
    assert get(client, "device", network["acc"]).status_code == 404
    assert get(client, "place", cast.place.pk).status_code == 404


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"q": "ac"}, {"acc"}),
        ({"q": "10.9.0.2"}, {"dist"}),
        ({"q": "sn-core"}, {"core"}),
        ({"state": "down"}, {"acc"}),
        ({"state": "agent"}, {"dist"}),
        ({"state": "unknown"}, {"core"}),
        ({"state": "up"}, set()),
        ({"type": "network"}, {"core", "dist", "acc"}),
        ({"type": "wireless"}, set()),
        ({"state": "moon", "place": "x" * 30}, {"core", "dist", "acc"}),
        ({"q": "\x00acc"}, {"acc"}),
    ],
)
def test_the_list_narrows(network, watching, cast, enter, query, expected):
    body = text(get(enter(cast.owner), "network", **query))
    assert set(re.findall(r'id="device-(\d+)"', body)) == {str(network[name]) for name in expected}


def test_the_list_narrows_to_a_place(network, cast, enter):
    body = text(get(enter(cast.owner), "network", place=cast.place.pk))
    assert re.findall(r'id="device-(\d+)"', body) == [str(network["acc"])]


def many_devices(cast, count):
    with acting_as(ACTOR):
        key = Device.objects.filter(municipality=cast.city).values_list("credential_id", flat=True)[0]
        rows = Device.objects.bulk_create(
            Device(
                municipality=cast.city,
                name=f"sw{n:03}",
                address=f"10.8.{n // 200}.{n % 200 + 1}",
                credential_id=key,
                place=cast.place,
                type="network",
                first_seen=AT,
                last_seen=AT,
            )
            for n in range(count)
        )
        ports = [
            Interface(municipality=cast.city, device=d, if_index=n, name=f"ge{n}", admin="up", oper="up")
            for d in rows
            for n in range(1, 10)
        ]
        Interface.objects.bulk_create(ports)
    return rows


def test_pages_of_a_hundred_go_on_by_key_and_miss_nobody(network, cast, enter):
    many_devices(cast, 257)
    client, url, seen = enter(cast.owner), reverse("network"), []
    while url:
        body = text(client.get(url))
        seen.append(re.findall(r'id="device-(\d+)"', body))
        more = re.search(r'href="([^"]+after=\d+)" rel="next"', body)
        url = more.group(1).replace("&amp;", "&") if more else None
    assert [len(page) for page in seen] == [100, 100, 60]
    assert len({device for page in seen for device in page}) == 260


def test_a_key_of_another_city_is_refused_in_words(network, cast, enter):
    assert get(enter(cast.stranger), "network", after=network["acc"]).status_code == 400


def test_the_list_asks_as_much_for_260_devices_as_for_three(network, cast, enter, django_assert_max_num_queries):
    many_devices(cast, 257)
    client = enter(cast.owner)
    with django_assert_max_num_queries(26):
        get(client, "network")
    with django_assert_max_num_queries(24):
        get(client, "place", cast.place.pk)


def test_a_device_page_asks_as_much_for_50_ports_as_for_two(network, cast, enter, django_assert_max_num_queries):
    with acting_as(ACTOR):
        Interface.objects.bulk_create(
            Interface(municipality=cast.city, device_id=network["acc"], if_index=n, name=f"x{n}") for n in range(10, 60)
        )
    client = enter(cast.owner)
    with django_assert_max_num_queries(30):
        body = text(get(client, "device", network["acc"]))
    assert body.count('id="port-') == 51


def test_ports_name_their_neighbour_with_evidence(network, cast, enter):
    body = text(get(enter(cast.owner), "device", network["dist"]))
    assert f'href="{reverse("device", args=[network["core"]])}"' in body
    assert f'href="{reverse("device", args=[network["acc"]])}"' in body
    assert "Begge ender fortæller om det" in body


def test_a_neighbour_that_is_not_found_is_named_as_told(network, cast, enter):
    with acting_as(ACTOR):
        Device.objects.filter(pk=network["acc"]).update(
            neighbours=[{"local_if_index": 2, "local_port": "ge2", "remote_name": "phone7", "protocol": "lldp"}]
        )
    body = text(get(enter(cast.owner), "device", network["acc"]))
    assert "phone7" in body
    assert "Enheden nævner den; den er ikke fundet" in body


def test_states_are_counted_and_lead_to_their_devices(network, watching, cast, enter):
    body = text(get(enter(cast.owner), "network"))
    found = re.findall(r'<a href="/network/\?state=(\w+)">.*?sd-stat-value">(\d+)<', body, re.DOTALL)
    assert found == [("down", "1"), ("agent", "1"), ("up", "0"), ("unknown", "1")]


def test_the_city_reads_the_key_s_name_and_the_supplier_does_not(network, cast, enter):
    with acting_as(ACTOR):
        Device.objects.get(pk=network["acc"]).credential.__class__.objects.update(name="the key of the house")
    assert "the key of the house" in text(get(enter(cast.owner), "device", network["acc"]))
    assert "the key of the house" not in text(get(enter(cast.mate), "device", network["acc"]))


def test_what_devices_say_is_escaped(network, cast, enter):
    with acting_as(ACTOR):
        Device.objects.filter(pk=network["acc"]).update(
            name="<script>x", location="<b>y", problems=[{"oid": "1.3", "reason": "<i>z"}]
        )
    body = text(get(enter(cast.owner), "device", network["acc"]))
    assert not any(raw in body for raw in ("<script>x", "<b>y", "<i>z"))


def test_search_finds_devices_and_places_for_those_who_may_open_them(network, cast):
    found = {}
    for who in ("owner", "mate", "requester", "stranger", "strange_engineer"):
        actor = actor_of(getattr(cast, who))
        with acting_as(actor):
            found[who] = (len(list(find_devices(actor, "ac", 9))), len(list(find_places(actor, cast.place.name, 9))))
    assert found == {
        "owner": (1, 1),
        "mate": (1, 1),
        "requester": (0, 0),
        "stranger": (0, 0),
        "strange_engineer": (0, 0),
    }


def test_two_networks_of_two_cities_stay_apart(network, cast, enter):
    theirs = found_network(cast.other_city, [("far", 1, "away", 1)])
    mine = text(get(enter(cast.owner), "network"))
    other = text(get(enter(cast.stranger), "network"))
    assert f'id="device-{theirs["far"]}"' not in mine
    assert set(re.findall(r'id="device-(\d+)"', other)) == {str(i) for i in theirs.values()}
