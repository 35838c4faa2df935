# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""One port as read: ifOperStatus and ifAdminStatus (IF-MIB, RFC 2863) and how often it changed."""

from collections import deque
from dataclasses import dataclass, field

from samdrift.engines.statechange.timing import Timing

UP_WORDS = frozenset({"up", "dormant"})
DOWN_WORDS = frozenset({"down", "lowerLayerDown", "notPresent"})


@dataclass(slots=True)
class PortWatch:
    """Updated by `read`. Words that tell nothing (unknown, testing, none) change nothing."""

    oper: str | None = None
    admin: str | None = None
    since: float | None = None
    read_at: float | None = None
    changes: deque[float] = field(default_factory=lambda: deque(maxlen=60))

    def read(self, at: float, *, oper: str | None, admin: str | None) -> bool:
        """Take a reading; True when the port changed between up and down."""
        if self.read_at is not None and at < self.read_at:
            return False
        self.read_at = at
        if admin is not None:
            self.admin = admin
        if oper not in UP_WORDS | DOWN_WORDS:
            return False
        was_known, was_down = self.oper is not None, self.down()
        self.oper = oper
        changed = was_known and was_down != self.down()
        if changed or self.since is None:
            self.since = at
        if changed:
            self.changes.append(at)
        return changed

    def forget(self) -> None:
        """What was last read no longer counts; how often it changed does."""
        self.oper, self.since, self.read_at = None, None, None

    def down(self) -> bool:
        return self.oper in DOWN_WORDS

    def up(self) -> bool:
        return self.oper in UP_WORDS

    def switched_off(self) -> bool:
        """Down because an operator said so (ifAdminStatus)."""
        return self.admin == "down"

    def flapping(self, now: float, timing: Timing) -> bool:
        """Up and down many times, and not yet still."""
        if not self.changes or now - self.changes[-1] > timing.flap_quiet:
            return False
        return sum(1 for at in self.changes if now - at <= timing.flap_window) >= timing.flap_changes
