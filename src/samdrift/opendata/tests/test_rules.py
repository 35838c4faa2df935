# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What may be told of a count: nothing below the floor, in no form, and nothing that depends on what was left out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samdrift.kernel.errors import BadInput
from samdrift.opendata.rules import checked, told, told_cells
from samdrift.opendata.types import Terms

terms = st.builds(Terms, on=st.just(True), floor=st.integers(10, 60), rounding=st.integers(5, 40))
counts = st.dictionaries(
    st.tuples(st.integers(1, 5), st.integers(0, 5)), st.none() | st.floats(0, 500, allow_nan=False), max_size=20
)


@pytest.mark.parametrize(
    ("count", "about"),
    [
        (None, None),
        (0, None),
        (9.99, None),
        (10, 10),
        (12.4, 10),
        (12.5, 15),
        (13, 15),
        (1234, 1235),
        (float("nan"), None),
    ],
)
def test_a_count_is_rounded_or_left_out(count, about):
    assert told(count, Terms()) == about


@given(counts, terms)
def test_every_told_cell_is_a_whole_multiple_at_or_above_the_floor_of_a_count_that_was(cells, under):
    for cell, about in told_cells(cells, under).items():
        assert about >= under.floor
        assert about % under.rounding == 0
        assert cells[cell] >= under.floor
        assert abs(about - cells[cell]) <= under.rounding / 2


@given(counts, terms, st.data())
def test_what_is_left_out_has_no_trace_in_what_is_told(cells, under, data):
    """Any other counts below the floor in its stead tell the very same: nothing, sums included, can be worked back."""
    other = {
        cell: data.draw(st.none() | st.floats(0, under.floor, exclude_max=True))
        if count is None or count < under.floor
        else count
        for cell, count in cells.items()
    }
    assert told_cells(other, under) == told_cells(cells, under)


@pytest.mark.parametrize(
    "weak", [Terms(True, 9, 5), Terms(True, 0, 5), Terms(True, 10, 1), Terms(True, 1001, 5), Terms(True, -1, -1)]
)
def test_weak_terms_are_refused(weak):
    with pytest.raises(BadInput):
        checked(weak)
