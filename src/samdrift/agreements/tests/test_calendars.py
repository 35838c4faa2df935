# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""A new version of a calendar: put in force by whom it is up to, for a reason, and refused in words."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from samdrift.agreements.calendar_words import calendar_from_form, days_from_words, days_to_words, hours_from_words
from samdrift.agreements.commands import publish_calendar
from samdrift.agreements.facade import level
from samdrift.agreements.models import ServiceCalendar
from samdrift.agreements.testing import ALWAYS, make_agreement, make_calendar
from samdrift.engines.slaclock.calendar_json import WEEKDAYS
from samdrift.kernel.errors import BadInput, NotFound, NotNow
from samdrift.parties.testing import BUILDER, actor_of, make_person
from samdrift.platform.models import Fact
from samdrift.platform.scope import acting_as

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
OFFICE = {day: [["08:00", "16:00"]] for day in WEEKDAYS[:5]} | {"sat": [], "sun": []}


def hours(**changes):
    return {"tz": "Europe/Copenhagen", "weekly": OFFICE, "closed": [], "overrides": {}} | changes


@pytest.fixture
def manager(cast):
    return make_person(["contract_manager"], city=cast.city)


def publish(calendar, person, *, reason="The summer hours", redate=False, **changes):
    actor = actor_of(person)
    with acting_as(actor):
        return publish_calendar(
            calendar_id=calendar.pk, hours=hours(**changes), reason=reason, redate=redate, actor=actor, at=NOW
        )


def test_a_new_version_takes_the_formers_place_in_every_level_and_the_old_one_stays(cast, manager):
    calendar = make_calendar(cast.city)
    deal = make_agreement(cast.city, calendar=calendar)
    new = publish(calendar, manager, closed=["2026-12-24"])
    with acting_as(BUILDER):
        promised = level(deal.pk, 1).calendar
        kept = ServiceCalendar.objects.get(pk=calendar.pk)
        told = Fact.objects.get(name="agreements.calendar.published.v1")
    assert (promised["version"], promised["closed"]) == (2, ["2026-12-24"])
    assert (kept.version, kept.weekly) == (1, ALWAYS)
    assert new != calendar.pk
    assert told.payload == {"slug": calendar.slug, "version": 2, "reason": "The summer hours", "redate": False}


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"tz": "Europe/Lindefjord"}, "calendar.tz"),
        ({"weekly": OFFICE | {"mon": [["16:00", "08:00"]]}}, "calendar.weekly.mon[0]"),
        ({"weekly": OFFICE | {"mon": [["08:00", "12:00"], ["11:00", "16:00"]]}}, "calendar.weekly.mon"),
        ({"closed": ["2027-02-29"]}, "calendar.closed[0]"),
        ({"overrides": {"2026-12-24": [["08:00", "25:00"]]}}, "calendar.overrides.2026-12-24[0]"),
        (
            {"closed": ["2026-12-24"], "overrides": {"2026-12-24": [["08:00", "12:00"]]}},
            "calendar.overrides.2026-12-24",
        ),
        ({"weekly": {day: [] for day in WEEKDAYS}}, "calendar.weekly"),
        ({"reason": "  "}, "reason"),
    ],
)
def test_what_cannot_be_is_refused_with_its_place_and_changes_nothing(cast, manager, changes, where):
    calendar = make_calendar(cast.city)
    with pytest.raises(BadInput) as refused:
        publish(calendar, manager, **changes)
    assert refused.value.where == where
    with acting_as(BUILDER):
        assert ServiceCalendar.objects.filter(slug=calendar.slug).count() == 1


def test_two_who_change_the_same_version_do_not_overwrite_each_other(cast, manager):
    calendar = make_calendar(cast.city)
    publish(calendar, manager)
    with pytest.raises(NotNow, match="meanwhile"):
        publish(calendar, manager, closed=["2026-12-31"])


