# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Which tables a device is not asked for because it serves them badly: since when, until when, and why. Pure decisions.

A table on which it fell silent twice, that goes round, or that never ends, costs the device more than it tells. It is left
out for a day; where it then is no better, for a week. What was known from it stays known meanwhile.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from samdrift.inventory.types import HowToAsk, Problem

FIRST_TIME, NEXT_TIMES = timedelta(days=1), timedelta(days=7)
REMEMBERED = timedelta(days=8)
"""So long after it was asked again a table counts as one that was left out before."""
WORTH_IT = frozenset({"hung", "loop", "endless"})
PARTS = {
    "1.3.6.1.2.1.2": "ports",
    "1.3.6.1.2.1.31": "ports",
    "1.3.6.1.2.1.10.7": "ports",
    "1.3.6.1.2.1.17.2": "stp",
    "1.3.6.1.2.1.17.4.3": "fdb",
    "1.3.6.1.2.1.17.7.1.2": "fdb",
    "1.3.6.1.2.1.17.7.1.4": "vlans",
    "1.3.111.2.802.1.1.4.1.4": "vlans",
    "1.3.6.1.2.1.4.22": "arp",
    "1.3.6.1.2.1.4.35": "arp",
    "1.3.6.1.2.1.4": "addresses",
    "1.0.8802.1.1.2": "neighbours",
    "1.3.111.2.802.1.1.13": "neighbours",
    "1.3.6.1.4.1.9.9.23": "neighbours",
    "1.3.6.1.2.1.47": "parts",
    "1.3.6.1.2.1.99": "sensors",
    "1.3.6.1.2.1.105": "power",
}
MAKERS = "1.3.6.1.4.1"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A part (a value of PARTS, «maker» or «other») below `oid` that is not asked for from `since` until `until`."""

    part: str
    oid: str
    reason: str
    since: datetime
    until: datetime

    def stored(self) -> dict[str, Any]:
        return asdict(self) | {"since": self.since.isoformat(), "until": self.until.isoformat()}

    @classmethod
    def read(cls, row: Mapping[str, Any]) -> "LeftOut":
        since, until = datetime.fromisoformat(row["since"]), datetime.fromisoformat(row["until"])
        return cls(row["part"], row["oid"], row["reason"], since, until)


def part_of(oid: str) -> str:
    """What stands below an object identifier, in one word; the longest known beginning decides."""
    fitting = [root for root in PARTS if oid == root or oid.startswith(f"{root}.")]
    if fitting:
        return PARTS[max(fitting, key=len)]
    return "maker" if oid.startswith(f"{MAKERS}.") else "other"


def left_out_now(before: Iterable[LeftOut], problems: Iterable[Problem], at: datetime) -> list[LeftOut]:
    """What to leave out after a reading that met these problems, and what was left out and may be needed to compare."""
    known = {one.oid: one for one in before if at < one.until + REMEMBERED}
    for problem in problems:
        former = known.get(problem.oid)
        if problem.kind not in WORTH_IT or (former is not None and at < former.until):
            continue
        pause = FIRST_TIME if former is None else NEXT_TIMES
        known[problem.oid] = LeftOut(part_of(problem.oid), problem.oid, problem.reason, at, at + pause)
    return sorted(known.values(), key=lambda one: one.oid)


def how_to_ask(cost: Mapping[str, Any], left_out: Sequence[Mapping[str, Any]], at: datetime) -> HowToAsk:
    """What is stored with a device, as whoever asks it needs it."""
    spared = [one for one in map(LeftOut.read, left_out) if at < one.until]
    return HowToAsk(
        rows=cost.get("rows") or None,
        per_second=cost.get("per_second") or None,
        answer_s=cost.get("answer_s") or None,
        left_out={
            one.oid: f"not asked since {one.since:%Y-%m-%d %H:%M} UTC, until {one.until:%Y-%m-%d %H:%M} UTC: {one.reason}"
            for one in spared
        },
    )
