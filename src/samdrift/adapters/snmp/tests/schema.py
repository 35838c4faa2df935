# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The published schema, as tests read it."""

import json
from typing import Any

from samdrift.adapters.snmp.testing.recordings import REPOSITORY


def published_schema() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((REPOSITORY / "docs/reference/discover-1.schema.json").read_text("utf-8"))
    return found
