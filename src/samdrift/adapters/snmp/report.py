# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""A snapshot as the JSON document of schema samdrift/discover/1 (docs/reference/discover-1.schema.json)."""

import json
from dataclasses import asdict
from typing import Any

from samdrift.inventory.types import DeviceSnapshot

SCHEMA = "samdrift/discover/1"


def document(snapshot: DeviceSnapshot) -> dict[str, Any]:
    """Only JSON types: objects, lists, strings, numbers, booleans and null."""
    plain: dict[str, Any] = json.loads(json.dumps(asdict(snapshot), allow_nan=False))
    return {"schema": SCHEMA, **plain}
