# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What may be told of a count of people. Pure.

A count below the floor is not told, in no form: it is left out before anything is stored that is ever read for the public.
Nothing is summed: a total over places or hours would tell what was left out by what is missing. What was told once is never
told otherwise: two versions of one cell would tell more than either.
"""

from collections.abc import Mapping
from math import floor as whole

from samdrift.kernel.errors import BadInput
from samdrift.opendata.types import Terms

LEAST_FLOOR, MOST_FLOOR = 10, 1_000
LEAST_ROUNDING, MOST_ROUNDING = 5, 100
HOMES = frozenset({"care_home"})
"""People live there: whether somebody is at home is nobody's business."""


def told(count: float | None, terms: Terms) -> int | None:
    """The count as it may be told, or None: it is left out."""
    if count is None or not count >= terms.floor:
        return None
    about = whole(count / terms.rounding + 0.5) * terms.rounding
    return about if about >= terms.floor else None


def told_cells(counts: Mapping[tuple[int, int], float | None], terms: Terms) -> dict[tuple[int, int], int]:
    """The cells that may be told, each by itself: no cell depends on any other."""
    found = {cell: told(count, terms) for cell, count in counts.items()}
    return {cell: about for cell, about in found.items() if about is not None}


def checked(terms: Terms) -> Terms:
    """The terms, or BadInput where they would tell too much."""
    if not LEAST_FLOOR <= terms.floor <= MOST_FLOOR:
        raise BadInput(
            "fewer than ten people could be somebody", where="floor", remedy="write a number from 10 to 1000"
        )
    if not LEAST_ROUNDING <= terms.rounding <= MOST_ROUNDING:
        raise BadInput("counts are rounded to five at least", where="rounding", remedy="write a number from 5 to 100")
    return terms
