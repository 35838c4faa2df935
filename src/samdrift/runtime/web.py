# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The pages alone, as WSGI under granian: the fast way where event streams run beside it behind a proxy."""

import argparse

from samdrift.runtime import config


def main(argv: list[str]) -> int:
    """Serve pages until told to stop."""
    settings = config.load()
    parser = argparse.ArgumentParser(prog="samdrift web", description=__doc__)
    parser.add_argument("--host", default=settings.host)
    parser.add_argument("--port", type=int, default=settings.port)
    parser.add_argument("--workers", type=int, default=1, help="processes (default: %(default)s)")
    asked = parser.parse_args(argv)
    from granian import Granian
    from granian.constants import Interfaces

    Granian(
        "samdrift.runtime.wsgi:application",
        address=asked.host,
        port=asked.port,
        interface=Interfaces.WSGI,
        workers=asked.workers,
        blocking_threads=8,
        workers_kill_timeout=5,
        respawn_failed_workers=True,
        log_access=False,
    ).serve()
    return 0
