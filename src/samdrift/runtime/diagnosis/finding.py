# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""One thing looked at: well, worth knowing, or wrong. Always with a remedy when it is not well."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Finding:
    """`what` was looked at, what was `found`, and what to do (`remedy`, empty when all is well)."""

    grade: Literal["well", "hint", "wrong"]
    what: str
    found: str
    remedy: str = ""

    def line(self) -> str:
        """For a terminal."""
        mark = {"well": "ok   ", "hint": "note ", "wrong": "WRONG"}[self.grade]
        tail = f"\n        -> {self.remedy}" if self.remedy else ""
        return f"{mark} {self.what}: {self.found}{tail}"


def well(what: str, found: str) -> Finding:
    return Finding("well", what, found)


def hint(what: str, found: str, remedy: str) -> Finding:
    return Finding("hint", what, found, remedy)


def wrong(what: str, found: str, remedy: str) -> Finding:
    return Finding("wrong", what, found, remedy)
