# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Times and figures as people in Denmark, Norway and elsewhere write them."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from samdrift.ui import formatting

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
AFTERNOON = datetime(2026, 11, 20, 13, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("da", "fre 20. nov. kl. 14.05"),
        ("nb", "fre. 20. nov. kl. 14.05"),
        ("en", "Fri 20 Nov, 14:05"),
        ("fi", "Fri 20 Nov, 14:05"),
    ],
)
def test_a_time_reads_as_the_language_writes_it(language, words):
    assert formatting.time_words(AFTERNOON, language=language, zone=COPENHAGEN, now=NOW) == words


def test_another_year_is_named():
    at = AFTERNOON.replace(year=2025)
    assert formatting.time_words(at, language="da", zone=COPENHAGEN, now=NOW) == "tors 20. nov. 2025 kl. 14.05"
    assert formatting.date_words(at, language="en", zone=COPENHAGEN, now=NOW) == "Thu 20 Nov 2025"


def test_the_day_is_that_of_the_zone_also_over_midnight():
    late = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
    assert formatting.time_words(late, language="da", zone=COPENHAGEN, now=NOW) == "lør 21. nov. kl. 00.30"


def test_summer_time_is_followed():
    summer = datetime(2026, 7, 1, 12, tzinfo=UTC)
    assert formatting.clock_words(summer, language="nb", zone=COPENHAGEN) == "kl. 14.00"


@pytest.mark.parametrize(
    ("span", "da", "nb", "en"),
    [
        (timedelta(hours=2, minutes=15), "2 t. 15 min.", "2 t 15 min", "2 h 15 min"),
        (timedelta(days=1), "1 dag", "1 dag", "1 day"),
        (timedelta(days=3, hours=4, minutes=9), "3 dage 4 t.", "3 dager 4 t", "3 days 4 h"),
        (timedelta(days=3, minutes=9), "3 dage", "3 dager", "3 days"),
        (45, "45 sek.", "45 sek", "45 s"),
        (0.4, "0 sek.", "0 sek", "0 s"),
        (-90, "−1 min. 30 sek.", "−1 min 30 sek", "−1 min 30 s"),
    ],
)
def test_a_span_shows_its_two_largest_neighbouring_units(span, da, nb, en):
    assert [formatting.duration_words(span, language=language) for language in ("da", "nb", "en")] == [da, nb, en]


@pytest.mark.parametrize(
    ("value", "places", "da", "en"),
    [
        (Decimal("99.8"), 2, "99,80", "99.80"),
        (1234567, 0, "1.234.567", "1,234,567"),
        (1.5, None, "1,5", "1.5"),
        (Decimal("-0.125"), 2, "-0,12", "-0.12"),
    ],
)
def test_a_number_carries_the_signs_of_its_language(value, places, da, en):
    assert formatting.decimal_words(value, language="da", places=places) == da
    assert formatting.decimal_words(value, language="en", places=places) == en


@pytest.mark.parametrize(
    ("speed", "words"),
    [
        (10**9, "1 Gbit/s"),
        (2_500_000_000, "2,5 Gbit/s"),
        (999, "999 bit/s"),
        (0, "0 bit/s"),
        (155_520_000, "155,5 Mbit/s"),
    ],
)
def test_a_speed_takes_the_prefix_that_keeps_it_short(speed, words):
    assert formatting.bit_rate_words(speed, language="da") == words
