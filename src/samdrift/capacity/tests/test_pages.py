# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The pages, lists and papers of capacity: the soonest full first, told with its interval, and to nobody outside."""

import csv
import io
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import translation

from samdrift.capacity import labels, queries
from samdrift.capacity.jobs import keep_capacity_report_job
from samdrift.capacity.models import YearReport
from samdrift.capacity.pdf import render_report
from samdrift.capacity.report import keep_report, make_report
from samdrift.capacity.tests.conftest import UNTIL, outlook
from samdrift.inventory.testing import ACTOR
from samdrift.platform.scope import acting_as

PAGES = ("capacity", "what-if", "cuts", "threads", "spares")
FILES = ("capacity-csv", "what-if-csv", "cuts-csv", "threads-csv", "spares-csv")


@pytest.fixture
def filled(town, cast):
    """A line that is full in a hundred days, a pool that is full now, an access point of which too little is known."""
    return {
        "line": outlook(town, cast, "west", key="3", level=0.6e9, slope=2e6, low=1e6, high=4e6).pk,
        "pool": outlook(town, cast, "core", kind="dhcp", key="p", name="Pupils", size=1000, level=900.0).pk,
        "new": outlook(town, cast, "ap1", kind="clients", key="c", size=60, level=None, days=9).pk,
        "flat": outlook(town, cast, "east", kind="poe", key="e", unit="W", size=370, level=100.0).pk,
    }


def when(row, language="en"):
    with translation.override(language):
        return labels.when_words(row, language=language, zone=ZoneInfo("Europe/Copenhagen"))


def test_the_soonest_full_comes_first_and_the_unknown_last(filled, cast):
    with acting_as(ACTOR):
        rows = queries.rows()
    assert [row.outlook.id for row in rows] == [filled[name] for name in ("pool", "line", "flat", "new")]
    assert [row.state for row in rows] == ["full", "soon", "never", "unknown"]
    assert [row.percent for row in rows] == [90, 60, 27, 5]
    assert [when(row) for row in rows] == [
        "Reached already",
        "February 2027, between January 2027 and June 2027",
        "Not within three years",
        "Too little known: 9 of 28 days",
    ]
    assert when(rows[1], "da") == "februar 2027, mellem januar 2027 og juni 2027"


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ((None, 200.0, None), "Not within three years, June 2027 at the earliest"),
        ((100.0, 50.0, None), "February 2027, January 2027 at the earliest"),
        ((100.0, 99.0, 99.5), "February 2027"),
        ((100.0, 0.0, 200.0), "February 2027, between now and June 2027"),
    ],
)
def test_a_date_is_told_with_what_the_days_behind_it_allow(days, words):
    full, earliest, latest = (None if n is None else UNTIL + timedelta(days=n) for n in days)
    with translation.override("en"):
        told = labels.dates_words(full, earliest, latest, now=False, earliest_now=days[1] == 0, language="en", zone=UTC)
    assert told == words


@pytest.mark.parametrize("who", ["owner", "mate"])
def test_each_page_opens_for_those_who_run_the_city_and_its_suppliers(filled, cast, client, who):
    client.force_login(getattr(cast, who))
    assert {client.get(reverse(name)).status_code for name in PAGES} == {200}


@pytest.mark.parametrize("who", ["requester", "nobody"])
def test_no_page_opens_for_those_who_run_nothing(filled, cast, client, who):
    client.force_login(getattr(cast, who))
    assert {client.get(reverse(name)).status_code for name in (*PAGES, *FILES)} == {404}


def test_a_stranger_sees_no_row_and_no_chart(filled, cast, client):
    client.force_login(cast.stranger)
    assert "School north" not in client.get(reverse("capacity")).content.decode()
    assert client.get(reverse("outlook", args=[filled["line"]])).status_code == 404
    assert client.get(reverse("cuts"), {"municipality": cast.city.pk}).status_code == 404
    assert client.get("/api/capacity/outlooks").json() == []
    assert client.get("/api/capacity/cuts", {"municipality_id": cast.city.pk}).status_code == 404


