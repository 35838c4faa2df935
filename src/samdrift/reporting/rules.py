# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""How a month is counted. Pure: calendars, incidents and times come in as arguments."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from samdrift.engines.slaclock import Calendar, open_seconds_between
from samdrift.incidents.types import IncidentInfo
from samdrift.kernel.errors import BadInput
from samdrift.reporting.types import Outage

_MONTH = re.compile(r"^(20\d{2})-(0[1-9]|1[0-2])$")


def month_bounds(month: str, time_zone: str) -> tuple[datetime, datetime]:
    """The month's first and last midnight in the municipality's zone, as UTC. BadInput unless YYYY-MM."""
    found = _MONTH.match(month)
    if found is None:
        raise BadInput(f"«{month}» is not a month", where="month", remedy="write it as 2026-11")
    year, number = int(found[1]), int(found[2])
    zone = ZoneInfo(time_zone)
    start = datetime(year, number, 1, tzinfo=zone)
    end = datetime(year + number // 12, number % 12 + 1, 1, tzinfo=zone)
    return start.astimezone(UTC), end.astimezone(UTC)


def outages_of(
    incidents: Iterable[IncidentInfo],
    *,
    places: Mapping[int, str],
    carrying: frozenset[int],
    start: datetime,
    until: datetime,
    calendar: Calendar,
    words: Callable[[IncidentInfo], str] = lambda incident: incident.cause_label,
) -> list[Outage]:
    """Per place, the spans in [start, until) in which a device that carries the service was silent for an outage.

    A place is without the service while any of its carrying devices is silent; overlapping spans count once, in the
    earliest. Seconds are those of `calendar`; `words` says the cause in the reader's language.
    """
    spans: dict[int, list[Outage]] = {}
    for incident in incidents:
        if not incident.outage:
            continue
        for hit in incident.affected:
            if hit.place_id is None or hit.place_id not in places or hit.device_id not in carrying:
                continue
            since, end = max(hit.since, start), min(hit.until or until, until)
            if since < end:
                still = hit.until is None
                spans.setdefault(hit.place_id, []).append(
                    Outage(incident.id, words(incident), hit.place_id, places[hit.place_id], since, end, still, 0)
                )
    return [outage for place in sorted(spans) for outage in _counted_once(spans[place], calendar)]


def _counted_once(spans: list[Outage], calendar: Calendar) -> list[Outage]:
    counted: list[Outage] = []
    reached: datetime | None = None
    merged: dict[int, Outage] = {}
    for span in sorted(spans, key=lambda s: (s.since, s.until, s.incident_id)):
        begin = span.since if reached is None else max(span.since, reached)
        seconds = int(open_seconds_between(calendar, begin, span.until)) if begin < span.until else 0
        reached = span.until if reached is None else max(reached, span.until)
        known = merged.get(span.incident_id)
        if known is None:
            merged[span.incident_id] = replace(span, seconds=seconds)
        else:  # several devices of one incident at one place: one row
            merged[span.incident_id] = replace(
                known,
                since=min(known.since, span.since),
                until=max(known.until, span.until),
                still=known.still or span.still,
                seconds=known.seconds + seconds,
            )
    counted.extend(merged.values())
    return counted
