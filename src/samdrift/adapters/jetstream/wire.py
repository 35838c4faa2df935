# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Observations to and from the JSON that lies in the streams, so that a newer or broken sender cannot stop the judge.

A plan travels deflated: that of 5,500 devices is 1.7 MB of JSON, more than a server takes in one message.
"""

import json
import zlib
from collections.abc import Sequence

from samdrift.monitoring.types import Observation, WatchPlan, from_wire, plan_from_wire, plan_to_wire, to_wire

SCHEMA = "samdrift/observations/1"


def pack(items: Sequence[Observation]) -> bytes:
    """One message body for `items`."""
    return json.dumps({"schema": SCHEMA, "items": [to_wire(item) for item in items]}, separators=(",", ":")).encode()


def unpack(body: bytes) -> tuple[list[Observation], int]:
    """The observations of one body, and how many items of it could not be read (1 where the whole body could not)."""
    try:
        items = json.loads(body)["items"]
        bad = 0 if isinstance(items, list) else 1
    except (ValueError, KeyError, TypeError):
        return [], 1
    found: list[Observation] = []
    for item in items if isinstance(items, list) else ():
        try:
            found.append(from_wire(item))
        except (ValueError, TypeError):
            bad += 1
    return found, bad


def pack_plan(plan: WatchPlan) -> bytes:
    """What lies in the bucket for `plan`."""
    return zlib.compress(json.dumps(plan_to_wire(plan), separators=(",", ":")).encode(), 6)


def unpack_plan(body: bytes) -> WatchPlan:
    """The plan, also as plain JSON, as earlier releases stored it. ValueError, KeyError or TypeError where it is none."""
    try:
        plain = body if body.startswith(b"{") else zlib.decompress(body)
    except zlib.error as error:
        raise ValueError(f"not a plan: {error}") from error
    return plan_from_wire(json.loads(plain))