def test_nothing_different_is_no_version(cast, manager):
    calendar = make_calendar(cast.city, weekly=OFFICE)
    with pytest.raises(BadInput, match="nothing is different"):
        publish(calendar, manager)


@pytest.mark.parametrize("who", ["owner", "mate", "requester", "stranger"])
def test_only_who_answers_for_the_agreements_may(cast, who):
    calendar = make_calendar(cast.city)
    with pytest.raises(NotFound):
        publish(calendar, getattr(cast, who))


def test_hours_are_read_as_people_write_them():
    assert hours_from_words("8:00 - 12:00, 13:00–16:00", "mon") == [["08:00", "12:00"], ["13:00", "16:00"]]
    assert hours_from_words("", "sun") == []
    told = {"2026-12-24": [["08:00", "12:00"]], "2026-12-25": []}
    assert days_from_words(days_to_words(told), "overrides") == told
    assert calendar_from_form({"closed": "2026-12-26\n2026-12-25, 2026-12-25"}, [])["closed"] == [
        "2026-12-25",
        "2026-12-26",
    ]


@pytest.mark.parametrize(("words", "where"), [("eight", "mon"), ("08:00", "mon"), ("-16:00", "mon")])
def test_hours_that_are_none_are_refused(words, where):
    with pytest.raises(BadInput) as refused:
        hours_from_words(words, where)
    assert refused.value.where == where


def test_the_page_proposes_the_days_it_lacks_and_puts_those_ticked_into_the_new_version(cast, manager, client):
    calendar = make_calendar(cast.city, weekly=OFFICE)
    client.force_login(manager)
    page = reverse("calendar", args=[calendar.pk])
    body = client.get(page).content.decode()
    assert 'value="2027-12-24 08:00-12:00"' in body
    assert 'value="2027-03-26 closed"' in body
    form = {day: ", ".join("-".join(span) for span in spans) for day, spans in OFFICE.items()}
    form |= {
        "time_zone": "Europe/Copenhagen",
        "reason": "Holidays",
        "accept": ["2027-12-24 08:00-12:00", "2027-03-26 closed"],
    }
    answer = client.post(page, form)
    assert answer.status_code == 302
    with acting_as(BUILDER):
        new = ServiceCalendar.objects.get(slug=calendar.slug, version=2)
    assert (new.closed, new.overrides) == (["2027-03-26"], {"2027-12-24": [["08:00", "12:00"]]})


def test_what_was_typed_is_still_there_when_it_is_refused(cast, manager, client):
    calendar = make_calendar(cast.city, weekly=OFFICE)
    client.force_login(manager)
    answer = client.post(reverse("calendar", args=[calendar.pk]), {"mon": "16:00-08:00", "reason": "Night duty"})
    assert answer.status_code == 422
    assert 'value="16:00-08:00"' in answer.content.decode()
    assert 'value="Night duty"' in answer.content.decode()


@pytest.mark.parametrize(("who", "status"), [("mate", 200), ("requester", 404), ("stranger", 404)])
def test_who_works_here_reads_the_hours_and_others_find_nothing(cast, client, who, status):
    calendar = make_calendar(cast.city)
    client.force_login(getattr(cast, who))
    answer = client.get(reverse("calendar", args=[calendar.pk]))
    assert answer.status_code == status
    assert '<form class="sd-form' not in answer.content.decode()


def test_programs_read_the_calendars_in_force_and_any_version(cast, manager, client):
    calendar = make_calendar(cast.city, weekly=OFFICE)
    new = publish(calendar, manager, closed=["2026-12-24"])
    client.force_login(cast.mate)
    assert [(row["id"], row["version"]) for row in client.get("/api/calendars").json()] == [(new, 2)]
    assert client.get(f"/api/calendars/{calendar.pk}").json()["closed"] == []
    client.force_login(cast.stranger)
    assert client.get("/api/calendars").json() == []
    assert client.get(f"/api/calendars/{calendar.pk}").status_code == 404
