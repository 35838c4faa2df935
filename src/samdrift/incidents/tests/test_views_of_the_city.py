# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Operations narrowed by its address, places three ways, the topology and the day: what each shows, and to whom."""

import csv
import io
import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from samdrift.incidents import cases
from samdrift.incidents.impact import clock_words, places_words
from samdrift.incidents.types import CaseRef
from samdrift.inventory.models import Device
from samdrift.inventory.testing import ACTOR
from samdrift.kernel.clock import utc_now
from samdrift.parties.models import Agency, Place
from samdrift.parties.testing import BUILDER
from samdrift.platform.scope import acting_as

PAGES = ("operations-places", "operations-places-part", "topology", "topology-part", "day", "display-links")
FILES = ("operations-csv", "operations-places-csv", "topology-csv", "day-csv")
API = ("/api/operations", "/api/operations/places", "/api/operations/wallboard", "/api/operations/day", "/api/topology")


def text(response):
    return response.content.decode()


def sheet(response):
    return list(csv.DictReader(io.StringIO(text(response))))


@pytest.fixture
def with_case(broken, monkeypatch):
    due_at = utc_now() + timedelta(minutes=42, seconds=30)
    ref = CaseRef(
        "S-7", "/cases/7/", id=7, group_id=3, group="Netgruppen", supplier="Nordnet", priority=1, due_at=due_at
    )
    monkeypatch.setattr(cases, "_books", [lambda _actor, ids: {n: ref for n in ids if n == broken.outage}])
    monkeypatch.setattr(cases, "_ticket_books", [lambda _actor, ids: {7: "INC0012"} if 7 in ids else {}])
    return broken


@pytest.mark.parametrize("name", [*PAGES, *FILES])
@pytest.mark.parametrize("who", ["nobody", "requester"])
def test_these_pages_are_for_those_who_run_things(broken, cast, enter, name, who):
    assert enter(getattr(cast, who)).get(reverse(name)).status_code == 404


@pytest.mark.parametrize("path", API)
def test_programs_of_those_who_run_nothing_find_nothing(broken, cast, enter, path):
    assert enter(cast.requester).get(path).status_code == 404
    assert cast.place.name not in text(enter(cast.stranger).get(path))
    assert enter(cast.owner).get(path).status_code == 200


@pytest.mark.parametrize("name", [*PAGES, *FILES])
def test_an_outsider_reads_nothing_of_the_city(broken, cast, enter, name):
    for who in ("stranger", "strange_engineer"):
        body = text(enter(getattr(cast, who)).get(reverse(name)))
        assert cast.place.name not in body
        assert "dist" not in re.sub(r"<[^>]*>", "", body)


def test_a_line_tells_who_has_it_its_ticket_what_is_left_and_whom_it_hits(with_case, cast, enter):
    body = text(enter(cast.owner).get(reverse("operations")))
    row = re.search(rf'<li id="incident-{with_case.outage}".*?</li>', body, re.DOTALL).group()
    for words in ("Netgruppen · Nordnet", "INC0012", "S-7", "42 min. tilbage", "1 skole · 100 mennesker", "P1"):
        assert words in row


def test_operations_are_narrowed_by_who_has_it_and_by_words(with_case, cast, enter):
    client = enter(cast.owner)

    def shown(query):
        return set(re.findall(r'data-fault="(\d+)"', text(client.get(reverse("operations") + query))))

    outage, quiet = str(with_case.outage), str(with_case.quiet)
    assert shown("?group=3") == {outage}
    assert shown("?group=0") == {quiet}
    assert shown("?q=inc0012") == {outage}
    assert shown("?kind=school") == {outage}
    assert shown("?kind=library") == set()
    assert shown("?group=nonsense&agency=x") == {outage, quiet}


def test_operations_as_a_file_and_for_programs_say_the_same(with_case, cast, enter):
    client = enter(cast.owner)
    first = sheet(client.get(reverse("operations-csv")))[0]
    told = client.get("/api/operations").json()["items"][0]
    assert (first["id"], first["case"], first["supplier_ticket"], first["minutes_left"]) == (
        str(with_case.outage),
        "S-7",
        "INC0012",
        "42",
    )
    assert (told["id"], told["case"], told["holder"]["ticket"], told["people"]) == (
        with_case.outage,
        "S-7",
        "INC0012",
        100,
    )


def test_a_name_that_a_spreadsheet_would_calculate_stays_a_text(broken, cast, enter):
    with acting_as(BUILDER):
        Place.objects.filter(pk=cast.place.pk).update(name="=1+1")
    assert [row["name"] for row in sheet(enter(cast.owner).get(reverse("operations-places-csv")))] == ["'=1+1"]


def test_clocks_and_places_read_as_sentences():
    now = utc_now()
    assert clock_words(None, now=now) == ""
    with translation.override("en"):
        assert clock_words(now - timedelta(minutes=61, seconds=5), now=now) == "1 h 1 min late"
        assert places_words([("depot", 2), ("school", 1), ("care_home", 2)]) == "2 care homes, 1 school, 2 other places"


