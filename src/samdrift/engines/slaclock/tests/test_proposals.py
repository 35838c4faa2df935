# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Which days a calendar may lack: the law's and those of custom, and nothing that is already decided."""

from datetime import date

import pytest

from samdrift.engines.slaclock import calendar_from_json, calendar_to_json
from samdrift.engines.slaclock.proposals import ProposedDay, propose_days, until_minute, with_days
from samdrift.kernel.errors import BadInput

WEEK = ("mon", "tue", "wed", "thu", "fri")


def office(tz="Europe/Oslo", closes="15:30", **more):
    return calendar_from_json({"tz": tz, "weekly": {day: [["08:00", closes]] for day in WEEK}} | more, "c")


def proposed(calendar, country, year=2026):
    return [(one.day.isoformat()[5:], one.hours, one.basis) for one in propose_days(calendar, country, [year])]


def test_a_norwegian_year():
    noon, two = ((480, 720),), ((480, 840),)
    assert proposed(office(), "NO") == [
        ("01-01", (), "law"),
        ("04-01", noon, "custom"),
        ("04-02", (), "law"),
        ("04-03", (), "law"),
        ("04-06", (), "law"),
        ("05-01", (), "law"),
        ("05-14", (), "law"),
        ("05-25", (), "law"),
        ("12-24", noon, "custom"),
        ("12-25", (), "law"),
        ("12-28", two, "custom"),
        ("12-29", two, "custom"),
        ("12-30", two, "custom"),
        ("12-31", noon, "custom"),
    ]


def test_a_danish_year_knows_that_the_great_day_of_prayer_is_gone():
    noon = ((480, 720),)
    assert proposed(office("Europe/Copenhagen", "16:00"), "DK") == [
        ("01-01", (), "law"),
        ("04-02", (), "law"),
        ("04-03", (), "law"),
        ("04-06", (), "law"),
        ("05-14", (), "law"),
        ("05-15", (), "custom"),
        ("05-25", (), "law"),
        ("06-05", noon, "custom"),
        ("12-24", noon, "custom"),
        ("12-25", (), "law"),
        ("12-31", noon, "custom"),
    ]


@pytest.mark.parametrize(
    ("year", "wednesday"), [(2008, "03-19"), (2038, "04-21"), (2027, "03-24"), (2011, "04-20"), (2035, "03-21")]
)
def test_the_wednesday_before_easter_is_found_from_the_earliest_easter_to_the_latest(year, wednesday):
    named = {one.name: one.day.isoformat()[5:] for one in propose_days(office(), "NO", [year])}
    assert named["Onsdag før skjærtorsdag"] == wednesday


def test_names_are_in_the_countrys_language_and_years_come_in_order():
    days = propose_days(office(), "NO", [2027, 2026])
    assert [day.day.year for day in days] == sorted(day.day.year for day in days)
    names = {day.day: day.name for day in days}
    assert (names[date(2026, 5, 14)], names[date(2026, 12, 28)]) == ("Kristi himmelfartsdag", "Romjul")
    danish = {day.day: day.name for day in propose_days(office(), "DK", [2026])}
    assert danish[date(2026, 4, 2)] == "Skærtorsdag"


def test_what_a_calendar_has_decided_and_where_a_day_would_change_nothing_is_not_proposed():
    decided = office(closed=["2026-12-24"], overrides={"2026-12-31": [["08:00", "11:00"]]})
    days = {day for day, _, _ in proposed(decided, "NO")}
    assert not days & {"12-24", "12-31", "05-17"}  # 17 May is a Sunday in 2026
    mornings = office(closes="11:30")
    assert "12-31" not in {day for day, _, _ in proposed(mornings, "NO")}


def test_a_day_of_custom_never_takes_the_place_of_one_of_law():
    assert proposed(office("Europe/Copenhagen"), "DK", 2034).count(("05-19", (), "custom")) == 1
    christmas = [one for one in propose_days(office(), "NO", [2026]) if one.day == date(2026, 12, 25)]
    assert [one.basis for one in christmas] == ["law"]


def test_accepted_days_make_the_next_version_and_leave_the_old_one_alone():
    before = office(version=1, closed=["2026-01-02"], overrides={"2026-01-05": [["10:00", "12:00"]]})
    accepted = [
        ProposedDay(date(2026, 12, 24), ((480, 720),), "Julaften", "custom"),
        ProposedDay(date(2026, 12, 25), (), "Første juledag", "law"),
    ]
    after = calendar_to_json(with_days(before, iter(accepted), "2"))
    assert after["closed"] == ["2026-01-02", "2026-12-25"]
    assert after["overrides"] == {"2026-01-05": [["10:00", "12:00"]], "2026-12-24": [["08:00", "12:00"]]}
    assert (after["version"], before.version) == ("2", "1")
    assert date(2026, 12, 25) not in before.closed


def test_a_day_that_ends_early_keeps_its_lunch():
    assert until_minute(((480, 690), (735, 930)), 840) == ((480, 690), (735, 840))
    assert until_minute(((480, 690), (735, 930)), 735) == ((480, 690),)


@pytest.mark.parametrize("year", [1900, 2285])
def test_a_year_the_library_knows_nothing_of_is_refused(year):
    with pytest.raises(BadInput, match=f"years: no holidays are known for {year}"):
        propose_days(office(), "NO", [year])


def test_a_country_whose_customs_are_unknown_is_refused():
    with pytest.raises(BadInput, match="country: no customs are known for 'SE'; use DK or NO"):
        propose_days(office(), "SE", [2026])
