# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The history told by the real commands on a small found network: whole, silent, and once."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.db import connection

from samdrift.agreements import facade as agreements
from samdrift.demo import history, history_cases
from samdrift.demo.build import build
from samdrift.demo.history import ACTOR, begin_when_found, fill, is_found
from samdrift.demo.history_cases import SETTLED, STILL_OPEN
from samdrift.demo.municipality import load_municipality
from samdrift.incidents.commands import open_incident
from samdrift.incidents.models import Affected, Incident
from samdrift.inventory.models import Contact, Device
from samdrift.inventory.testing import found_network
from samdrift.notices.models import Notice
from samdrift.parties.models import Municipality, User
from samdrift.parties.testing import actor_of
from samdrift.platform.models import Fact
from samdrift.platform.scope import acting_as
from samdrift.reporting.queries import month_report
from samdrift.servicedesk.models import Case, CaseClock, CaseEntry

NOW = datetime(2026, 11, 20, 11, 30, tzinfo=UTC)
CABLES = [
    ("hall1", 1, "hall2", 1),
    ("hall2", 2, "north1", 1),
    ("hall1", 2, "north1", 2),
    ("north1", 3, "north2", 1),
    ("hall1", 3, "meadow1", 1),
    ("hall2", 3, "care1", 1),
    ("hall2", 4, "library1", 1),
]
WHERE = {
    "hall1": "Lindefjord Rådhus",
    "hall2": "Brandstation Lindefjord",
    "north1": "Nordskolen",
    "north2": "Nordskolen",
    "meadow1": "Børnehuset Engen",
    "care1": "Plejehjemmet Nordlys",
    "library1": "Hovedbiblioteket",
}


@pytest.fixture
def city(db):
    with acting_as(ACTOR):
        found = Municipality.objects.get(pk=build(load_municipality()))
        found_network(found, CABLES, locations=WHERE)
        Contact.objects.filter(municipality=found).update(state="found")
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM procrastinate_jobs")
        yield found


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> int:
    """A shorter history, for what does not hang on its length."""
    monkeypatch.setattr(history_cases, "SETTLED", 10)
    return 10 + STILL_OPEN


def jobs():
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name FROM procrastinate_jobs ORDER BY id")
        return [name for (name,) in cursor.fetchall()]


def rows():
    models = (Incident, Affected, Case, CaseEntry, CaseClock, Fact)
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in models}


def test_a_filled_town_has_its_past_and_nothing_follows_from_it(city):
    assert fill(city.pk, now=NOW)

    faults = Incident.objects.count()
    assert 15 <= faults <= 36
    assert not Incident.objects.filter(closed_at__isnull=True).exists()
    assert not Affected.objects.filter(until__isnull=True).exists()
    cases = Case.objects.filter(incident_id__isnull=True)
    assert cases.count() == SETTLED + STILL_OPEN
    assert cases.exclude(state__in=["resolved", "closed"]).count() == STILL_OPEN
    assert Case.objects.filter(incident_id__isnull=False, state__in=["resolved", "closed"]).count() == faults
    assert cases.exclude(reporter_id=None).values("reporter_id").distinct().count() >= 20
    assert cases.filter(supplier_id__isnull=False).count() >= 20
    assert 3 <= CaseClock.objects.filter(met=False).count() < CaseClock.objects.filter(met=True).count() / 5
    assert not CaseEntry.objects.filter(at__gt=NOW).exists()
    by_time = list(Case.objects.order_by("opened_at", "pk").values_list("number", flat=True))
    assert by_time == sorted(by_time)
    assert jobs() == []
    assert not Notice.objects.exists()


@pytest.mark.usefixtures("few")
def test_what_is_broken_now_is_not_ended_by_the_past(city, few):
    town = history.look_around(city.pk)
    faults = history.plan_incidents(town.ground, calendar=town.calendar, now=NOW, seed=town.seed)
    living = {
        open_incident(draft=replace(history._draft(town, past), fault_at=NOW), actor=ACTOR, at=NOW) for past in faults
    }
    fill(city.pk, now=NOW)
    assert Incident.objects.filter(pk__in=living, closed_at__isnull=True).count() == len(living)
    assert Incident.objects.count() == len(living)


@pytest.mark.usefixtures("few")
def test_told_twice_it_changes_nothing(city):
    fill(city.pk, now=NOW)
    before = rows()

    assert not fill(city.pk, now=NOW.replace(hour=15))
    assert rows() == before


def test_a_fill_that_was_killed_goes_on_without_doubling(city, few, monkeypatch):
    whole = history._tell_case
    count = iter(range(1000))

    def dies(*arguments):
        whole(*arguments)
        if next(count) == 8:
            raise SystemExit

    monkeypatch.setattr(history, "_tell_case", dies)
    with pytest.raises(SystemExit):
        fill(city.pk, now=NOW)
    assert Case.objects.filter(incident_id__isnull=True).count() == 8
    monkeypatch.setattr(history, "_tell_case", whole)

    fill(city.pk, now=NOW.replace(hour=15))

    assert Case.objects.filter(incident_id__isnull=True).count() == few
    told = list(Fact.objects.filter(name=history.TOLD).values_list("subject", flat=True))
    assert len(told) == len(set(told)) == Case.objects.count()


@pytest.mark.usefixtures("few")
def test_the_months_report_of_the_network_has_figures_and_a_missed_promise(city):
    fill(city.pk, now=NOW)
    actor = actor_of(User.objects.get(persona="contract_manager"))
    deal = agreements.carrying(city.pk, device_type="network")
    with acting_as(actor):
        report = month_report(actor, agreement_id=deal.id, month="2026-10", language="da", now=NOW)

    assert {row.slug for row in report.availability if row.down_seconds} >= {"network-schools", "network-daycare"}
    assert any(target.met < target.cases for target in report.targets)


def test_it_waits_until_the_network_is_found(city):
    assert is_found(city.pk, devices=7)
    assert is_found(city.pk, devices=11)
    assert not is_found(city.pk, devices=12)
    contact = Contact.objects.create(municipality=city, address="10.9.0.200", state="waiting")
    assert not is_found(city.pk, devices=11)
    assert is_found(city.pk, devices=7)
    contact.delete()
    Device.objects.all().delete()
    assert not is_found(city.pk, devices=7)


@pytest.mark.usefixtures("few")
def test_it_is_queued_once_and_not_again_when_told(city):
    begin_when_found(city.pk, devices=7)
    begin_when_found(city.pk, devices=7)
    assert jobs() == ["samdrift:demo_history"]
    fill(city.pk, now=NOW)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")

    begin_when_found(city.pk, devices=7)

    assert jobs() == []
