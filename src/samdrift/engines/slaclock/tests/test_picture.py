# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The picture of a due time: what it draws where, in whose words, and that it stays small."""

import re
from datetime import datetime
from itertools import pairwise
from xml.etree import ElementTree as ET

from samdrift.engines.slaclock import Clock, Terms, calendar_from_json, explain
from samdrift.engines.slaclock.picture import Words, picture

OFFICE = calendar_from_json(
    {"tz": "Europe/Oslo", "weekly": {day: [["08:00", "16:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}}, "c"
)
SVG = "{http://www.w3.org/2000/svg}"


def drawn(start, minutes, pauses=(), model="service_hours", words=None):
    clock = Clock(datetime.fromisoformat(start), Terms(OFFICE, minutes, model=model), tuple(pauses))
    return ET.fromstring(picture(explain(clock), words))


def bars(svg, colour):
    """[(hours from midnight, hours long)] of the bars of a colour, the legend left out."""
    found = [
        r for r in svg.iter(SVG + "rect") if r.get("fill") == colour and r.get("height") == "12" and r.get("y") != "2"
    ]
    return [((float(r.get("x")) - 84) / 20, float(r.get("width")) / 20) for r in found]


def texts(svg):
    return [text.text for text in svg.iter(SVG + "text")]


def days(svg):
    return [text for text in texts(svg) if re.fullmatch(r"\d{4}-\d\d-\d\d", text)]


def test_each_open_day_has_a_row_with_its_hours_and_what_was_counted():
    svg = drawn("2026-02-06T14:00+01:00", 180)
    assert days(svg) == ["2026-02-06", "2026-02-09"]
    assert bars(svg, "#dbe4ee") == [(8, 8), (8, 8)]
    assert bars(svg, "#2b6cb0") == [(14, 2), (8, 1)]
    assert svg.get("aria-label") == "How the due time comes about: due 2026-02-09 09:00"
    marks = [path.get("d") for path in svg.iter(SVG + "path")]
    assert marks[1:] == ["M264.0 52v20"]


def test_a_pause_is_drawn_in_each_row_it_touches():
    at = datetime.fromisoformat
    svg = drawn("2026-02-03T14:00+01:00", 180, [(at("2026-02-03T15:00+01:00"), at("2026-02-04T09:00+01:00"))])
    assert bars(svg, "#e0a030") == [(15, 9), (0, 9)]
    assert bars(svg, "#2b6cb0") == [(14, 1), (9, 2)]


def test_a_clock_night_has_a_row_as_long_as_it_was():
    svg = drawn("2026-10-24T12:00+02:00", 1440, model="calendar_time")
    frames = [r.get("width") for r in svg.iter(SVG + "rect") if r.get("fill") == "none"]
    assert frames == ["480.0", "500.0"]
    assert bars(svg, "#2b6cb0") == [(12, 12), (0, 12)]
    assert bars(svg, "#dbe4ee") == [(0, 24), (0, 25)]


def test_days_are_those_of_the_calendars_own_zone():
    svg = drawn("2026-02-03T00:30+01:00", 1410, model="calendar_time")
    assert days(svg) == ["2026-02-03"]


def test_a_running_pause_has_words_in_place_of_a_due_time():
    words = Words("Sådan <regnes>", "åben", "talt", "på pause", "frist {at}", "på pause & ingen frist", "{days} dage")
    svg = drawn("2026-02-03T09:00+01:00", 60, [(datetime.fromisoformat("2026-02-03T09:00+01:00"), None)], words=words)
    assert svg.get("aria-label") == "Sådan <regnes>: på pause & ingen frist"
    assert texts(svg)[:4] == ["åben", "talt", "på pause", "på pause & ingen frist"]
    assert days(svg) == ["2026-02-03"]


def test_of_many_days_the_first_and_the_last_are_shown():
    assert len(days(drawn("2026-02-02T08:00+01:00", 9 * 480))) == 9
    svg = drawn("2026-02-02T08:00+01:00", 20 * 480)
    assert days(svg) == [f"2026-02-{day}" for day in ("02", "03", "04", "05", "24", "25", "26", "27")]
    rows = [float(r.get("y")) for r in svg.iter(SVG + "rect") if r.get("fill") == "none"]
    assert [below - above for above, below in pairwise(rows)] == [22, 22, 22, 44, 22, 22, 22]
    assert texts(svg).index("12 more open days") == texts(svg).index("2026-02-24") - 1


def test_a_due_time_at_midnight_is_marked_at_the_end_of_its_day():
    svg = drawn("2026-02-03T12:00+01:00", 720, model="calendar_time")
    assert days(svg) == ["2026-02-03"]
    assert [path.get("d") for path in svg.iter(SVG + "path")][1:] == ["M564.0 30v20"]


def test_a_target_of_nothing_shows_the_day_it_is_asked_on():
    assert days(drawn("2026-02-03T09:00+01:00", 0)) == ["2026-02-03"]
