# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The page, the CSV, the search and the API that answer where a station is plugged in."""

import csv
import io

import pytest
from django.urls import reverse

from samdrift.inventory.models import Interface, StationName
from samdrift.inventory.search import find_stations
from samdrift.inventory.testing import ACTOR
from samdrift.parties.testing import actor_of
from samdrift.platform.scope import acting_as

MAC = "a45e60010203"


def text(response):
    return response.content.decode()


def page(client, name="whereabouts", **query):
    return client.get(reverse(name), query)


def test_the_page_leads_to_the_port_names_the_uplinks_and_keeps_the_history(town, cast, enter):
    body = text(page(enter(cast.owner), q="a4:5e:60:01:02:03"))
    here = body.split('id="here"')[1].split('id="way"')[0]
    assert "acc" in here
    assert "Kontor 12" in here
    assert "Yderst i nettet" in here
    way = body.split('id="way"')[1].split('id="history"')[0]
    assert way.count("Undervejs") == 2
    assert "10.20.0.7" in body


def test_several_that_fit_are_listed_and_nothing_found_says_so(town, cast, enter):
    client = enter(cast.owner)
    assert text(page(client, q="a4:5e:60")).count('id="mac-') == 2
    assert "Ingen har set den" in text(page(client, q="00:11:22:33:44:55"))
    assert "Ingen har set den" not in text(page(client))


def test_the_stations_of_one_port_are_listed_from_the_device_page(town, cast, enter):
    client = enter(cast.owner)
    with acting_as(ACTOR):
        port = Interface.objects.get(device=town["acc"], name="ge2")
    address = f"{reverse('whereabouts')}?port={port.pk}"
    assert f'href="{address}"' in text(client.get(reverse("device", args=[town["acc"]])))
    assert "A4:5E:60:01:02:03" in text(client.get(address)).upper()
    assert client.get(f"{reverse('whereabouts')}?port=99999").status_code == 404


@pytest.mark.parametrize("who", ["stranger", "strange_engineer"])
def test_strangers_find_nothing_of_it(town, cast, enter, who):
    client = enter(getattr(cast, who))
    for name in ("whereabouts", "whereabouts-part", "whereabouts-csv"):
        assert "Kontor 12" not in text(page(client, name, q=MAC))
    assert client.get("/api/whereabouts", {"q": MAC}).json()["items"] == []


@pytest.mark.parametrize("who", ["requester", "nobody"])
def test_it_is_not_there_for_those_who_run_nothing(town, cast, enter, who):
    client = enter(getattr(cast, who))
    assert {page(client, name, q=MAC).status_code for name in ("whereabouts", "whereabouts-csv")} == {404}
    actor = actor_of(getattr(cast, who))
    with acting_as(actor):
        assert list(find_stations(actor, MAC, 5)) == []


def test_csv_holds_every_stay_and_no_formula(town, cast, enter):
    with acting_as(ACTOR):
        Interface.objects.filter(device=town["acc"], name="ge2").update(alias="=cmd()")
    rows = list(csv.DictReader(io.StringIO(text(page(enter(cast.owner), "whereabouts-csv", q=MAC)))))
    assert [(row["device"], row["port"], row["kind"], row["present"]) for row in rows] == [
        ("acc", "ge2", "edge", "yes"),
        ("core", "ge1", "uplink", "yes"),
        ("dist", "ge2", "uplink", "yes"),
    ]
    assert rows[0]["description"] == "'=cmd()"


def test_the_api_answers_the_edge_first_and_pages_through_everything(town, cast, enter):
    client = enter(cast.owner)
    items = client.get("/api/whereabouts", {"q": "10.20.0.7"}).json()["items"]
    assert [(item["device"], item["kind"]) for item in items] == [
        ("acc", "edge"),
        ("core", "uplink"),
        ("dist", "uplink"),
    ]
    assert items[0]["addresses"] == ["10.20.0.7"]
    first = client.get("/api/whereabouts", {"limit": 3}).json()
    rest = client.get("/api/whereabouts", {"limit": 200, "after": first["next"]}).json()
    assert (len(first["items"]), len(rest["items"]), rest["next"]) == (3, 4, None)


def test_the_search_on_every_page_names_the_edge_port(town, cast):
    actor = actor_of(cast.owner)
    with acting_as(actor):
        hits = list(find_stations(actor, "A4-5E-60-01-02-03", 5))
    assert [hit.title for hit in hits] == ["a4:5e:60:01:02:03 · 10.20.0.7"]
    assert hits[0].detail.startswith("acc ge2 · ")


def test_a_name_is_saved_by_those_who_run_the_network_alone(town, cast, enter):
    sent = {"mac": MAC, "name": "Signes bærbare", "municipality": cast.city.pk}
    for who in ("stranger", "mate", "director"):
        assert enter(getattr(cast, who)).post(reverse("whereabouts-name"), sent).status_code == 404
    client = enter(cast.owner)
    assert client.post(reverse("whereabouts-name"), sent).status_code == 302
    assert "Signes bærbare" in text(page(client, q="signes"))
    with acting_as(ACTOR):
        assert StationName.objects.get().mac == MAC


def test_what_was_asked_and_what_devices_say_is_escaped(town, cast, enter):
    with acting_as(ACTOR):
        Interface.objects.filter(device=town["acc"], name="ge2").update(alias="<b>x")
    client = enter(cast.owner)
    assert "<b>x" not in text(page(client, q=MAC))
    assert "<i>y" not in text(page(client, q="<i>y"))


def test_it_asks_as_much_for_twenty_stations_as_for_one(town, cast, enter, django_assert_max_num_queries):
    client = enter(cast.owner)
    with django_assert_max_num_queries(40):
        page(client, q="a4:5e:60")
