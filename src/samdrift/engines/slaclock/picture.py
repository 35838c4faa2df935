# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""A due time as a small picture: a row for each open day, what is open, what was counted, where it was paused.

A row begins at local midnight and is as long as the day really was, 23 hours or 25 on the clock nights. The words come
from the caller, in the reader's language; the picture says the same as the table of `explain`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from zoneinfo import ZoneInfo

from samdrift.engines.slaclock.explaining import Explanation
from samdrift.engines.slaclock.instants import MINUTE, local_midnight, to_micros
from samdrift.engines.slaclock.pauses import halts_of
from samdrift.engines.slaclock.timeline import ROUND_THE_CLOCK_LINE, timeline_of

MOST_ROWS = 9
_LEFT, _HOUR, _ROW, _BAR, _TOP = 84, 20, 22, 12, 34
_DAY_AND_AN_HOUR = 25
_LOOKS = {
    "open": 'fill="#dbe4ee"',
    "counted": 'fill="#2b6cb0"',
    "paused": 'fill="#e0a030"',
    "frame": 'fill="none" stroke="#c3ccd6"',
}
_DUE = 'stroke="#c53030" stroke-width="2.5"'
"""Looks are attributes, not a style sheet: a page that allows no inline styles shows them too."""


@dataclass(frozen=True, slots=True)
class Words:
    """What the picture says; `{at}` in `due` stands for the local time."""

    title: str = "How the due time comes about"
    open: str = "open"
    counted: str = "counted"
    paused: str = "paused"
    due: str = "due {at}"
    still_paused: str = "paused: no due time"
    more_days: str = "{days} more open days"


def picture(explanation: Explanation, words: Words | None = None) -> str:
    """The explanation as SVG, to stand in a page or a file of its own. Of many days the first and the last are shown."""
    words = words or Words()
    zone = ZoneInfo(explanation.calendar.tz)
    rows = _rows(explanation, zone)
    shown, left_out = _shortened(rows)
    drawn: list[str] = []
    y = _TOP
    for number, day in enumerate(shown):
        if left_out and number == MOST_ROWS // 2:
            text = words.more_days.format(days=left_out)
            drawn.append(_faint(_LEFT, y + _BAR - 1, escape(text)))
            y += _ROW
        drawn.extend(_row(explanation, day, zone, y))
        y += _ROW
    end = words.still_paused
    if explanation.due is not None:
        end = words.due.format(at=explanation.due.astimezone(zone).strftime("%Y-%m-%d %H:%M"))
    return "\n".join([*_head(words, end, y), *drawn, "</svg>\n"])


def _rows(explanation: Explanation, zone: ZoneInfo) -> list[date]:
    """The local dates from the start to the end that have something to show."""
    ends = [stretch.finish for stretch in explanation.stretches] + [explanation.due or explanation.start]
    first = explanation.start.astimezone(zone).date()
    last = (max(ends) - timedelta(microseconds=1)).astimezone(zone).date()
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return [day for day in days if day in (first, last) or any(_open_on(explanation, day, zone))]


def _shortened(days: list[date]) -> tuple[list[date], int]:
    """The days to draw, and how many are left out in the middle."""
    if len(days) <= MOST_ROWS:
        return days, 0
    half = MOST_ROWS // 2
    return days[:half] + days[-half:], len(days) - 2 * half


def _row(explanation: Explanation, day: date, zone: ZoneInfo, y: int) -> Iterator[str]:
    yield f'<text x="0" y="{y + _BAR - 1}">{day.isoformat()}</text>'
    since, until = _bounds(day, zone)
    yield _bar("frame", 0, until - since, y)
    for begin, finish in _open_on(explanation, day, zone):
        yield _bar("open", begin - since, finish - since, y)
    pauses = [(pause.begin, pause.finish) for pause in explanation.pauses]
    for begin, finish in halts_of(pauses):
        if begin < until and finish > since:
            yield _bar("paused", max(begin, since) - since, min(finish, until) - since, y)
    for stretch in explanation.stretches:
        begin, finish = to_micros(stretch.begin), to_micros(stretch.finish)
        if begin < until and finish > since:
            yield _bar("counted", max(begin, since) - since, min(finish, until) - since, y)
    if explanation.due is not None and since < to_micros(explanation.due) <= until:
        x = _x(to_micros(explanation.due) - since)
        yield f'<path d="M{x} {y - 4}v{_BAR + 8}" {_DUE}/>'


def _faint(x: int, y: int, text: str) -> str:
    return f'<text x="{x}" y="{y}" fill="#555566">{text}</text>'


def _open_on(explanation: Explanation, day: date, zone: ZoneInfo) -> list[tuple[int, int]]:
    line = ROUND_THE_CLOCK_LINE if explanation.model == "calendar_time" else timeline_of(explanation.calendar)
    return line.spans(*_bounds(day, zone))


def _bounds(day: date, zone: ZoneInfo) -> tuple[int, int]:
    return local_midnight(day, zone), local_midnight(day + timedelta(days=1), zone)


def _bar(kind: str, begin: int, finish: int, y: int) -> str:
    x = _x(begin)
    return f'<rect x="{x}" y="{y}" width="{round(_x(finish) - x, 1)}" height="{_BAR}" {_LOOKS[kind]}/>'


def _x(micros: int) -> float:
    """Pixels from the left; a tenth of one is finer than anybody sees."""
    return round(_LEFT + micros / (60 * MINUTE) * _HOUR, 1)


def _head(words: Words, end: str, height: int) -> Iterator[str]:
    width = _LEFT + _DAY_AND_AN_HOUR * _HOUR + 12
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height + 6}" role="img" '
        f'aria-label="{escape(words.title)}: {escape(end)}" font-family="system-ui, sans-serif" font-size="11">'
    )
    yield f'<rect width="{width}" height="{height + 6}" fill="#fff"/>'
    x = _LEFT
    for kind, text in (("open", words.open), ("counted", words.counted), ("paused", words.paused)):
        yield f'<rect x="{x}" y="2" width="12" height="12" {_LOOKS[kind]}/><text x="{x + 16}" y="12">{escape(text)}</text>'
        x += 100
    yield f'<path d="M{x} 1v14" {_DUE}/><text x="{x + 8}" y="12">{escape(end)}</text>'
    for hour in range(0, _DAY_AND_AN_HOUR, 6):
        yield _faint(_LEFT + hour * _HOUR, _TOP - 7, str(hour))
