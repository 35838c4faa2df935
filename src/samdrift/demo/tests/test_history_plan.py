# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The thought-out history on the whole invented town: the same each time, inside its bounds, and fitting the network."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import combinations
from zoneinfo import ZoneInfo

import pytest

from samdrift.demo.build import DEVICE_TYPES
from samdrift.demo.history_cases import SETTLED, STILL_OPEN, Reporter, plan_cases, read_words
from samdrift.demo.history_ground import Box, Cable, Ground, Spot, causes
from samdrift.demo.history_plan import BAD_DAY_MINUTES, DAYS, plan_incidents
from samdrift.demo.municipality import load_municipality
from samdrift.engines.slaclock import calendar_from_json, open_seconds_between
from samdrift.twin.generate import build_topology

ZONE = ZoneInfo("Europe/Copenhagen")
NOWS = [
    datetime(2026, 11, 21, 3, 30, tzinfo=UTC),
    datetime(2026, 11, 2, 9, 0, tzinfo=UTC),
    datetime(2027, 1, 4, 12, 0, tzinfo=UTC),
    datetime(2027, 3, 31, 22, 0, tzinfo=UTC),
]


def calendar(slug):
    found = next(c for c in load_municipality().calendars if c.slug == slug)
    return calendar_from_json(
        {
            "tz": found.tz,
            "weekly": {day: [list(span) for span in spans] for day, spans in found.weekly.items()},
            "closed": [day.isoformat() for day in found.closed],
            "overrides": {day.isoformat(): [list(s) for s in spans] for day, spans in found.overrides.items()},
        },
        slug,
    )


@pytest.fixture(scope="module")
def ground():
    data = load_municipality()
    whole = build_topology(data)
    number = {name: n for n, name in enumerate(whole.devices, 1)}
    place = {p.slug: n for n, p in enumerate(data.places, 1)}
    return Ground(
        boxes=tuple(Box(number[d.id], d.id, DEVICE_TYPES[d.role], place[d.place.slug]) for d in whole.devices.values()),
        cables=tuple(
            Cable(n, number[c.a.device], number[c.b.device], f"cable {c.id}")
            for n, c in enumerate(whole.links.values(), 1)
        ),
        spots=tuple(Spot(place[p.slug], p.slug, p.name, p.kind) for p in data.places),
        root=number[whole.vantage],
    )


@pytest.fixture(scope="module", params=NOWS, ids=str)
def told(request, ground):
    return request.param, plan_incidents(ground, calendar=calendar("office"), now=request.param, seed="a")


def test_the_same_town_and_time_give_the_same_faults_and_another_seed_gives_others(ground):
    def plan(seed):
        return plan_incidents(ground, calendar=calendar("office"), now=NOWS[0], seed=seed)

    assert plan("a") == plan("a")
    assert plan("a") != plan("b")


def test_about_thirty_faults_of_every_kind_lie_in_the_last_three_months_and_are_over(told):
    now, faults = told

    assert 24 <= len(faults) <= 36
    assert len({fault.key for fault in faults}) == len(faults)
    assert {fault.kind for fault in faults} == {
        "link", "device", "place", "redundancy", "agent", "degraded", "flapping",
    }  # fmt: skip
    for fault in faults:
        assert now - timedelta(days=DAYS + 1) < fault.fault_at < fault.opened_at < fault.closed_at < now
        assert timedelta(minutes=4) <= fault.closed_at - fault.fault_at <= timedelta(hours=5)
        assert fault.opened_at + fault.answer_after < fault.closed_at


def test_no_device_has_two_faults_at_once(told):
    _, faults = told

    for one, other in combinations(faults, 2):
        if one.cause.touched & other.cause.touched:
            assert one.closed_at < other.fault_at or other.closed_at < one.fault_at, (one.key, other.key)


def test_one_school_has_one_bad_day(told):
    _, faults = told
    long = [fault for fault in faults if fault.closed_at - fault.fault_at >= timedelta(minutes=BAD_DAY_MINUTES)]

    assert [fault.key for fault in long] == ["bad-day"]
    assert long[0].cause.place_slug == "school-north"
    assert long[0].cause.carries
    assert long[0].cause.wireless
    assert long[0].fault_at.astimezone(ZONE).hour == 8
    assert long[0].fault_at.astimezone(ZONE).weekday() < 5


def test_each_services_month_ends_between_99_2_and_99_99_per_cent(told, ground):
    now, faults = told
    office = calendar("office")
    kind_of = {spot.id: spot.kind for spot in ground.spots}
    month_start = now.astimezone(ZONE).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    last_start = (month_start - timedelta(days=1)).replace(day=1)
    hours = open_seconds_between(office, last_start, month_start)
    for kinds in ({"school", "music_school", "youth_centre"}, {"kindergarten"}, {"care_home", "health_house"}):
        spots = {n for n, kind in kind_of.items() if kind in kinds}
        down = sum(
            open_seconds_between(office, fault.fault_at, fault.closed_at) * len(fault.cause.places & spots)
            for fault in faults
            if fault.kind in {"link", "device"} and fault.cause.carries and last_start <= fault.fault_at < month_start
        )
        assert 99.2 <= 100 - 100 * down / (hours * len(spots)) <= 99.99, kinds


def test_a_cut_cable_silences_what_hangs_on_it_alone():
    boxes = tuple(Box(n, f"b{n}", "network", n) for n in (1, 2, 3, 4))
    cables = (Cable(1, 1, 2, "c1"), Cable(2, 2, 3, "c2"), Cable(3, 3, 1, "c3"), Cable(4, 3, 4, "c4"))
    found = causes(Ground(boxes, cables, (), root=1))

    assert [(c.key, c.kind) for c in found if c.kind in {"link", "redundancy"}] == [
        ("link:1", "redundancy"), ("link:2", "redundancy"), ("link:3", "redundancy"), ("link:4", "link"),
    ]  # fmt: skip
    assert [box.id for c in found if c.kind == "link" for box in c.silent] == [4]
    assert {c.key: [box.id for box in c.silent] for c in found if c.kind == "device"} == {
        "device:2": [2], "device:3": [3, 4], "device:4": [4],
    }  # fmt: skip


@pytest.mark.parametrize("now", NOWS, ids=str)
def test_people_wrote_on_workdays_and_a_dozen_cases_are_open(now):
    data = load_municipality()
    kinds = {p.slug: p.kind for p in data.places}
    people = [Reporter(p.slug, p.language, kinds[p.place]) for p in data.people if p.place]
    cases = plan_cases(people, read_words(), calendar=calendar("desk"), now=now, seed="a")

    assert len(cases) == SETTLED + STILL_OPEN
    assert cases == plan_cases(people, read_words(), calendar=calendar("desk"), now=now, seed="a")
    still = [case for case in cases if "resolve" not in [step.doing for step in case.steps]]
    assert len(still) == STILL_OPEN
    assert len({case.at.date() for case in still}) >= 8
    assert Counter(case.told.by for case in still).keys() == {"in_house", "telephony"}
    for case in cases:
        local = case.at.astimezone(ZONE)
        assert local.weekday() < 5
        assert 7 <= local.hour < 16
        times = [case.at, *(step.at for step in case.steps)]
        assert times == sorted(times)
        assert times[-1] <= now
