# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Crowd counts for everybody: off until switched on, nothing below the floor, gone when switched off."""

import csv
import io
import json
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from samdrift.inventory.facade import Gauge
from samdrift.inventory.models import Device
from samdrift.inventory.testing import ACTOR, found_network
from samdrift.kernel.errors import NotFound
from samdrift.monitoring.gauges import store_gauges
from samdrift.opendata import commands, web
from samdrift.opendata.commands import decide, publish
from samdrift.opendata.jobs import publish_open_data_job
from samdrift.opendata.models import PublishedHour
from samdrift.opendata.types import Terms
from samdrift.parties.models import Place
from samdrift.parties.testing import actor_of, make_place
from samdrift.platform.models import AuditEntry
from samdrift.platform.scope import acting_as

DAY = datetime(2026, 11, 18, tzinfo=UTC)
NOW = DAY + timedelta(hours=14, minutes=40)


@pytest.fixture
def counted(cast, monkeypatch):
    """Two access points at a library with 6 and 7 people at ten, 40 at noon; 9 at a depot; 30 at a care home."""
    monkeypatch.setattr(web, "utc_now", lambda: NOW)
    monkeypatch.setattr(commands, "defer", lambda *_, **__: True)
    places = {
        kind: make_place(cast.city, kind, name=f"The {kind}", kind=kind) for kind in ("library", "depot", "care_home")
    }
    where = {"ap1": "library", "ap2": "library", "ap3": "depot", "ap4": "care_home"}
    cables = [("core", n, f"ap{n}", 1) for n in range(1, 5)]
    ids = found_network(cast.city, cables, locations={name: places[kind].name for name, kind in where.items()})
    with acting_as(ACTOR):
        Device.objects.filter(name__startswith="ap").update(type="wireless")
        for name, hour, people in (
            ("ap1", 10, 6),
            ("ap2", 10, 7),
            ("ap1", 12, 40),
            ("ap2", 11, 9.9),
            ("ap3", 10, 9),
            ("ap4", 10, 30),
            ("ap1", 14, 50),
        ):
            gauge = Gauge("clients", "clients", "", float(people), "")
            store_gauges(device_id=ids[name], gauges=[gauge], at=DAY + timedelta(hours=hour))
    return places


def switch(cast, *, on=True, floor=10, rounding=5):
    with acting_as(actor_of(cast.administrator)) as actor:
        decide(municipality_id=cast.city.pk, terms=Terms(on, floor, rounding), actor=actor, at=NOW)


def published(cast):
    with acting_as(ACTOR):
        publish(municipality_id=cast.city.pk, now=NOW)
        rows = PublishedHour.objects.order_by("hour")
        return [(row.place.slug, row.hour.hour, row.about) for row in rows]


def test_nothing_is_there_until_an_administrator_switches_it_on(counted, cast, client):
    assert published(cast) == []
    for name in ("crowd-csv", "crowd-json", "open-data-catalogue"):
        assert client.get(reverse(name, args=[cast.city.slug])).status_code == 404
    assert cast.city.name not in client.get(reverse("open-data")).content.decode()


@pytest.mark.parametrize("who", ["owner", "director", "mate", "requester", "stranger", "nobody"])
def test_nobody_but_the_citys_own_administrator_decides(counted, cast, client, who):
    user = getattr(cast, who)
    with acting_as(actor_of(user)) as actor, pytest.raises(NotFound):
        decide(municipality_id=cast.city.pk, terms=Terms(on=True), actor=actor, at=NOW)
    client.force_login(user)
    sent = {"municipality": cast.city.pk, "on": "1", "floor": "10", "rounding": "5"}
    assert client.post(reverse("open-data-settings"), sent).status_code == 404
    assert published(cast) == []


def test_only_hours_that_are_over_at_or_above_the_floor_are_published(counted, cast):
    switch(cast)
    assert published(cast) == [("library", 10, 15), ("library", 12, 40)]


def test_a_published_hour_is_never_changed(counted, cast):
    switch(cast)
    published(cast)
    with acting_as(ACTOR):
        device = Device.objects.get(name="ap1")
        store_gauges(
            device_id=device.pk,
            gauges=[Gauge("clients", "clients", "", 400.0, "")],
            at=DAY + timedelta(hours=12, minutes=15),
        )
    assert published(cast) == [("library", 10, 15), ("library", 12, 40)]


