# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The Break-something page against a running twin, through Django's client and a real browser."""

import subprocess
import sys
from types import SimpleNamespace

import pytest
from django.test import Client

from samdrift.demo.breaking import KINDS, broken_now, places_to_break
from samdrift.parties.testing import make_city, make_person
from samdrift.twin.client import BrokenThing, TwinClient
from samdrift.ui.testing import (
    assert_focus_is_visible,
    assert_large_text_fits,
    assert_no_overflow,
    assert_page_is_accessible,
    browser,
    browser_context,
    collect_csp_reports,
    wait_until_quiet,
)

__all__ = ["browser", "browser_context"]
START = "import sys; from samdrift.twin.cli import main; sys.exit(main(sys.argv[1:]))"


@pytest.fixture(scope="module")
def control():
    command = [sys.executable, "-c", START, "run", "--port", "0", "--control", "127.0.0.1:0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    said = process.stdout.readline()
    assert "control " in said, said
    yield said.split("control ")[1].strip()
    process.terminate()
    process.wait(10)
    process.stdout.close()


@pytest.fixture
def twin(control):
    with TwinClient(control) as door:
        yield door
        door.heal_all()


def demo_of(settings, control):
    settings.SAMDRIFT_MODE = "demo"
    settings.CONFIG = SimpleNamespace(
        twin_control=control, partner_url="http://127.0.0.1:9/desk", mail_page_url="http://127.0.0.1:9/mails"
    )


@pytest.fixture
def demo(settings, control, twin):
    demo_of(settings, control)


@pytest.fixture
def person(db):
    return make_person(["director"], city=make_city(), language="en")


@pytest.fixture
def client(person):
    signed_in = Client()
    signed_in.force_login(person)
    return signed_in


def broken(twin):
    return [(fault.kind, fault.target) for fault in twin.faults()]


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        ("cut_place", "school-north"),
        ("kill_device", "school-north-sw1"),
        ("power_place", "school-north"),
        ("hang_agent", "school-north-sw1"),
        ("loss", "school-north"),
        ("flap", "school-north"),
    ],
)
def test_each_fault_of_the_page_reaches_the_network(demo, client, twin, kind, target):
    answer = client.post("/demo/break/", {"kind": kind, "place": "school-north"})
    assert (answer.status_code, answer.url) == (302, "/demo/")
    assert broken(twin) == [(kind, target)]


def test_the_page_offers_every_place_but_the_watchers(demo, client, twin):
    offered = client.get("/demo/").content.decode()
    places = {place["slug"] for place in twin.topology()["places"]}
    shown = {slug for slug in places if f'<option value="{slug}"' in offered}
    assert places - shown == {"town-hall"}
    assert '<option value="school-north" selected>' in offered


def test_the_same_fault_twice_stays_one(demo, client, twin):
    for _ in range(2):
        client.post("/demo/break/", {"kind": "cut_place", "place": "school-north"})
    assert broken(twin) == [("cut_place", "school-north")]


def test_one_fault_is_mended_and_then_all(demo, client, twin):
    for place in ("school-north", "school-south", "school-east"):
        client.post("/demo/break/", {"kind": "cut_place", "place": place})
    first = twin.faults()[0]
    page = client.get("/demo/faults/").content.decode()
    assert [name in page for name in ("Nordskolen", "Sydskolen", "Østfjordskolen")] == [True] * 3
    client.post("/demo/heal/", {"fault": str(first.id)})
    assert broken(twin) == [("cut_place", "school-south"), ("cut_place", "school-east")]
    client.post("/demo/heal/", {"fault": str(first.id)})  # somebody was quicker
    client.post("/demo/heal/", {"fault": "all"})
    assert broken(twin) == []
    assert "Nothing is broken" in client.get("/demo/faults/").content.decode()


@pytest.mark.parametrize(
    "wish",
    [{}, {"kind": "cut_place", "place": "town-hall"}, {"kind": "meteor", "place": "school-north"}, {"kind": "flap"}],
)
def test_what_nobody_offered_is_refused_on_the_form(demo, client, twin, wish):
    answer = client.post("/demo/break/", wish)
    assert answer.status_code == 422
    assert "Choose what shall happen" in answer.content.decode()
    assert broken(twin) == []


