# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""A database of a bench's own, with all tables, gone when it ends."""

import os
from collections.abc import Callable
from pathlib import Path


def with_database(var: Path, work: Callable[[], None], *, durable: bool = False) -> None:
    """Start PostgreSQL in `var`, make the tables, do `work`. `durable`: as in production, a commit waits for the disk."""
    from samdrift.runtime.embedded import postgres

    handle = postgres.ensure_running(var, durable=durable)
    try:
        os.environ |= {
            "SAMDRIFT_MODE": "test",
            "SAMDRIFT_DATABASE_URL": handle.url,
            "SAMDRIFT_DATA_DIR": str(var),
            "DJANGO_SETTINGS_MODULE": "samdrift.runtime.settings",
        }
        from samdrift.platform.django_start import start_django

        start_django()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        work()
    finally:
        from django.db import connections

        connections.close_all()
        handle.stop()
        postgres.plan(var, durable=durable).remove()