def test_everybody_reads_cells_and_nothing_else(counted, cast, client):
    switch(cast)
    published(cast)
    text = client.get(reverse("crowd-csv", args=[cast.city.slug])).content.decode()
    rows = list(csv.DictReader(io.StringIO(text)))
    assert rows == [
        {
            "place": "library",
            "name": "The library",
            "kind": "library",
            "hour": "2026-11-18T10:00:00Z",
            "people_about": "15",
        },
        {
            "place": "library",
            "name": "The library",
            "kind": "library",
            "hour": "2026-11-18T12:00:00Z",
            "people_about": "40",
        },
    ]
    answer = client.get(reverse("crowd-json", args=[cast.city.slug]))
    told = answer.json()
    assert set(told) == {"license", "left_out_below", "rounded_to", "hours"}
    assert [set(row) for row in told["hours"]] == [{"place", "name", "kind", "hour", "people_about"}] * 2
    assert answer["Access-Control-Allow-Origin"] == "*"
    everything = text + answer.content.decode()
    assert not any(word in everything for word in ("ap1", "depot", "care_home", "9.9", "10.9.0"))
    with acting_as(ACTOR):
        assert not any(device.name in everything.split('"') for device in Device.objects.all())


def test_the_description_names_both_files_the_licence_and_the_hours(counted, cast, client):
    switch(cast, floor=12, rounding=5)
    published(cast)
    answer = client.get(reverse("open-data-catalogue", args=[cast.city.slug]))
    assert answer["Content-Type"] == "application/ld+json"
    told = json.loads(answer.content)
    (dataset,) = told["dcat:dataset"]
    assert (told["@type"], dataset["@type"]) == ("dcat:Catalog", "dcat:Dataset")
    files = [one["dcat:downloadURL"]["@id"].rsplit("/", 1)[1] for one in dataset["dcat:distribution"]]
    assert files == ["crowd.csv", "crowd.json"]
    assert all(one["dct:license"]["@id"].endswith("/CC0") for one in dataset["dcat:distribution"])
    assert {one["@language"] for one in dataset["dct:title"]} == {"da", "nb", "en"}
    assert "Fewer than 12" in dataset["dct:description"][2]["@value"]
    assert dataset["dct:temporal"]["dcat:startDate"]["@value"] == "2026-11-18T10:00:00+00:00"
    for one in dataset["dcat:distribution"]:
        path = "/" + one["dcat:downloadURL"]["@id"].split("/", 3)[3]
        assert client.get(path).status_code == 200


def test_switching_off_takes_everything_away_and_both_decisions_are_in_the_trail(counted, cast, client):
    switch(cast)
    published(cast)
    switch(cast, on=False)
    assert published(cast) == []
    assert client.get(reverse("crowd-csv", args=[cast.city.slug])).status_code == 404
    with acting_as(ACTOR):
        trail = AuditEntry.objects.filter(table_name="opendata_opendataterms").order_by("pk")
        assert [(row.operation, row.new["on"], row.actor) for row in trail] == [
            ("insert", True, f"user:{cast.administrator.pk}"),
            ("update", False, f"user:{cast.administrator.pk}"),
        ]


def test_the_administrator_decides_on_a_page_and_weak_terms_are_told(counted, cast, client):
    client.force_login(cast.administrator)
    page = reverse("open-data-settings")
    assert client.get(page).status_code == 200
    weak = client.post(page, {"on": "1", "floor": "3", "rounding": "5"})
    assert (weak.status_code, published(cast)) == (422, [])
    assert client.post(page, {"on": "1", "floor": "10", "rounding": "5"}).status_code == 302
    assert len(published(cast)) == 2
    client.logout()
    assert cast.city.name in client.get(reverse("open-data")).content.decode()


@pytest.mark.parametrize(
    "query", [{"from": "x"}, {"from": "2026-11-01"}, {"from": "2026-11-02", "to": "2026-11-01"}, {"to": "0001-01-01"}]
)
def test_a_span_that_cannot_be_meant_is_refused(counted, cast, client, query):
    switch(cast)
    assert client.get(reverse("crowd-json", args=[cast.city.slug]), query).status_code in {400, 422}
    week = {"from": "2026-11-01", "to": "2026-11-07"}
    assert client.get(reverse("crowd-json", args=[cast.city.slug]), week).json()["hours"] == []


def test_the_clock_publishes_for_those_who_switched_it_on_alone(counted, cast):
    switch(cast)
    publish_open_data_job()
    with acting_as(ACTOR):
        assert not PublishedHour.objects.exclude(municipality=cast.city).exists()
        assert Place.objects.filter(municipality=cast.other_city).exists()
