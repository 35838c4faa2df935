# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Counters move as schools do, never backwards, pause with their port and begin anew with their agent."""

from datetime import UTC, date, datetime
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samdrift.twin.meters import Flow, Meter
from samdrift.twin.rhythm import Rhythm

START = datetime(2026, 8, 31, 22, 0, tzinfo=UTC)
"""Midnight of Tuesday 1 September in Copenhagen."""
DAY = 86400.0
CHRISTMAS_EVE = date(2026, 12, 24)


def rhythm(kind="school"):
    return Rhythm(kind, START, "Europe/Copenhagen", {CHRISTMAS_EVE})


def meter(rate=1_000_000.0):
    flow = Flow(rhythm(), rate, 0.3)
    return Meter(flow, flow, Random(1))


def busy(kind, hour, day=0):
    """Mean bustle in the hour that begins at `hour` local time, `day` days after Tuesday 1 September 2026."""
    begin = START.timestamp() + day * DAY + hour * 3600
    whole = rhythm(kind)
    return round((whole.busy_seconds(begin + 3600) - whole.busy_seconds(begin)) / 3600, 2)


def test_a_school_is_busy_in_the_morning_and_still_at_night_and_on_saturday():
    assert busy("school", 9) == pytest.approx(0.9, abs=0.08)
    assert busy("school", 2) == 0.05
    assert busy("school", 9, day=4) == 0.03


def test_a_care_home_never_sleeps_and_works_on_sunday():
    assert busy("care_home", 10, day=5) > 0.5
    assert busy("care_home", 3) >= 0.2


def test_a_closing_day_is_a_day_off():
    days = (datetime(2026, 12, 24, tzinfo=UTC).date() - date(2026, 9, 1)).days

    assert busy("town_hall", 10, day=days) == 0.03
    assert busy("town_hall", 10, day=days - 1) > 0.8


def test_school_begins_at_the_same_local_hour_when_summer_time_has_ended():
    before, after = busy("school", 8, day=50), busy("school", 9, day=57)  # 21 and 28 October; hours here are UTC+2

    assert before == after


def test_nothing_was_counted_before_the_start():
    assert rhythm().busy_seconds(START.timestamp() - 1e6) == 0.0


times = st.floats(0, 400 * DAY, allow_nan=False)


@given(times, times, st.sampled_from(["school", "care_home", "kindergarten", None]), st.floats(0, 1))
def test_octets_never_run_backwards(one, other, kind, phase):
    flow = Flow(rhythm(kind), 1e6, phase)
    earlier, later = sorted((START.timestamp() + one, START.timestamp() + other))

    assert flow.octets(later) >= flow.octets(earlier)


def test_a_stopped_meter_stands_still_and_goes_on_without_a_jump():
    at = START.timestamp() + 10 * 3600
    one = meter()
    one.stop(at)
    stood = one.read(at + 3600)
    one.resume(at + 3600)

    assert stood == meter().read(at)
    assert one.read(at + 3600).in_octets == pytest.approx(stood.in_octets, abs=1)
    assert one.read(at + 3700).in_octets > stood.in_octets


def test_a_cleared_meter_begins_at_zero():
    at = START.timestamp() + 10 * 3600
    one = meter()
    one.clear(at)

    assert one.read(at) == (0,) * 8
    assert one.read(at + 10).in_octets == pytest.approx(10_000_000, rel=0.9)


def test_a_meter_cleared_while_stopped_is_zero_until_it_resumes():
    at = START.timestamp() + 10 * 3600
    one = meter()
    one.stop(at)
    one.clear(at + 50)
    assert one.read(at + 100).in_octets == 0

    one.resume(at + 100)
    assert one.read(at + 100).in_octets == pytest.approx(0, abs=1)


def test_a_spoilt_cable_counts_one_frame_in_twenty_as_error_and_keeps_them_when_mended():
    at = START.timestamp() + 10 * 3600
    one = meter()
    before = one.read(at)
    one.lose(at, 0.05)
    spoilt = one.read(at + 600)
    one.keep(at + 600)

    assert spoilt.in_errors - before.in_errors == pytest.approx(
        (spoilt.in_packets - before.in_packets) * 0.05, rel=0.01
    )
    assert one.read(at + 9000).in_errors == spoilt.in_errors
    assert spoilt.in_discards > before.in_discards


def test_errors_do_not_grow_while_the_port_is_down():
    at = START.timestamp() + 10 * 3600
    one = meter()
    one.lose(at, 0.05)
    one.stop(at + 60)
    errors = one.read(at + 60).in_errors

    assert one.read(at + 6000).in_errors == errors
    one.resume(at + 6000)
    assert one.read(at + 6000).in_errors == errors
    assert one.read(at + 6600).in_errors > errors


def test_a_port_with_nothing_in_it_counts_nothing():
    quiet = Flow(rhythm(), 0.0, 0.5, quiet=True)

    assert quiet.octets(START.timestamp() + 99 * DAY) == 0.0
