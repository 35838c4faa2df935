# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The published schema, as tests read it: a field that it does not describe is no reader's business, so none may be printed."""

import json
from typing import Any

from samdrift.adapters.snmp.testing.recordings import REPOSITORY


def published_schema() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((REPOSITORY / "docs/reference/discover-1.schema.json").read_text("utf-8"))
    return found


def closed_schema() -> dict[str, Any]:
    """The published schema, with every field refused that it does not describe."""
    found: dict[str, Any] = _closed(published_schema())
    return found


def _closed(part: Any) -> Any:
    if isinstance(part, list):
        return [_closed(each) for each in part]
    if not isinstance(part, dict):
        return part
    inner = {key: _closed(each) for key, each in part.items()}
    return {"additionalProperties": False, **inner} if isinstance(inner.get("properties"), dict) else inner
