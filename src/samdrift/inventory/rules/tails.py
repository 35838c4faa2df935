# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""How names are looked up: whoever types the beginning of any word in a name, and goes on as it is written, finds it.

The table of tails holds each name from its first, second, third ... word on, so that this is one range of one index. The
database writes it (migration 0007); what is typed is brought to the same form here.
"""

import re

LONGEST = 60
"""Characters of a tail that are kept."""
_BETWEEN = re.compile(r"[\x00-\x2f\x3a-\x40\x5b-\x60\x7b-\x7f]+")
_LAST = "\U0010ffff"


def looked_up(typed: str) -> str:
    """Lower case, and one space for whatever stands between words: «PC-17, Øst» is «pc 17 øst»."""
    lower = "".join(letter.lower()[0] for letter in typed)  # one for one, as PostgreSQL does it
    return _BETWEEN.sub(" ", lower).strip()[:LONGEST].strip()


def span(words: str) -> tuple[str, str]:
    """The lowest and the highest tail that begin so, ordered by code point."""
    return words, words + _LAST