def test_a_twin_that_is_away_is_said_in_a_sentence(settings, client):
    demo_of(settings, "127.0.0.1:1")
    page = client.get("/demo/")
    assert page.status_code == 200
    assert "does not answer at the moment" in page.content.decode()
    for path, wish in (("break/", {"kind": "flap", "place": "school-north"}), ("heal/", {"fault": "all"})):
        answer = client.post(f"/demo/{path}", wish, follow=True)
        assert answer.status_code == 200
        assert "does not answer at the moment" in answer.content.decode()


def test_outside_the_demo_there_is_no_such_page(client):
    for path in ("/demo/", "/demo/faults/"):
        assert client.get(path).status_code == 404
    for path in ("/demo/break/", "/demo/heal/"):
        assert client.post(path, {"kind": "cut_place", "place": "school-north", "fault": "all"}).status_code == 404


def test_strangers_are_asked_to_sign_in_and_a_foreign_page_cannot_post(demo, person, twin):
    assert Client().get("/demo/").status_code == 302
    assert Client().post("/demo/break/", {"kind": "cut_place", "place": "school-north"}).url.startswith("/sign-in/")
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(person)
    assert careful.post("/demo/break/", {"kind": "cut_place", "place": "school-north"}).status_code == 403
    assert broken(twin) == []


@pytest.mark.parametrize(
    ("language", "words"),
    [("da", "Ødelæg noget"), ("nb", "Ødelegg noe"), ("en", "Break something")],
)
def test_the_page_speaks_three_languages(demo, db, language, words):
    reader = Client()
    reader.force_login(make_person(["director"], city=make_city(), language=language))
    assert f"<title>{words}" in reader.get("/demo/").content.decode()


def test_cables_and_devices_that_the_command_line_broke_show_by_place(twin):
    topology = twin.topology()
    kinds = [("cut_link", "dist1", "dist2"), ("kill_device", "school-north-sw1", ""), ("cut_place", "depot-south", "")]
    faults = tuple(BrokenThing(n, kind, a, b, 100.0 + n, (), True) for n, (kind, a, b) in enumerate(kinds))
    shown = [(fault.id, fault.where) for fault in broken_now(faults, topology)]
    place_of = {d["id"]: d["place"] for d in topology["devices"]}
    name = {p["slug"]: p["name"] for p in topology["places"]}
    assert shown == [
        (2, "Materielgården Syd"),
        (1, "Nordskolen (school-north-sw1)"),
        (0, f"{name[place_of['dist1']]} (dist1) – {name[place_of['dist2']]} (dist2)"),
    ]


def test_every_places_main_switch_is_the_one_that_leads_out(twin):
    topology = twin.topology()
    place_of = {d["id"]: d["place"] for d in topology["devices"]}
    for place in places_to_break(topology):
        ends = [(link["a"]["device"], link["b"]["device"]) for link in topology["links"]]
        beside = {a if b == place.main_switch else b for a, b in ends if place.main_switch in (a, b)}
        assert any(place_of[device] != place.slug for device in beside), place


@pytest.mark.browser
def test_in_the_browser_it_breaks_mends_and_everybody_can_use_it(
    settings, transactional_db, live_server, browser_context, control, twin
):
    demo_of(settings, control)
    client = Client()
    client.force_login(make_person(["director"], city=make_city(), language="en"))
    context = browser_context()
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
    page = context.new_page()
    reports = collect_csp_reports(page)
    page.route("**/live/stream*", lambda route: route.abort())
    page.goto(f"{live_server.url}/demo/")
    page.get_by_label(str(KINDS[0].name)).check()
    page.get_by_role("button", name="Break it").click()
    page.get_by_role("button", name="Mend: Cut the cable, Nordskolen").wait_for()
    twin.break_something("school-south")  # as the command line would; the page finds out by itself
    page.get_by_role("button", name="Mend: Cut the cable, Sydskolen").wait_for()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        wait_until_quiet(page)
        assert_page_is_accessible(page)
    assert_no_overflow(page)
    assert_large_text_fits(page)
    assert_focus_is_visible(page)
    page.get_by_role("button", name="Mend everything").click()
    page.get_by_text("Nothing is broken at the moment.").wait_for()
    assert broken(twin) == []
    assert reports == []
