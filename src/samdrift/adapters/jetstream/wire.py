# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Observations to and from the JSON that lies in the streams, so that a newer or broken sender cannot stop the judge."""

import json
from collections.abc import Sequence

from samdrift.monitoring.types import Observation, from_wire, to_wire

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
