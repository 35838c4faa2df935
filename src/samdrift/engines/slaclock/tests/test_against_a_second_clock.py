# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""20,000 random clocks against a minute counter written apart; `make bench-clock` runs a million."""

import pytest

from samdrift.engines.slaclock.tests.comparing import compare, compare_holders
from samdrift.engines.slaclock.tests.counting import WINDOWS


@pytest.mark.parametrize("seed", range(4))
def test_due_times_intervals_and_elapsed_time_are_those_counted_minute_by_minute(seed):
    met = compare(seed, 4900, per_window=100, windows=WINDOWS[:4])
    assert met["cases"] == 4900
    assert min(met["due"], met["due after the window"], met["paused, no due time"]) > 50


def test_so_they_are_over_months_and_leap_days():
    assert compare(99, 400, windows=WINDOWS[4:])["due"] > 200


def test_who_held_the_case_adds_up_to_the_whole_minute_by_minute():
    compare_holders(7, 200)
