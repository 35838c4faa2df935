# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Which pollers live, what they ask and how far they are behind: heard by the watch process, read by whoever wants to know.

It travels in the poller's pulse, because it is true for some seconds only.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from typing import Any

ALIVE_S = 30.0
FORGOTTEN_S = 600.0
BEHIND_S = 30.0
MOST = 500


@dataclass(frozen=True, slots=True)
class PollerStanding:
    """One poller. Seconds; `heard_at` a time of day in seconds since 1970; `kept_bytes` wait on its disk for the line."""

    poller: str
    zone: str
    heard_at: float
    devices: int
    places: int
    waiting: int
    behind_s: float
    kept_bytes: int
    dropped: int

    def alive(self, now: datetime) -> bool:
        return now.timestamp() - self.heard_at < ALIVE_S

    @property
    def is_behind(self) -> bool:
        return self.behind_s > BEHIND_S or self.kept_bytes > 0


class PollersHeard:
    """What pollers said of themselves, the last word of each."""

    def __init__(self) -> None:
        self._found: dict[str, PollerStanding] = {}

    def hear(self, beat: Mapping[str, Any], now: datetime) -> None:
        """One beat; nonsense is no poller."""
        try:
            name, zone = str(beat["poller"])[:80], str(beat["zone"])[:60]
            counts = {key: int(beat.get(key, 0)) for key in ("devices", "places", "waiting", "kept_bytes", "dropped")}
            behind_s = float(beat.get("behind_s", 0.0))
        except (KeyError, TypeError, ValueError, OverflowError):
            return
        if beat.get("leaving"):
            self._found.pop(name, None)
        elif name in self._found or len(self._found) < MOST:
            self._found[name] = PollerStanding(
                poller=name, zone=zone, heard_at=now.timestamp(), behind_s=behind_s, **counts
            )

    def told(self, now: datetime) -> list[dict[str, Any]]:
        """For the pulse; who has not been heard for long is forgotten."""
        there = list(self._found.values())  # another thread may hear somebody meanwhile
        for one in there:
            if now.timestamp() - one.heard_at > FORGOTTEN_S:
                self._found.pop(one.poller, None)
        found = (asdict(one) for one in there if one.poller in self._found)
        return sorted(found, key=lambda one: str(one["poller"]))


def pollers_in(detail: Mapping[str, Any]) -> tuple[PollerStanding, ...]:
    """The pollers that a pulse tells of."""
    names = {one.name for one in fields(PollerStanding)}
    return tuple(
        PollerStanding(**{key: value for key, value in one.items() if key in names})
        for one in detail.get("pollers", ())
    )


def troubles(detail: Mapping[str, Any], now: datetime) -> Iterable[str]:
    """What is wrong with the asking, in words: zones nobody asks, pollers that do not keep up."""
    pollers = pollers_in(detail)
    for zone, devices in sorted(detail.get("zones", {}).items()):
        there = [one for one in pollers if one.zone == zone]
        if devices and there and not any(one.alive(now) for one in there):
            last = datetime.fromtimestamp(max(one.heard_at for one in there), UTC)
            yield f"nothing is heard of zone {zone} with its {devices} devices since {last:%H:%M:%S} UTC"
        elif devices and not there:
            yield f"no poller asks zone {zone} with its {devices} devices"
    for one in pollers:
        if one.alive(now) and one.is_behind:
            kept = f", {one.kept_bytes / 2**20:.1f} MB wait on its disk" if one.kept_bytes else ""
            yield f"poller {one.poller} is {one.behind_s:.0f} s behind{kept}"
