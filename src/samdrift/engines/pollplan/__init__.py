# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""When to ask which device what, and what its answers mean: the poller without sockets and clocks. Pure.

A conversation with a device is a generator: it yields an `Ask`, is sent the `Reply` (or None for silence) and returns
what it learned. So the same words are spoken over v2c and v3, and tested without either.
"""

from samdrift.engines.pollplan.manner import Manner
from samdrift.engines.pollplan.pacing import Schedule, next_turn
from samdrift.engines.pollplan.requests import Outstanding, Request, RequestTable
from samdrift.engines.pollplan.talk import (
    SYS_UPTIME,
    Ask,
    PortValues,
    Reply,
    Sweep,
    Talk,
    read_names,
    restarted,
    sweep,
)

__all__ = [
    "SYS_UPTIME",
    "Ask",
    "Manner",
    "Outstanding",
    "PortValues",
    "Reply",
    "Request",
    "RequestTable",
    "Schedule",
    "Sweep",
    "Talk",
    "next_turn",
    "read_names",
    "restarted",
    "sweep",
]
