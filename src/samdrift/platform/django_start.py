# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Start Django inside one of our own processes, the same way for each."""

import os


def start_django() -> None:
    """After this, models may be imported. Safe to repeat."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samdrift.runtime.settings")
    import django

    django.setup()
