# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Tells open pages that something changed, at commit. A hint only: the page asks again, and access is checked there."""

import json

from django.db import connection

CHANNEL = "samdrift_live"


def announce(topic: str, *, municipality_id: int, supplier_id: int | None) -> None:
    """`topic` is a word pages listen for (incidents, cases, inventory, notices, tickets). Told when the transaction commits."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_notify(%s, %s)",
            [CHANNEL, json.dumps({"topic": topic, "municipality": municipality_id, "supplier": supplier_id})],
        )
