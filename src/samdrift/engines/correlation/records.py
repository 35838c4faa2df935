# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What the judgement says, as records. Times in seconds of the caller's epoch."""

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Literal

Id = Hashable
Kind = Literal["device", "link", "place", "redundancy", "agent", "degraded", "flapping"]
CauseType = Literal["device", "link", "place"]
RuledOut = tuple[tuple[CauseType, Id, str], ...]
"""(type, id, why it was not believed)."""
Suspects = tuple[tuple[CauseType, Id, float], ...]
OUTAGES: frozenset[str] = frozenset({"device", "link", "place"})


@dataclass(frozen=True, slots=True)
class Finding:
    """One explanation of what is seen now. `ready` False: seen, but it may still heal by itself."""

    kind: Kind
    cause_type: CauseType
    cause: Id
    affected: frozenset[Id]
    entries: frozenset[Id]
    """The devices through which the fault shows; when they answer again the cause is gone."""
    since: float
    ready: bool
    rule: str
    """Which rule found it, for the explanation."""
    suspects: Suspects
    """Ranked, weights add up to 1. The first is the cause; the others are explanations that are not ruled out."""
    down_ports: tuple[tuple[Id, Id], ...] = ()
    ruled_out: RuledOut = ()
    """What was considered and does not fit, with the reason."""

    @property
    def key(self) -> tuple[str, CauseType, Id]:
        return (self.kind, self.cause_type, self.cause)


@dataclass(slots=True)
class Open:
    """An incident as long as it is open. `handle` is the caller's own number for it."""

    kind: Kind
    cause_type: CauseType
    cause: Id
    since: float
    opened_at: float
    entries: set[Id]
    affected: dict[Id, tuple[float, float | None]]
    """device -> (silent since, answers again since or None)."""
    finding: Finding | None = None
    handle: int | None = None

    @property
    def key(self) -> tuple[str, CauseType, Id]:
        return (self.kind, self.cause_type, self.cause)

    def dark(self) -> set[Id]:
        """Those that have not come back."""
        return {device for device, (_, until) in self.affected.items() if until is None}


@dataclass(frozen=True, slots=True)
class Decision:
    """What to write down: `what` happened to `incident` at `at`.

    `absorbed`: it would have been opened, but agreed maintenance explains it; such an incident is told once and never kept.
    `recast`: a change that names another cause, because better evidence came.
    `merged`: it turned out to be the same fault as the open incident `into`, which has its devices now; it is closed with that.
    """

    what: Literal["opened", "changed", "closed", "absorbed", "merged"]
    incident: Open
    at: float
    came: frozenset[Id] = field(default_factory=frozenset)
    went: frozenset[Id] = field(default_factory=frozenset)
    recast: bool = False
    into: Open | None = None
