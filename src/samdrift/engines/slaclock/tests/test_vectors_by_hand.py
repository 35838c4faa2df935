# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Due times worked out by hand with a paper calendar; each says why. 29 March and 25 October 2026 are the clock nights."""

from datetime import datetime

import pytest

from samdrift.engines.slaclock import calendar_from_json, due

OFFICE = {
    "tz": "Europe/Copenhagen",
    "weekly": {day: [["08:00", "16:00"]] for day in ("mon", "tue", "wed", "thu")} | {"fri": [["08:00", "15:00"]]},
    "closed": ["2026-04-02", "2026-04-03", "2026-04-06", "2026-12-24", "2026-12-25"],
    "overrides": {
        "2026-06-05": [["08:00", "12:00"]],
        "2026-12-24": [["09:00", "11:00"]],
        "2026-06-06": [["10:00", "12:00"]],
    },
}
LUNCH = {
    "tz": "Europe/Oslo",
    "weekly": {"mon": [["08:00", "11:30"], ["12:15", "15:30"]], "tue": [["08:00", "11:30"], ["12:15", "15:30"]]},
}
ALWAYS = {
    "tz": "Europe/Oslo",
    "weekly": {d: [["00:00", "24:00"]] for d in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")},
}
NIGHT = {
    "tz": "Europe/Copenhagen",
    "weekly": {d: [["00:00", "07:00"], ["21:00", "24:00"]] for d in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")},
}
EARLY_SUNDAY = {"tz": "Europe/Copenhagen", "weekly": {"sun": [["02:30", "04:00"]]}}
CALENDARS = {
    name: calendar_from_json(data, name)
    for name, data in {
        "office": OFFICE,
        "lunch": LUNCH,
        "always": ALWAYS,
        "night": NIGHT,
        "early sunday": EARLY_SUNDAY,
    }.items()
}

BY_HAND = [
    ("same day", "office", "2026-02-03T08:00:00+01:00", 60, [], "2026-02-03T09:00:00+01:00"),
    (
        "used up exactly at closing is due at closing",
        "office",
        "2026-02-03T15:00:00+01:00",
        60,
        [],
        "2026-02-03T16:00:00+01:00",
    ),
    (
        "a minute more goes to the next morning",
        "office",
        "2026-02-03T15:00:00+01:00",
        61,
        [],
        "2026-02-04T08:01:00+01:00",
    ),
    (
        "start at closing begins next morning",
        "office",
        "2026-02-03T16:00:00+01:00",
        30,
        [],
        "2026-02-04T08:30:00+01:00",
    ),
    (
        "a zero target is due at the start, open or not",
        "office",
        "2026-02-07T12:00:00+01:00",
        0,
        [],
        "2026-02-07T12:00:00+01:00",
    ),
    ("short Friday, then Monday", "office", "2026-02-06T14:00:00+01:00", 120, [], "2026-02-09T09:00:00+01:00"),
    (
        "Easter: Wed 2 h, Thu Fri Mon closed, clock moved meanwhile",
        "office",
        "2026-04-01T14:00:00+02:00",
        180,
        [],
        "2026-04-07T09:00:00+02:00",
    ),
    (
        "half day, then opened on a Saturday by its own hours",
        "office",
        "2026-06-05T11:00:00+02:00",
        120,
        [],
        "2026-06-06T11:00:00+02:00",
    ),
    ("hours of the date win over closed", "office", "2026-12-23T15:00:00+01:00", 120, [], "2026-12-24T10:00:00+01:00"),
    ("lunch is not counted", "lunch", "2026-03-02T11:00:00+01:00", 60, [], "2026-03-02T12:45:00+01:00"),
    ("used up as lunch begins", "lunch", "2026-03-02T11:00:00+01:00", 30, [], "2026-03-02T11:30:00+01:00"),
    ("two days a week: Tuesday to Monday", "lunch", "2026-03-03T15:00:00+01:00", 45, [], "2026-03-09T08:15:00+01:00"),
    (
        "24 real hours over the spring night",
        "always",
        "2026-03-28T12:00:00+01:00",
        1440,
        [],
        "2026-03-29T13:00:00+02:00",
    ),
    (
        "24 real hours over the autumn night",
        "always",
        "2026-10-24T12:00:00+02:00",
        1440,
        [],
        "2026-10-25T11:00:00+01:00",
    ),
    (
        "night duty in spring has an hour less: the tenth falls in the next evening",
        "night",
        "2026-03-28T21:00:00+01:00",
        600,
        [],
        "2026-03-29T22:00:00+02:00",
    ),
    (
        "night duty in spring ends when its 9 hours are used",
        "night",
        "2026-03-28T21:00:00+01:00",
        540,
        [],
        "2026-03-29T07:00:00+02:00",
    ),
    (
        "night duty in autumn has an hour more",
        "night",
        "2026-10-24T21:00:00+02:00",
        660,
        [],
        "2026-10-25T07:00:00+01:00",
    ),
    (
        "an opening in the skipped hour opens as the clock jumps",
        "early sunday",
        "2026-03-29T00:00:00+01:00",
        60,
        [],
        "2026-03-29T04:00:00+02:00",
    ),
    (
        "an opening in the repeated hour is met twice: 02:30-03:00, then again 02:30-04:00",
        "early sunday",
        "2026-10-25T00:00:00+02:00",
        90,
        [],
        "2026-10-25T03:30:00+01:00",
    ),
    (
        "a pause within the day moves the end by its length",
        "office",
        "2026-02-03T09:00:00+01:00",
        120,
        [("2026-02-03T10:00:00+01:00", "2026-02-03T10:45:00+01:00")],
        "2026-02-03T11:45:00+01:00",
    ),
    (
        "overlapping pauses count once",
        "office",
        "2026-02-03T09:00:00+01:00",
        120,
        [
            ("2026-02-03T10:30:00+01:00", "2026-02-03T11:30:00+01:00"),
            ("2026-02-03T10:00:00+01:00", "2026-02-03T11:00:00+01:00"),
        ],
        "2026-02-03T12:30:00+01:00",
    ),
    (
        "a pause over the weekend costs only the open part",
        "office",
        "2026-02-06T13:00:00+01:00",
        180,
        [("2026-02-06T14:00:00+01:00", "2026-02-09T09:00:00+01:00")],
        "2026-02-09T11:00:00+01:00",
    ),
    (
        "a pause that begins as the target is used up changes nothing",
        "office",
        "2026-02-03T09:00:00+01:00",
        60,
        [("2026-02-03T10:00:00+01:00", "2026-02-03T12:00:00+01:00")],
        "2026-02-03T10:00:00+01:00",
    ),
    (
        "paused at the start: counting begins as the pause ends",
        "office",
        "2026-02-03T09:00:00+01:00",
        60,
        [("2026-02-03T08:00:00+01:00", "2026-02-03T11:00:00+01:00")],
        "2026-02-03T12:00:00+01:00",
    ),
    (
        "no due time while paused",
        "office",
        "2026-02-03T09:00:00+01:00",
        120,
        [("2026-02-03T10:00:00+01:00", None)],
        None,
    ),
    (
        "used up before the running pause began",
        "office",
        "2026-02-03T09:00:00+01:00",
        60,
        [("2026-02-03T11:00:00+01:00", None)],
        "2026-02-03T10:00:00+01:00",
    ),
]


@pytest.mark.parametrize(
    ("calendar", "start", "target", "pauses", "expected"), [v[1:] for v in BY_HAND], ids=[v[0] for v in BY_HAND]
)
def test_due_time_by_hand(calendar, start, target, pauses, expected):
    spans = [(datetime.fromisoformat(a), b and datetime.fromisoformat(b)) for a, b in pauses]
    answered = due(CALENDARS[calendar], datetime.fromisoformat(start), target, spans)
    assert answered.due == (expected and datetime.fromisoformat(expected))
