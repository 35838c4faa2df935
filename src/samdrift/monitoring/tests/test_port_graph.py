# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The graph of a port: which span an address asks for, how it is cut, and who may see it."""

import csv
import io
import json
import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from samdrift.inventory.models import Device, Interface
from samdrift.inventory.testing import ACTOR, AT, found_network
from samdrift.monitoring import port_panels
from samdrift.monitoring.commands import store_changes, store_sweeps
from samdrift.monitoring.models import StateChange
from samdrift.monitoring.port_graph import MOST_POINTS, SPANS, Window, window_of
from samdrift.monitoring.types import DeviceReading, PortReading
from samdrift.platform.scope import acting_as

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Copenhagen")
DAY = Window(NOW - timedelta(hours=24), NOW, "24h")


def asked(**query: str) -> Window:
    return window_of({key.rstrip("_"): value for key, value in query.items()}, now=NOW, zone=ZONE)


@pytest.mark.parametrize(
    ("query", "window"),
    [
        ({}, DAY),
        ({"range": "7d"}, Window(NOW - timedelta(days=7), NOW, "7d")),
        ({"range": "for ever"}, DAY),
        (
            {"from_": "2026-11-20T08:00:00Z", "to": "2026-11-20T09:30:00Z", "range": "7d"},
            Window(datetime(2026, 11, 20, 8, tzinfo=UTC), datetime(2026, 11, 20, 9, 30, tzinfo=UTC)),
        ),
        (  # what a person types into the form is meant in the municipality's zone: here summer time
            {"from_": "2026-07-01T08:00", "to": "2026-07-01T10:00"},
            Window(datetime(2026, 7, 1, 6, tzinfo=UTC), datetime(2026, 7, 1, 8, tzinfo=UTC)),
        ),
        ({"from_": "2026-11-20T09:00:00Z", "to": "2026-11-20T08:00:00Z"}, DAY),
        ({"from_": "2026-11-20T08:00:00Z", "to": "2026-11-20T08:01:00Z"}, DAY),
        ({"from_": "2027-11-20T08:00:00Z", "to": "2027-11-20T09:00:00Z"}, DAY),
        ({"from_": "0001-01-01T00:00", "to": "9999-12-31T23:59"}, DAY),
        ({"from_": "yesterday", "to": "\x00"}, DAY),
    ],
)
def test_an_address_asks_for_a_span_and_nonsense_for_a_day(query, window):
    assert asked(**query) == window


def test_the_address_of_a_window_gives_the_window_again():
    there = asked(from_="2026-11-20T08:00:00Z", to="2026-11-20T09:30:00Z")
    assert there.address == "from=2026-11-20T08:00:00Z&to=2026-11-20T09:30:00Z"
    assert (
        asked(**{name.replace("from", "from_"): at for name, at in (p.split("=") for p in there.address.split("&"))})
        == there
    )
    assert asked(range="7d").address == "range=7d"


@pytest.mark.parametrize(
    ("name", "step"), [("1h", 60), ("6h", 60), ("24h", 300), ("7d", 1800), ("30d", 10_800), ("1y", 86_400)]
)
def test_a_step_is_as_short_as_a_graph_can_draw(name, step):
    window = asked(range=name)
    assert window.step == timedelta(seconds=step)
    assert window.span / window.step <= MOST_POINTS


def test_a_look_from_further_away_holds_the_window_and_ends_now_at_the_latest():
    wider = DAY.wider(NOW)
    assert (wider.end, wider.span) == (NOW, timedelta(hours=72))
    assert DAY.moved(-0.5) == Window(NOW - timedelta(hours=36), NOW - timedelta(hours=12))


@pytest.fixture
def port(cast, monkeypatch):
    """acc's port 1: a minute of 1 kbit/s in and 2 kbit/s out with 6 errors, twice."""
    monkeypatch.setattr(port_panels, "utc_now", lambda: AT + timedelta(minutes=3))
    ids = found_network(cast.city, [("core", 1, "acc", 1)])
    with acting_as(ACTOR):
        found = Interface.objects.get(device_id=ids["acc"], if_index=1)
        device = Device.objects.get(pk=ids["acc"])
        readings = [
            PortReading(1, "up", "up", in_octets=n * 7500, out_octets=n * 15_000, in_errors=n * 6) for n in range(3)
        ]
        store_sweeps(
            (device, DeviceReading(device.pk, AT + timedelta(minutes=n), n * 6000, (reading,)))
            for n, reading in enumerate(readings)
        )
        store_changes(
            StateChange(municipality=cast.city, device=device, interface=found, what="oper", before=b, after=a, at=at)
            for at, b, a in ((AT, "down", "up"), (AT - timedelta(days=900), "up", "down"))
        )
    return found


def test_the_page_draws_the_span_in_the_municipalitys_zone_with_trouble_and_history(port, cast, client):
    client.force_login(cast.owner)
    body = client.get(reverse("port", args=[port.device_id, 1]), {"range": "1h"}).content.decode()
    payload = json.loads(re.search(rf'<script id="port-traffic-{port.pk}-data"[^>]*>(.*?)</script>', body).group(1))
    assert payload["zone"] == "Europe/Copenhagen"
    assert [v for v in payload["lines"][0]["values"] if v is not None] == [1000, 1000]
    assert [v for v in payload["lines"][1]["values"] if v is not None] == [2000, 2000]
    trouble = json.loads(re.search(rf'<script id="port-trouble-{port.pk}-data"[^>]*>(.*?)</script>', body).group(1))
    assert [v for v in trouble["lines"][0]["values"] if v is not None] == [0.1, 0.1]
    assert 'aria-current="true">1' in body
    assert "16. maj 2024" in body  # 900 days ago: state changes are kept for ever


def test_the_figures_and_the_changes_come_as_csv_and_not_for_outsiders(port, cast, client):
    client.force_login(cast.owner)
    args = [port.device_id, 1]
    rows = list(
        csv.DictReader(
            io.StringIO(client.get(reverse("port-traffic-csv", args=args), {"range": "1h"}).content.decode())
        )
    )
    assert [(row["at"], row["in_bps"], row["in_errors_per_s"]) for row in rows if row["in_bps"]] == [
        ("2026-11-02T08:00:00+00:00", "1000.000", "0.100"),
        ("2026-11-02T08:01:00+00:00", "1000.000", "0.100"),
    ]
    changes = client.get(reverse("port-changes-csv", args=args)).content.decode().splitlines()
    assert changes == ["at,before,after", "2024-05-16T08:00:00+00:00,up,down", "2026-11-02T08:00:00+00:00,down,up"]
    for who in (cast.stranger, cast.requester, cast.strange_engineer):
        client.force_login(who)
        assert client.get(reverse("port-traffic-csv", args=args)).status_code == 404
        assert client.get(reverse("port-changes-csv", args=args)).status_code == 404


def test_every_span_has_a_name_on_the_page(port, cast, client):
    client.force_login(cast.owner)
    body = client.get(reverse("port", args=[port.device_id, 1])).content.decode()
    assert [name for name in SPANS if f'href="?range={name}#traffic"' not in body] == []
