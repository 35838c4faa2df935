# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The times devices write: with and without year, zone, fraction, and with Cisco's marks of a clock that is not set."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo

_MONTHS = {
    name: number
    for number, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1
    )
}
_CLOCK = r"(?P<hour>\d{1,2}):(?P<minute>\d\d):(?P<second>\d\d)(?:[.,](?P<fraction>\d{1,9}))?"
_ZONE = r"(?: (?P<zone>[A-Z]{3,5}|[+-]\d\d:?\d\d)(?=[ :]|$))?"
_BSD = re.compile(
    r"(?P<mark>[*.])?\s*(?:(?P<year_first>\d{4}) )?(?P<month>[A-Z][a-z]{2}) {1,2}(?P<day>\d{1,2}) "
    rf"(?:(?P<year>\d{{4}}) )?{_CLOCK}(?: (?P<year_last>\d{{4}})(?=[ :]|$))?{_ZONE}"
)
_ISO = re.compile(
    r"(?P<mark>[*.])?(?P<date>\d{4}-\d\d-\d\d)[T ](?P<time>\d\d:\d\d:\d\d)(?:[.,](?P<fraction>\d{1,9}))?"
    r" ?(?P<zone>[Zz]|[+-]\d\d:?\d\d)?(?=[ :]|$)"
)
_UPTIME = re.compile(r"(?P<mark>[*.])?(?:(?:\d{1,4}[ywdhm]){2,3}(?=:)|\d{1,3}:\d\d:\d\d(?=: ))")
ZONES = {
    "UTC": 0, "GMT": 0, "WET": 0, "BST": 60, "WEST": 60, "CET": 60, "MET": 60, "CEST": 120, "MEST": 120, "EET": 120,
    "EEST": 180,
}  # fmt: skip
"""Minutes east of Greenwich. Only those that mean one thing in Europe: others are taken for no zone."""
_AUTHORITATIVE = ("", None)


@dataclass(frozen=True, slots=True)
class Stamp:
    """A time as written (`told`), in UTC where it is a time of day, and where in the line it ends."""

    told: str
    at: datetime | None
    end: int
    clock_set: bool = True


def read_iso(text: str, zone: tzinfo) -> Stamp | None:
    """An RFC 3339 time that is all of `text`; None for anything else."""
    stamp = _read_iso(text, 0, zone)
    return stamp if stamp is not None and stamp.end == len(text) else None


def read_stamp(line: str, start: int, received: datetime, zone: tzinfo) -> Stamp | None:
    """The time that begins at `start`, or after white space there; None where there is none."""
    while line[start : start + 1] == " ":
        start += 1
    stamp = _read_iso(line, start, zone) or _read_bsd(line, start, received, zone)
    if stamp is not None:
        return stamp
    uptime = _UPTIME.match(line, start)
    return Stamp(uptime[0], None, uptime.end(), clock_set=False) if uptime is not None else None


def _read_iso(line: str, start: int, zone: tzinfo) -> Stamp | None:
    found = _ISO.match(line, start)
    if found is None:
        return None
    try:
        at = datetime.fromisoformat(f"{found['date']}T{found['time']}")
        at = at.replace(microsecond=_micros(found["fraction"]), tzinfo=_zone_of(found["zone"], zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return Stamp(found[0].strip(), at, found.end(), found["mark"] in _AUTHORITATIVE)


def _read_bsd(line: str, start: int, received: datetime, zone: tzinfo) -> Stamp | None:
    found = _BSD.match(line, start)
    month = _MONTHS.get(found["month"].lower()) if found is not None else None
    if found is None or month is None:
        return None
    where = _zone_of(found["zone"], zone)
    year = found["year_first"] or found["year"] or found["year_last"]
    years = [int(year)] if year else _years_near(received)
    times = [at for each in years if (at := _time(found, each, month, where)) is not None]
    if not times:
        return None
    nearest = min(times, key=lambda at: abs(at - received))
    return Stamp(found[0].strip(), nearest, found.end(), found["mark"] in _AUTHORITATIVE)


def _years_near(received: datetime) -> list[int]:
    """The 29th of February is in one year of four."""
    return [year for year in range(received.year - 1, received.year + 2) if 1 <= year <= 9999]


def _time(found: re.Match[str], year: int, month: int, where: tzinfo) -> datetime | None:
    try:
        return datetime(
            year,
            month,
            int(found["day"]),
            int(found["hour"]),
            int(found["minute"]),
            min(int(found["second"]), 59),  # a leap second
            _micros(found["fraction"]),
            where,
        ).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _micros(fraction: str | None) -> int:
    return int((fraction or "0").ljust(6, "0")[:6])


def _zone_of(name: str | None, otherwise: tzinfo) -> tzinfo:
    if not name:
        return otherwise
    if name in "Zz":
        return UTC
    if name in ZONES:
        return timezone(timedelta(minutes=ZONES[name]))
    if name[0] in "+-":
        minutes = int(name[1:3]) * 60 + int(name[-2:])
        return timezone(timedelta(minutes=-minutes if name[0] == "-" else minutes)) if minutes < 24 * 60 else otherwise
    return otherwise
