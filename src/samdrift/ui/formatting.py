# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""How times, spans and figures read in Danish, Bokmål and English. Pure: language, zone and now are arguments.

Dates follow what public bodies write: «fre 20. nov. kl. 14.05» (da), «fre. 20. nov. kl. 14.05» (nb), «Fri 20 Nov, 14:05» (en).
"""

from datetime import datetime, timedelta, tzinfo
from decimal import Decimal

from babel.dates import format_datetime
from babel.numbers import format_decimal

LOCALES = {"da": "da_DK", "nb": "nb_NO", "en": "en_GB"}
_DAY = {"da": "EEE d. MMM", "nb": "EEE d. MMM", "en": "EEE d MMM"}
_CLOCK = {"da": "'kl.' HH.mm", "nb": "'kl.' HH.mm", "en": "HH:mm"}
_JOIN = {"da": " ", "nb": " ", "en": ", "}
_BETWEEN_DAY_AND_YEAR = " "
_SECOND, _MINUTE, _HOUR, _DAY_S = 1, 60, 3600, 86_400
_UNITS = {
    "da": {_DAY_S: ("dag", "dage"), _HOUR: ("t.", "t."), _MINUTE: ("min.", "min."), _SECOND: ("sek.", "sek.")},
    "nb": {_DAY_S: ("dag", "dager"), _HOUR: ("t", "t"), _MINUTE: ("min", "min"), _SECOND: ("sek", "sek")},
    "en": {_DAY_S: ("day", "days"), _HOUR: ("h", "h"), _MINUTE: ("min", "min"), _SECOND: ("s", "s")},
}
_BITS = ((10**12, "Tbit/s"), (10**9, "Gbit/s"), (10**6, "Mbit/s"), (10**3, "kbit/s"))


def _known(language: str) -> str:
    return language if language in LOCALES else "en"


def date_words(at: datetime, *, language: str, zone: tzinfo, now: datetime) -> str:
    """The day of an aware time in `zone`; the year stands there only when it is not the year of `now`."""
    language = _known(language)
    local = at.astimezone(zone)
    pattern = _DAY[language]
    if local.year != now.astimezone(zone).year:
        pattern += _BETWEEN_DAY_AND_YEAR + "y"
    words: str = format_datetime(local, pattern, locale=LOCALES[language])
    return _without_stop_after_weekday(words) if language == "da" else words


def clock_words(at: datetime, *, language: str, zone: tzinfo) -> str:
    """The time of day of an aware time in `zone`, 24 hours."""
    language = _known(language)
    words: str = format_datetime(at.astimezone(zone), _CLOCK[language], locale=LOCALES[language])
    return words


def time_words(at: datetime, *, language: str, zone: tzinfo, now: datetime) -> str:
    """Day and time of an aware time in `zone`."""
    language = _known(language)
    day = date_words(at, language=language, zone=zone, now=now)
    return day + _JOIN[language] + clock_words(at, language=language, zone=zone)


def _without_stop_after_weekday(words: str) -> str:
    weekday, rest = words.split(" ", 1)
    return f"{weekday.rstrip('.')} {rest}"


def duration_words(span: timedelta | float, *, language: str) -> str:
    """A span in its two largest units (`2 h 15 min`); seconds when a number is given. Below a second it is `0 s`."""
    names = _UNITS[_known(language)]
    left = int(span.total_seconds() if isinstance(span, timedelta) else span)
    sign, left = ("\N{MINUS SIGN}" if left < 0 else ""), abs(left)
    parts: list[str] = []
    for size, (one, many) in names.items():
        count, left = divmod(left, size)
        if count:
            parts.append(f"{count} {one if count == 1 else many}")
        elif parts:
            break
        if len(parts) == 2:
            break
    return sign + (" ".join(parts) or f"0 {names[_SECOND][1]}")


def decimal_words(value: Decimal | float, *, language: str, places: int | None = None) -> str:
    """A number with the language's signs; exactly `places` decimals, or up to three when None."""
    pattern = "#,##0.###" if places is None else "#,##0" + ("." + "0" * places if places else "")
    words: str = format_decimal(value, format=pattern, locale=LOCALES[_known(language)])
    return words


def bit_rate_words(bits_per_second: float, *, language: str) -> str:
    """A speed in bit/s with the SI prefix that leaves at most three digits before the comma."""
    size, unit = next(((size, unit) for size, unit in _BITS if abs(bits_per_second) >= size), (1, "bit/s"))
    value = Decimal(str(bits_per_second)) / size
    return f"{decimal_words(round(value, 2 if abs(value) < 10 else 1), language=language)} {unit}"
