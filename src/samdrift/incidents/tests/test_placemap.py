# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The drawing of places: cut to them, what matters on top, names that do not lie on each other."""

from hypothesis import given
from hypothesis import strategies as st

from samdrift.incidents.placemap import LINE, MOST_WRITTEN, Spot, draw_map


def spot(number, x, y, state="ok", name="Place"):
    return Spot(number, name, state, f"{name}: {state}", f"/{number}", x, y)


def test_nothing_is_drawn_for_one_place_or_places_without_coordinates():
    assert draw_map([], []) is None
    assert draw_map([spot(1, 0, 0), spot(2, 0, 0)], []) is None


def test_the_drawing_is_cut_to_the_places_with_a_margin():
    assert draw_map([spot(1, 100, 200), spot(2, 600, 900)], []).box == "30 130 640 840"


def test_two_places_next_door_do_not_fill_the_screen():
    assert draw_map([spot(1, 500, 500), spot(2, 510, 500)], []).box == "355 350 300 300"


def test_trouble_lies_on_top_and_is_named():
    drawn = draw_map([spot(1, 0, 0, "down"), spot(2, 9, 9), spot(3, 0, 9, "something"), spot(4, 9, 0, "unknown")], [])
    assert [(mark.spot.state, mark.labelled) for mark in drawn.marks] == [
        ("unknown", False),
        ("ok", False),
        ("something", True),
        ("down", True),
    ]


def test_lines_join_known_places_and_break_at_one_that_is_down():
    drawn = draw_map([spot(1, 0, 0, "down"), spot(2, 100, 0), spot(3, 0, 100)], [(1, 2), (2, 3), (3, 99)])
    assert [(line.x1, line.y1, line.x2, line.y2, line.broken) for line in drawn.strokes] == [
        (0, 0, 100, 0, True),
        (100, 0, 0, 100, False),
    ]


def test_names_stand_towards_the_middle():
    drawn = draw_map([spot(1, 0, 0), spot(2, 900, 0)], [])
    assert {mark.spot.id: (mark.anchor, mark.shift > 0) for mark in drawn.marks} == {
        1: ("start", True),
        2: ("end", False),
    }


def test_a_name_stands_where_there_is_room_for_it():
    drawn = draw_map([spot(1, 400, 0, "down", "A" * 40), spot(2, 900, 0), spot(3, 0, 0)], [])
    assert {mark.spot.id: mark.anchor for mark in drawn.marks}[1] == "start"
    drawn = draw_map([spot(1, 600, 0, "down", "A" * 25), spot(2, 700, 0), spot(3, 0, 0)], [])
    assert {mark.spot.id: mark.anchor for mark in drawn.marks}[1] == "end"


@given(st.lists(st.tuples(st.integers(0, 1000), st.integers(0, 1000)), min_size=2, max_size=25, unique=True))
def test_written_names_never_lie_on_each_other(points):
    spots = [spot(n, x, y, "down", "Nordskolen") for n, (x, y) in enumerate(points)]
    drawn = draw_map(spots, [])
    sides = {"start": [], "end": []}
    written = [mark for mark in drawn.marks if mark.labelled]
    assert len(written) == min(len(points), MOST_WRITTEN)
    for mark in written:
        sides[mark.anchor].append((mark.spot.x, mark.spot.y + mark.drop))
    for placed in sides.values():
        for n, (x, y) in enumerate(placed):
            for other_x, other_y in placed[n + 1 :]:
                assert x != other_x or abs(y - other_y) >= LINE
