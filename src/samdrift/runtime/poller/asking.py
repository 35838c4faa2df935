# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What every way to ask a device offers: one question, and one call back with what came of it."""

from collections.abc import Callable
from ipaddress import ip_address
from typing import NamedTuple, Protocol

from samdrift.engines.pollplan import Ask, Reply
from samdrift.monitoring.types import WatchTarget


class Outcome(NamedTuple):
    """`reply` None for silence, with a `remark` in words where more than silence is known. `rtt_ms` from the first sending."""

    reply: Reply | None
    remark: str = ""
    rtt_ms: float | None = None
    tries: int = 0


Done = Callable[[Outcome], None]


class Asker(Protocol):
    """`timeouts`: seconds to wait after each sending. `done` is called exactly once, unless the device is forgotten."""

    def ask(self, target: WatchTarget, ask: Ask, timeouts: tuple[float, ...], done: Done, *, first: bool) -> None: ...
    def forget(self, device_id: int) -> None: ...


def plain_address(text: str) -> str:
    """The address as sockets tell it; ValueError where it is none."""
    return str(ip_address(text))