def test_the_list_is_narrowed_by_kind_place_state_and_words(filled, cast, client, town):
    client.force_login(cast.owner)
    for query, found in (
        ({"kind": "dhcp"}, {"pool"}),
        ({"place": town["place"]}, {"new"}),
        ({"state": "soon"}, {"line"}),
        ({"q": "EAST"}, {"flat"}),
        ({"kind": "nonsense", "state": "x"}, set(filled)),
    ):
        rows = list(csv.DictReader(io.StringIO(client.get(reverse("capacity-csv"), query).content.decode())))
        assert len(rows) == len(found), query
        page = client.get(reverse("capacity"), query).content.decode()
        assert {name for name, pk in filled.items() if f'id="outlook-{pk}"' in page} == found


def test_one_line_is_drawn_with_its_trend_and_the_mark_of_80_percent(filled, cast, client):
    client.force_login(cast.owner)
    page = client.get(reverse("outlook", args=[filled["line"]])).content.decode()
    assert f"capacity-days-{filled['line']}-data" in page
    assert '"values": [800000000' in page
    assert "mellem januar 2027 og juni 2027" in page


def test_what_cannot_be_meant_is_told_on_the_page(filled, cast, client):
    client.force_login(cast.owner)
    answer = client.get(reverse("what-if"), {"devices": "many"})
    assert (answer.status_code, "many is no number" in answer.content.decode()) == (422, True)
    assert client.get(reverse("what-if"), {"devices": "2,5", "kbit_s": "1000"}).status_code == 200


def test_programs_read_it(filled, cast, client):
    client.force_login(cast.owner)
    (line,) = client.get("/api/capacity/links").json()
    assert (line["device"], line["port"], line["level_bps"], line["days_seen"]) == ("west", "ge3", 0.6e9, 100)
    assert line["full_at"].startswith("2027-02-28")
    assert client.get("/api/capacity/links", {"factor": 0}).status_code == 422
    assert client.get("/api/capacity/links", {"factor": 3}).json()[0]["full_at"].startswith("2026-11-20")
    assert [row["state"] for row in client.get("/api/capacity/outlooks").json()] == ["full", "soon", "never", "unknown"]
    assert client.get("/api/capacity/cuts").json()[0]["people"] == 400
    assert client.get("/api/capacity/single-points").json()[0]["place"] == "School north"
    assert client.get("/api/capacity/spares").json() == []
    assert client.get("/api/capacity/what-if", {"kbit_s": 2000}).json()[0]["share"] > 0.8


def test_a_cell_that_a_spreadsheet_would_reckon_with_is_text(cast, town, client):
    outlook(town, cast, "core", kind="dhcp", key="p", name="=1+1", size=10, level=1.0)
    client.force_login(cast.owner)
    assert ",'=1+1," in client.get(reverse("capacity-csv")).content.decode()


@pytest.mark.parametrize("language", ["da", "nb", "en"])
def test_the_years_report_is_a_tagged_document(filled, cast, now, language):
    with acting_as(ACTOR):
        body = render_report(make_report(cast.city.pk, year=2026, now=now), language=language)
    assert body.startswith(b"%PDF-1.7")
    assert b"pdfuaid" in body


def test_a_year_that_is_over_is_kept_as_it_stood(filled, cast, client, now):
    with acting_as(ACTOR):
        assert keep_report(municipality_id=cast.city.pk, year=2025, now=now)
        assert not keep_report(municipality_id=cast.city.pk, year=2025, now=now)
        YearReport.objects.filter(year=2025).update(made_at=now)
    client.force_login(cast.owner)
    page = client.get(reverse("capacity-report", args=[2025]))
    assert (page.status_code, "School north" in page.content.decode()) == (200, True)
    assert client.get(reverse("capacity-report", args=[2024])).status_code == 404
    assert client.get(reverse("capacity-report-csv", args=[2025])).content.decode().count("\n") == 3
    client.force_login(cast.stranger)
    assert "School north" not in client.get(reverse("capacity-report", args=[2025])).content.decode()


def test_the_clock_keeps_last_years_report_of_every_city(cast):
    keep_capacity_report_job(timestamp=0)
    with acting_as(ACTOR):
        assert YearReport.objects.filter(year=datetime.now(UTC).year - 1).count() == 2


def test_a_place_and_a_device_show_what_fills_up_there(filled, cast, client, town):
    client.force_login(cast.owner)
    device = client.get(reverse("device", args=[town["west"]])).content.decode()
    assert reverse("outlook", args=[filled["line"]]) in device
    assert reverse("cut", args=["device", town["west"]]) in device
    place = client.get(reverse("place", args=[town["place"]])).content.decode()
    assert f"{reverse('capacity')}?place={town['place']}" in place
