# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The month's figures: counted in service hours, once a place, each with its rows; and for nobody else's eyes."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from samdrift.agreements.testing import make_agreement, make_calendar, make_service
from samdrift.engines.slaclock import calendar_from_json
from samdrift.incidents.models import Affected, Incident
from samdrift.incidents.types import AffectedInfo, IncidentInfo
from samdrift.inventory.testing import ACTOR, found_network
from samdrift.kernel.errors import BadInput, NotFound
from samdrift.parties.testing import actor_of
from samdrift.platform.scope import acting_as
from samdrift.reporting.queries import month_report
from samdrift.reporting.rules import month_bounds, outages_of

NOON = datetime(2026, 2, 2, 11, 0, tzinfo=UTC)
"""Monday 2 February 2026, 12:00 in Copenhagen."""
OFFICE = {
    "tz": "Europe/Copenhagen",
    "weekly": {d: [["08:00", "16:00"]] for d in ("mon", "tue", "wed", "thu", "fri")} | {"sat": [], "sun": []},
}
CALENDAR = calendar_from_json(OFFICE, "test")
START, END = datetime(2026, 1, 31, 23, tzinfo=UTC), datetime(2026, 2, 28, 23, tzinfo=UTC)


def incident(number, *spans, outage=True):
    affected = tuple(
        AffectedInfo(device, f"d{device}", place, "cause", since, until) for device, place, since, until in spans
    )
    return IncidentInfo(number, 1, None, 1, "link", f"link:{number}", "cable", None, outage, NOON, NOON, None, affected)


def count(*incidents, until=END):
    return outages_of(
        incidents, places={5: "School"}, carrying=frozenset({1, 2}), start=START, until=until, calendar=CALENDAR
    )


def test_a_month_is_the_municipalitys_own():
    assert month_bounds("2026-02", "Europe/Copenhagen") == (START, END)
    with pytest.raises(BadInput, match="2026-13"):
        month_bounds("2026-13", "Europe/Copenhagen")


def test_only_service_hours_count():
    rows = count(incident(1, (1, 5, NOON + timedelta(hours=3), NOON + timedelta(hours=20))))
    assert [row.seconds for row in rows] == [3600]  # Monday 15-16; it ended on Tuesday at 08:00


def test_two_devices_of_one_place_in_one_incident_count_once():
    rows = count(incident(1, (1, 5, NOON, NOON + timedelta(hours=1)), (2, 5, NOON, NOON + timedelta(minutes=30))))
    assert [(row.incident_id, row.seconds) for row in rows] == [(1, 3600)]


def test_overlapping_incidents_at_a_place_count_once_and_both_are_rows():
    rows = count(
        incident(1, (1, 5, NOON, NOON + timedelta(hours=1))),
        incident(2, (2, 5, NOON + timedelta(minutes=30), NOON + timedelta(hours=2))),
    )
    assert [(row.incident_id, row.seconds) for row in rows] == [(1, 3600), (2, 3600)]


def test_a_quiet_fault_another_place_and_another_device_are_no_outage():
    hour = timedelta(hours=1)
    assert count(incident(1, (1, 5, NOON, NOON + hour), outage=False)) == []
    assert count(incident(1, (1, 6, NOON, NOON + hour))) == []
    assert count(incident(1, (9, 5, NOON, NOON + hour))) == []


def test_what_still_goes_on_counts_until_now():
    (row,) = count(incident(1, (1, 5, NOON, None)), until=NOON + timedelta(minutes=10))
    assert (row.seconds, row.still) == (600, True)


@given(st.lists(st.tuples(st.integers(0, 10_000), st.integers(1, 5_000)), max_size=8))
def test_the_sum_never_exceeds_the_time_covered(spans):
    seen = [
        incident(n, (1, 5, NOON + timedelta(minutes=a), NOON + timedelta(minutes=a + length)))
        for n, (a, length) in enumerate(spans)
    ]
    minutes = {m for a, length in spans for m in range(a, a + length)}
    open_minutes = sum(
        1
        for m in minutes
        if (local := NOON + timedelta(minutes=m, hours=1)).weekday() < 5
        and 8 <= local.hour < 16
        and NOON + timedelta(minutes=m) < END
    )
    assert sum(row.seconds for row in count(*seen)) == open_minutes * 60


@pytest.fixture
def month(cast):
    service = make_service(
        cast.city, "network", device_types=("network",), names={"da": "Netværk", "nb": "Nettverk", "en": "Network"}
    )
    agreement = make_agreement(
        cast.city, cast.supplier, services=(service,), calendar=make_calendar(cast.city, weekly=OFFICE["weekly"])
    )
    ids = found_network(cast.city, [("core", 1, "acc", 1)], locations={"acc": cast.place.name})
    with acting_as(ACTOR):
        row = Incident.objects.create(
            municipality=cast.city,
            supplier=cast.supplier,
            agreement_id=agreement.pk,
            kind="link",
            cause_key="link:1",
            cause_label="cable core ge1 - acc ge1",
            place=cast.place,
            fault_at=NOON,
            opened_at=NOON,
            closed_at=NOON + timedelta(hours=1),
            outage=True,
        )
        Affected.objects.create(
            municipality=cast.city,
            supplier=cast.supplier,
            incident=row,
            device_id=ids["acc"],
            place=cast.place,
            role="cause",
            since=NOON,
            until=NOON + timedelta(hours=1),
        )
    return agreement


def test_availability_is_open_time_less_time_without(cast, month):
    actor = actor_of(cast.contract_manager)
    with acting_as(actor):
        report = month_report(actor, agreement_id=month.pk, month="2026-02", language="da", now=END)
    (row,) = report.availability
    assert (row.name, row.places, row.open_seconds, row.down_seconds) == ("Netværk", 1, 20 * 8 * 3600, 3600)
    assert row.percent == Decimal("99.375")
    assert row.met is False


@pytest.mark.parametrize("who", ["stranger", "strange_engineer", "requester", "nobody"])
def test_nobody_else_reads_it(cast, month, who):
    actor = actor_of(getattr(cast, who))
    with acting_as(actor), pytest.raises(NotFound):
        month_report(actor, agreement_id=month.pk, month="2026-02", language="da", now=END)


def test_the_pages_lead_from_figure_to_rows_and_the_pdf_opens(client, cast, month):
    client.force_login(cast.contract_manager)
    page = client.get(f"/reports/{month.pk}/2026-02/")
    assert "99,375" in page.content.decode() or "99.375" in page.content.decode()
    rows = client.get(f"/reports/{month.pk}/2026-02/service/network/")
    assert "core ge1 – acc ge1" in rows.content.decode()
    pdf = client.get(f"/reports/{month.pk}/2026-02/report.pdf")
    assert pdf["Content-Type"] == "application/pdf"
    assert PdfReader(BytesIO(pdf.content)).trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert client.get("/agreement/?month=2026-02").status_code == 200
    assert client.get(f"/reports/{month.pk}/2026-99/").status_code == 400


def test_the_director_reads_how_it_stands(client, cast, month):
    client.force_login(cast.director)
    assert client.get("/overview/").status_code == 200
    client.force_login(cast.requester)
    assert client.get("/overview/").status_code == 404
