# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Bring the tables up to this version. Run once before the other processes start; safe to repeat."""

import argparse

from samdrift.platform.django_start import start_django


def main(argv: list[str]) -> int:
    """Apply all migrations."""
    argparse.ArgumentParser(prog="samdrift migrate", description=__doc__).parse_args(argv)
    start_django()
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=1)
    return 0
