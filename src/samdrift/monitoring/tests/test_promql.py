# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""PromQL-shaped questions: what is understood, what is refused with words, and what the answers are worth."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from samdrift.inventory.models import Device
from samdrift.inventory.testing import ACTOR, found_network
from samdrift.kernel.errors import BadInput
from samdrift.monitoring import rest
from samdrift.monitoring.commands import store_sweeps
from samdrift.monitoring.graphing import query_range
from samdrift.monitoring.keeping import keep_periods
from samdrift.monitoring.models import MetricChunk, MetricSweep, MetricTop
from samdrift.monitoring.now import PortNow
from samdrift.monitoring.promql import parse, seconds
from samdrift.monitoring.queries import busiest_ports
from samdrift.monitoring.types import DeviceReading, PortReading
from samdrift.parties.testing import actor_of
from samdrift.platform.scope import acting_as

AT = datetime(2026, 11, 12, 8, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def test_a_rate_with_labels_is_understood():
    found = parse(' topk(3, rate(ifHCInOctets{device="a \\"b\\"", ifIndex=~"1|2",}[1h30m]) * 8 ) ')
    assert (found.metric, found.range_s, found.top, found.factor) == ("ifHCInOctets", 5400, 3, 8.0)
    assert found.exactly("device") == 'a "b"'
    assert [found.fits({"device": 'a "b"', "ifIndex": index}) for index in ("1", "2", "12")] == [True, True, False]


@pytest.mark.parametrize(
    ("conditions", "fits"),
    [
        ('device="a"', True),
        ('device!="a"', False),
        ('device=~"A|a"', True),
        ('device!~"b.*"', True),
        ('ifName=""', True),
    ],
)
def test_labels_are_matched_as_prometheus_matches_them(conditions, fits):
    assert parse(f"ifOperStatus{{{conditions}}}").fits({"device": "a"}) is fits


@pytest.mark.parametrize(
    "text",
    [
        "",
        "up",
        "rate(ifHCInOctets)",
        "rate(ifHCInOctets[5])",
        "rate(ifHCInOctets[1s])",
        "sum(ifHCInOctets)",
        "ifHCInOctets{place='x'}",
        "ifHCInOctets{device=~'('}",
        "ifHCInOctets{device=~'(a+)+'}",
        "ifHCInOctets{device='a'",
        "ifHCInOctets ifHCInOctets",
        "topk(0, ifHCInOctets)",
        "topk(2, topk(2, ifHCInOctets))",
        "ifHCInOctets ÷ 2",
    ],
)
def test_what_is_not_understood_is_refused_with_words(text):
    with pytest.raises(BadInput):
        parse(text)


def test_lengths_of_time():
    assert [seconds(text) for text in ("30s", "5m", "1h30m", "2d", "1w")] == [30, 300, 5400, 172_800, 604_800]


@pytest.fixture
def devices(cast):
    """Two devices, two hours: 1,000 and 2,000 octets a second into ports 1 and 2 of each, twice as much at the second."""
    ids = found_network(cast.city, [("core", 1, "acc", 1), ("core", 2, "acc", 2)])
    with acting_as(ACTOR):
        found = list(Device.objects.filter(pk__in=ids.values()).order_by("name"))
        store_sweeps(
            (
                device,
                DeviceReading(
                    device.pk,
                    AT + minute * MINUTE,
                    minute * 6000,
                    tuple(PortReading(p, "up", "up", minute * 60_000 * p * (n + 1), 0) for p in (1, 2)),
                ),
            )
            for n, device in enumerate(found)
            for minute in range(121)
        )
        yield found


def ask(text, *, actor=ACTOR, start=AT + 30 * MINUTE, end=AT + 40 * MINUTE, step=5 * MINUTE):
    lines = query_range(actor, parse(text), start=start, end=end, step=step)
    return {
        (line.labels["device"], line.labels["ifIndex"]): [None if np.isnan(v) else round(v, 3) for v in line.values]
        for line in lines
    }


def test_rates_are_drawn_for_each_port_that_fits(devices):
    assert ask('rate(ifHCInOctets{device="acc"}[5m]) * 8') == {
        ("acc", "1"): [8000.0] * 3,
        ("acc", "2"): [16_000.0] * 3,
    }
    assert ask('rate(ifHCInOctets{ifIndex="2",device!~"a.*"}[5m])') == {("core", "2"): [4000.0] * 3}


def test_a_value_stands_for_five_minutes_and_no_longer(devices):
    found = ask('ifHCInOctets{device="acc",ifIndex="1"}', start=AT + 118 * MINUTE, end=AT + 128 * MINUTE)
    assert found == {("acc", "1"): [118 * 60_000, 120 * 60_000, None]}
    assert ask('ifOperStatus{device="acc",ifIndex="1"}')["acc", "1"] == [1, 1, 1]


def test_topk_keeps_the_highest_at_each_time(devices):
    assert ask("topk(1, rate(ifHCInOctets[5m]))") == {("core", "2"): [4000.0] * 3}


def test_where_samples_are_gone_steps_answer(devices):
    keep_periods(now=AT + timedelta(hours=3))
    MetricChunk.objects.filter(tier=0).delete()
    MetricSweep.objects.all().delete()
    found = ask('rate(ifHCInOctets{device="acc",ifIndex="2"}[5m])')
    assert found["acc", "2"] == pytest.approx([2000.0] * 3, rel=1e-3)


def test_too_much_for_one_answer_is_refused(devices, monkeypatch):
    with pytest.raises(BadInput, match="points are too many"):
        ask("ifOperStatus", end=AT + timedelta(days=30), step=timedelta(seconds=15))
    monkeypatch.setattr("samdrift.monitoring.graphing.MOST_SERIES", 3)
    with pytest.raises(BadInput, match="4 ports are too many"):
        ask("ifOperStatus")
    monkeypatch.undo()
    with pytest.raises(BadInput, match="no counter"):
        ask("rate(ifOperStatus[5m])", start=AT, end=AT)


@pytest.mark.parametrize("who", ["stranger", "strange_engineer", "requester", "nobody"])
def test_outsiders_are_answered_as_if_there_were_nothing(cast, devices, who):
    MetricTop.objects.all().delete()
    MetricTop.objects.create(municipality=cast.city, at=AT, ports=[[devices[0].pk, 1, 5, 6, 0]])
    assert len(busiest_ports(ACTOR, now=AT)) == 1
    actor = actor_of(getattr(cast, who))
    with acting_as(actor):
        assert ask("ifOperStatus", actor=actor) == {}
        assert busiest_ports(actor, now=AT) == []


def test_the_busiest_ports_of_all_parties_come_highest_first_while_fresh(cast, devices):
    MetricTop.objects.all().delete()
    first, second = devices
    MetricTop.objects.create(municipality=cast.city, at=AT, ports=[[first.pk, 1, 5, 90, 1], [first.pk, 2, 7, 8, 1]])
    MetricTop.objects.create(municipality=cast.city, supplier=cast.supplier, at=AT, ports=[[second.pk, 1, 50, 6, 1]])
    assert busiest_ports(ACTOR, now=AT, limit=2) == [
        PortNow(first.pk, 1, 5, 90, 1),
        PortNow(second.pk, 1, 50, 6, 1),
    ]
    assert busiest_ports(ACTOR, now=AT + 4 * MINUTE) == []


def test_grafana_reads_it_over_the_api(cast, client, devices, monkeypatch):
    client.force_login(cast.owner)
    base = "/api/prometheus/api/v1/"
    asked = {"query": 'rate(ifHCInOctets{device="acc",ifIndex="2"}[5m])*8', "start": "2026-11-12T08:30:00Z"}
    body = client.get(base + "query_range", asked | {"end": str((AT + 40 * MINUTE).timestamp()), "step": "300"}).json()
    assert body == {
        "status": "success",
        "data": {
            "resultType": "matrix",
            "result": [
                {
                    "metric": {"__name__": "ifHCInOctets", "device": "acc", "ifIndex": "2", "ifName": "ge2"},
                    "values": [[(AT + m * MINUTE).timestamp(), "16000"] for m in (30, 35, 40)],
                }
            ],
        },
    }
    assert client.get(base + "query", {"query": "1+1", "time": "0"}).status_code == 422
    assert client.get(base + "query", {"query": "1+1"}).json()["data"]["result"][0]["value"][1] == "2"
    assert "ifHCInOctets" in client.get(base + "label/__name__/values").json()["data"]
    assert len(client.get(base + "series", {"match[]": 'ifOperStatus{device="acc"}'}).json()["data"]) == 2
    assert client.get(base + "query_range", asked | {"end": "soon", "step": "5m"}).status_code == 422
    MetricTop.objects.all().delete()
    MetricTop.objects.create(municipality=cast.city, at=AT, ports=[[devices[0].pk, 1, 5, 90, 0]])
    monkeypatch.setattr(rest, "utc_now", lambda: AT)
    found = client.get("/api/ports/busiest").json()
    assert [(row["device"], row["port"], row["out_bps"]) for row in found] == [("acc", "ge1", 90)]
