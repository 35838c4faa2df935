# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""`samdrift setup-link`: the one-time link on which the first administrator is made; nothing when there is one."""

import argparse

from samdrift.platform.django_start import start_django


def main(argv: list[str]) -> int:
    """Print a fresh link; links printed earlier stop working."""
    argparse.ArgumentParser(prog="samdrift setup-link", description=__doc__).parse_args(argv)
    start_django()
    from samdrift.parties.setup import one_time_link

    link = one_time_link()
    if link is not None:
        print(link)
    return 0
