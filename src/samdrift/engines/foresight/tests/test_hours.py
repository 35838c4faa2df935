# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Gauges as hours and days: exact there and back, safe to lay over again, and never a guess."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samdrift.engines.foresight import coarser_hours, decode_hours, encode_hours, fold, laid_over
from samdrift.kernel.errors import BadInput

readings = st.lists(
    st.tuples(
        st.integers(0, 48 * 3600 - 1), st.dictionaries(st.integers(1, 4), st.floats(-1e6, 1e6, width=32), min_size=1)
    ),
    min_size=1,
    max_size=40,
)


def same(a, b):
    return all(
        np.array_equal(getattr(a, name), getattr(b, name), equal_nan=name not in {"keys", "count"})
        for name in ("keys", "mean", "least", "most", "count")
    ) and (a.start_s, a.step_s) == (b.start_s, b.step_s)


@settings(max_examples=60, deadline=None)
@given(readings)
def test_packed_and_unpacked_is_the_same_and_laid_over_itself_too(told):
    hours = fold(told, start_s=0, count=48)
    assert same(decode_hours(encode_hours(hours)), hours)
    assert same(laid_over([hours, hours], start_s=0, count=48), hours)


def test_an_hour_has_its_mean_least_and_most_and_the_rest_stays_unknown():
    hours = fold([(0, {7: 10.0}), (900, {7: -20.0}), (3600 * 5, {7: 1.0}), (3600 * 24, {7: 9.0})], start_s=0, count=24)
    assert (hours.mean[0, 0], hours.least[0, 0], hours.most[0, 0], hours.count[0, 0]) == (-5.0, -20.0, 10.0, 2)
    assert hours.mean[0, 5] == 1.0
    assert np.isnan(hours.mean[0, [1, 2, 6, 23]]).all()


def test_a_day_weighs_its_hours_by_what_was_read():
    hours = fold([(0, {1: 0.0}), (10, {1: 0.0}), (20, {1: 0.0}), (3600, {1: 8.0})], start_s=0, count=48)
    days = coarser_hours(hours, 24)
    assert days.mean[0].tolist()[0] == 2.0
    assert np.isnan(days.mean[0, 1])
    assert (days.least[0, 0], days.most[0, 0], days.step_s) == (0.0, 8.0, 86_400)


def test_a_poorer_reading_of_an_hour_does_not_replace_a_better_one():
    good = fold([(0, {1: 4.0}), (900, {1: 6.0})], start_s=0, count=1)
    poor = fold([(0, {1: 400.0}), (0, {2: 1.0})], start_s=0, count=1)
    both = laid_over([good, poor], start_s=0, count=1)
    assert both.mean[:, 0].tolist() == [5.0, 1.0]


@pytest.mark.parametrize("cut", [0, 5, 30])
def test_what_is_damaged_is_refused(cut):
    body = encode_hours(fold([(0, {1: 4.0})], start_s=0, count=24))
    with pytest.raises(BadInput):
        decode_hours(body[:cut])
    with pytest.raises(BadInput):
        decode_hours(b"XX1" + body[3:])
