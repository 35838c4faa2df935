# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The engine and the minute counter asked the same: due time, intervals and elapsed time of random cases."""

from collections import Counter
from datetime import UTC, timedelta
from random import Random

import numpy as np

from samdrift.engines.slaclock import calendar_from_json, due, holdings
from samdrift.engines.slaclock.tests.counting import DAY, WINDOWS, random_case, random_window
from samdrift.kernel.errors import BadInput


def compare(seed, cases, per_window=50, windows=WINDOWS):
    """Run so many random cases; what they met, by kind. AssertionError names the first that differs."""
    random, met = Random(seed), Counter()
    while met["cases"] < cases:
        window = random_window(random, windows)
        calendar = calendar_from_json(window.calendar, "c")
        for _ in range(per_window):
            case = random_case(random, window)
            met[_compared(window, calendar, case)] += 1
            met["cases"] += 1
            met[case.model] += 1
    return met


def _compared(window, calendar, case):
    running = window.counting(case.pauses, case.model, case.start)
    expected = window.due(running, case.start, case.target)
    pauses = [(window.at(a), None if b is None else window.at(b)) for a, b in case.pauses]
    start, as_of = window.at(case.start), window.at(case.as_of)
    told = (window.calendar, window.first, case, expected)
    try:
        answer = due(calendar, start, case.target, pauses, as_of, case.model)
    except BadInput:
        assert expected is None, told
        return "refused: never open so long"
    elapsed = int(np.count_nonzero(running[: case.as_of])) if case.as_of > case.start else 0
    assert answer.elapsed_minutes == elapsed, told
    if expected is None:
        open_ended = [begin for begin, finish in case.pauses if finish is None]
        assert answer.due is None or answer.due > window.at(window.days * DAY), told
        assert answer.due is not None or open_ended, told
        if answer.due is not None:
            return "due after the window"
    else:
        assert answer.due == window.at(expected), told
        assert sum(((b - a) for a, b in answer.intervals), timedelta(0)) == timedelta(minutes=case.target), told
        stop = expected
    if expected is None:
        stop = window.days * DAY
    if case.target:
        assert list(answer.intervals) == _runs(window, running, stop), told
    return "paused, no due time" if expected is None else "due"


def _runs(window, running, stop):
    """The stretches of counted minutes before `stop`."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], running[:stop], [False]))))
    return [(window.at(a).astimezone(UTC), window.at(b).astimezone(UTC)) for a, b in edges.reshape(-1, 2)]


def compare_holders(seed, cases):
    """Who held the case, minute by minute, against the minutes counted for each; the sum is always the whole."""
    random = Random(seed)
    for _ in range(cases):
        window = random_window(random, WINDOWS[:4])
        calendar = calendar_from_json(window.calendar, "c")
        case = random_case(random, window)
        running = window.counting(case.pauses, "service_hours", case.start)
        until = random.randint(case.start, window.days * DAY)
        later = [random.randint(case.start, window.days * DAY) for _ in range(random.randint(0, 5))]
        moves = [(case.start, "desk"), *((at, random.choice(("desk", "supplier", "user"))) for at in later)]
        pauses = [(window.at(a), None if b is None else window.at(b)) for a, b in case.pauses]
        turns = holdings([(window.at(at), who) for at, who in moves], window.at(until), calendar, pauses)
        ordered = sorted(moves, key=lambda move: move[0])
        counted = Counter()
        for minute in np.flatnonzero(running[:until]):
            counted[next(who for at, who in reversed(ordered) if at <= minute)] += 1
        told = Counter()
        for turn in turns:
            told[turn.holder] += turn.minutes
            assert turn.counted == timedelta(minutes=turn.minutes)
        assert +told == +counted, (window.calendar, case, moves)
        assert sum(told.values()) == int(np.count_nonzero(running[:until]))
