# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Who watches the devices: monitoring gives itself here when Django starts; without it every device is unwatched."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from samdrift.inventory.ports import GaugeTaker, Watching
from samdrift.inventory.types import Standing, StandingState


class Unwatched:
    """Nobody watches anything."""

    def standings(self, device_ids: Collection[int]) -> Mapping[int, Standing]:  # noqa: ARG002 - the shape of Watching
        return {}

    def standing_in(self, state: StandingState) -> Iterable[int]:  # noqa: ARG002
        return ()

    def port_changes(self, device_id: int) -> Mapping[int, datetime]:  # noqa: ARG002
        return {}


_watching: list[Watching] = [Unwatched()]


def use_watching(watching: Watching) -> None:
    """Called once at start."""
    _watching[:] = [watching]


def watching() -> Watching:
    """Whoever watches."""
    return _watching[0]


_takers: list[GaugeTaker] = []


def also_give_gauges_to(taker: GaugeTaker) -> None:
    """Called at start by whoever keeps the values of every full reading; safe to call twice with the same."""
    if taker not in _takers:
        _takers.append(taker)


def gauge_takers() -> tuple[GaugeTaker, ...]:
    """All of them."""
    return tuple(_takers)
