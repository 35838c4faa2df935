# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Single points of failure against brute force, depths, and the drawing's boxes."""

import re
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from samdrift.documentation.drawing import BOX, HEIGHT, Box, draw, svg
from samdrift.documentation.graph import cuts_of, depths, dominators, entrance, neighbours

PAIRS = st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)).filter(lambda p: p[0] != p[1]), max_size=14)


def edges_of(pairs):
    return [(number, a, b) for number, (a, b) in enumerate(pairs, 100)]


def reached(edges, without):
    """Devices that 0 still reaches when one thing is gone."""
    seen, queue = {0}, [0]
    while queue:
        device = queue.pop()
        for cable, a, b in edges:
            if ("cable", cable) == without or device not in (a, b):
                continue
            other = b if device == a else a
            if other not in seen and ("device", other) != without:
                seen.add(other)
                queue.append(other)
    return seen


@given(PAIRS)
def test_cuts_are_just_what_brute_force_finds(pairs):
    edges = edges_of(pairs)
    whole = reached(edges, None)
    here = [device for device in whole if device != 0]
    found = {(cut.kind, cut.id): cut.devices for cut in cuts_of(here, 0, dominators(("device", 0), neighbours(edges)))}
    things = [("device", device) for device in here] + [("cable", cable) for cable, _, _ in edges]
    expected = {}
    for thing in things:
        gone = frozenset(whole - reached(edges, thing))
        if len(gone) > 1 or (len(here) == 1 and gone):
            expected[thing] = gone
    assert found == expected


def test_the_entrance_is_joined_to_most_other_places():
    edges = [(1, 10, 20), (2, 10, 30), (3, 20, 21), (4, 20, 22), (5, 20, 23)]
    places = {10: 1, 20: 2, 21: 2, 22: 2, 23: 2, 30: 3}
    assert entrance(edges, places) == 10
    assert entrance([], {}) is None


def test_depths_count_cables_and_leave_out_whom_no_way_leads_to():
    assert depths(1, [(1, 1, 2), (2, 2, 3), (3, 3, 1), (4, 3, 4), (5, 8, 9)]) == {1: 0, 2: 1, 3: 1, 4: 2}
    assert depths(None, [(1, 1, 2)]) == {}


@given(st.integers(1, 40), PAIRS)
def test_no_two_boxes_of_a_drawing_touch_and_none_leaves_the_picture(count, pairs):
    drawing = draw([Box(n, f"d{n}", outside=n == 0, way_in=n == 0) for n in range(count)], pairs)
    assert len(drawing.boxes) == count
    for one in drawing.boxes:
        assert 0 <= one.x <= drawing.width - BOX
        assert 0 <= one.y <= drawing.height - HEIGHT
        for other in drawing.boxes:
            apart = abs(one.x - other.x) >= BOX or abs(one.y - other.y) >= HEIGHT
            assert one is other or apart


def test_forty_devices_behind_three_switches_stay_within_a_page():
    star = [(0, 1), (1, 2), (1, 3)] + [(1 + n % 3, n) for n in range(4, 40)]
    drawing = draw([Box(n, f"device-{n}", outside=n == 0, way_in=n == 0) for n in range(40)], star)
    assert drawing.width <= 1000
    assert drawing.height <= 1400
    assert drawing.rings == ()


def test_a_ring_is_closed_by_one_number_at_both_ends():
    drawing = draw([Box(n, str(n)) for n in range(4)], [(0, 1), (1, 2), (2, 3), (3, 0)])
    assert len(drawing.rings) == 1
    assert svg(drawing, label="x", silent="silent").count('class="doc-ring"') == 2


def test_names_are_text_in_the_picture_whatever_they_hold():
    hostile = "</text><script>alert(1)</script>" + chr(0x202E) + chr(0)
    picture = svg(draw([Box(1, hostile, hostile)], []), label='"' + hostile, silent="silent")
    assert "<script" not in picture
    assert not re.search("[\u202e\x00]", picture)
    ET.fromstring(picture)