@pytest.mark.parametrize("view", ["map", "tree", "table"])
def test_places_three_ways_and_narrowed(broken, cast, enter, view):
    with acting_as(BUILDER):
        agency = Agency.objects.create(municipality=cast.city, slug="culture", name="Culture")
        Place.objects.create(
            municipality=cast.city, slug="lib", name="Lib", kind="library", x=900, y=100, agency=agency
        )
    client = enter(cast.owner)

    def shown(query):
        body = text(client.get(reverse("operations-places-part") + f"?view={view}{query}"))
        return {name for name in (cast.place.name, "Lib") if f">{name}<" in body or f'aria-label="{name}:' in body}

    if view != "map":  # a map needs two places
        assert shown(f"&agency={agency.pk}") == {"Lib"}
        assert shown("&state=trouble") == {cast.place.name}
    assert shown("") == {cast.place.name, "Lib"}
    assert shown("&q=nothing-like-it") == set()


def test_places_are_paged_by_key_for_programs(broken, cast, enter):
    with acting_as(BUILDER):
        Place.objects.create(municipality=cast.city, slug="lib", name="Lib", kind="library", x=900, y=100)
    client = enter(cast.owner)
    first = client.get("/api/operations/places?limit=1").json()
    rest = client.get(f"/api/operations/places?limit=1&after={first['next']}").json()
    assert [(p["name"], p["state"]) for p in first["items"] + rest["items"]] == [
        (cast.place.name, "down"),
        ("Lib", "unknown"),
    ]
    assert rest["next"] is None


def test_the_topology_hangs_the_edge_from_the_core(broken, cast, enter):
    client = enter(cast.owner)
    told = client.get("/api/topology?detail=devices").json()
    names = {node["id"]: node["name"] for node in told["nodes"]}
    assert {names[n["id"]]: names.get(n["parent"]) for n in told["nodes"]} == {
        "core": None,
        "dist": "core",
        "acc": "dist",
    }
    assert {n["name"]: n["state"] for n in told["nodes"]} == {"core": "ok", "dist": "ok", "acc": "down"}
    assert told["second_ways"] == []
    cables = client.get("/api/topology/cables?limit=1").json()
    assert [(cable["b_port"], cable["up"]) for cable in cables["items"]] == [("ge1", True)]
    assert len(client.get(f"/api/topology/cables?after={cables['next']}").json()["items"]) == 1


def test_a_place_in_the_topology_shows_its_devices_and_what_leads_to_them(broken, cast, enter):
    client = enter(cast.owner)
    whole = text(client.get(reverse("topology")))
    assert f'href="{reverse("topology")}?place={cast.place.pk}"' in whole
    one = text(client.get(reverse("topology") + f"?place={cast.place.pk}"))
    assert re.findall(r'data-state="(\w+)"( data-heads)?( data-aside)? aria-label="(\w+):', one) == [
        ("ok", " data-heads", " data-aside", "dist"),
        ("down", "", "", "acc"),
    ]
    assert client.get(reverse("topology") + "?place=999999").status_code == 404


def test_cables_stand_in_a_table_and_a_file_with_their_evidence(broken, cast, enter):
    client = enter(cast.owner)
    body = text(client.get(reverse("topology") + "?view=table"))
    assert body.count("begge ender fortæller") == 2
    rows = sheet(client.get(reverse("topology-csv")))
    assert [(r["from_device"], r["to_device"], r["ends_that_tell"], r["protocol"]) for r in rows] == [
        ("core", "dist", "2", "lldp"),
        ("dist", "acc", "2", "lldp"),
    ]


def test_a_supplier_is_drawn_its_own_devices_alone(broken, cast, enter):
    with acting_as(ACTOR):
        Device.objects.filter(name="core").update(supplier=None, agreement_id=None)
    told = enter(cast.mate).get("/api/topology?detail=devices").json()
    assert sorted(node["name"] for node in told["nodes"]) == ["acc", "dist"]


def test_the_day_tells_the_outage_in_its_hours_and_counts_people_hours(broken, cast, enter):
    client = enter(cast.owner)
    told = client.get("/api/operations/day").json()
    (row,) = told["places"]
    assert (row["name"], row["place_id"], row["incidents"]) == (cast.place.name, cast.place.pk, [broken.outage])
    assert 0 < row["lost_people_hours"] <= cast.place.people * 11 / 60
    assert set(row["weather"]) - {"clear", "later"} <= {"rain", "storm"}
    assert told["whole"]["lost_people_hours"] == row["lost_people_hours"]
    assert len(told["hours"]) in (23, 24, 25)
    body = text(client.get(reverse("day")))
    assert f">{cast.place.name}</a>" in body


@pytest.mark.parametrize("asked", ["nonsense", "2999-01-01", "0001-01-01", ""])
def test_a_day_that_makes_no_sense_is_today(broken, cast, enter, asked):
    body = text(enter(cast.owner).get(reverse("day") + f"?date={asked}"))
    assert "(i dag)" in body


def test_a_program_is_told_of_a_day_that_has_not_begun(broken, cast, enter):
    assert enter(cast.owner).get("/api/operations/day?day=2999-01-01").status_code == 404


@pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-11-01", 24)])
def test_days_on_which_the_clock_was_moved_have_their_own_hours(broken, cast, enter, day, hours):
    client = enter(cast.owner)
    rows = sheet(client.get(reverse("day-csv") + f"?date={day}"))
    assert len([row for row in rows if row["what"] == "city"]) == hours
    assert (f"den havde {hours} timer" in text(client.get(reverse("day") + f"?date={day}"))) == (hours != 24)
