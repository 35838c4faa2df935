# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The clock against the most naive counter there is, on shapes a generator shrinks: a failure here is small enough to read."""

from datetime import UTC, datetime, timedelta

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from samdrift.engines.slaclock import calendar_from_json, calendar_to_json, due, open_seconds_between
from samdrift.engines.slaclock.tests import minute_counter

WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
ANCHORS = [datetime(2026, 3, 26, tzinfo=UTC), datetime(2026, 10, 22, tzinfo=UTC), datetime(2026, 12, 22, tzinfo=UTC)]
DAYS = 6
minutes_of_range = st.integers(0, DAYS * 1440)


def _clock(minute):
    return f"{minute // 60:02d}:{minute % 60:02d}"


@st.composite
def hours(draw):
    edges = sorted(draw(st.sets(st.one_of(st.integers(0, 1440), st.integers(90, 210)), max_size=4)))
    return [[_clock(a), _clock(b)] for a, b in zip(edges[::2], edges[1::2], strict=False)]


@st.composite
def situations(draw):
    anchor = draw(st.sampled_from(ANCHORS))
    dates = [(anchor + timedelta(days=d)).date().isoformat() for d in range(DAYS)]
    calendar = {
        "tz": draw(st.sampled_from(["Europe/Copenhagen", "Europe/Oslo", "America/St_Johns", "UTC"])),
        "weekly": {day: draw(hours()) for day in WEEKDAYS},
        "closed": draw(st.lists(st.sampled_from(dates), max_size=2)),
        "overrides": draw(st.dictionaries(st.sampled_from(dates), hours(), max_size=2)),
    }
    pauses = []
    for _ in range(draw(st.integers(0, 3))):
        begin = draw(minutes_of_range)
        length = draw(st.one_of(st.integers(0, 600), st.integers(0, 2880)))
        pauses.append((anchor + timedelta(minutes=begin), anchor + timedelta(minutes=begin + length)))
    if draw(st.booleans()) and draw(st.booleans()):
        pauses.append((anchor + timedelta(minutes=draw(minutes_of_range)), None))
    return calendar, anchor + timedelta(minutes=draw(minutes_of_range)), pauses


@given(situations(), st.integers(0, 900))
@settings(max_examples=20, deadline=None)
def test_due_equals_the_first_minute_at_which_counting_reaches_the_target(situation, target):
    calendar, start, pauses = situation
    counted = minute_counter.due_by_counting(calendar, start, target, pauses, limit_minutes=4 * 1440)
    assume(counted is not None or any(finish is None for _, finish in pauses) or any(calendar["weekly"].values()))
    if counted is None and not any(finish is None for _, finish in pauses):
        assume(False)
    answered = due(calendar_from_json(calendar, "c"), start, target, pauses)
    if counted is None:
        assert answered.due is None or answered.due > start + timedelta(days=4)
    else:
        assert answered.due == counted
        assert sum(((b - a) for a, b in answered.intervals), timedelta(0)) == timedelta(minutes=target)


@given(situations(), minutes_of_range)
@settings(max_examples=20, deadline=None)
def test_open_seconds_equal_counted_minutes(situation, length):
    calendar, since, pauses = situation
    until = since + timedelta(minutes=length % 2880)
    counted = minute_counter.count_between(calendar, since, until, pauses)
    assert open_seconds_between(calendar_from_json(calendar, "c"), since, until, pauses) == counted * 60


@given(situations(), st.integers(1, 900))
@settings(max_examples=20, deadline=None)
def test_intervals_ascend_apart_from_each_other_within_open_unpaused_time(situation, target):
    calendar, start, pauses = situation
    assume(any(calendar["weekly"].values()))
    spans = due(calendar_from_json(calendar, "c"), start, target, pauses).intervals
    assert all(a < b for a, b in spans)
    assert all(spans[i][1] < spans[i + 1][0] for i in range(len(spans) - 1))
    for begin, finish in spans[:3]:
        for at in (begin, finish - timedelta(minutes=1)):
            assert minute_counter.is_open(calendar, at)
            assert not minute_counter.is_paused(pauses, at)


@given(situations())
@settings(max_examples=25, deadline=None)
def test_a_calendar_survives_being_written_and_read(situation):
    calendar = calendar_from_json(situation[0], "c")
    assert calendar_from_json(calendar_to_json(calendar), "c") == calendar
