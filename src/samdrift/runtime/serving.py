# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""How our ASGI processes are served: one process, and a stop that does not wait for open event streams."""

import signal
from typing import Any

LONGEST_GOODBYE_S = 2


def serve(application: Any, *, host: str, port: int) -> int:
    """Serve an ASGI application until told to stop; the exit status."""
    import uvicorn

    # uvicorn ends gracefully on a signal and then raises it once more; by then it has been obeyed
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: None)
    server = uvicorn.Server(
        uvicorn.Config(
            application,
            host=host,
            port=port,
            lifespan="on",
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=False,  # whom to believe about a request's origin is Django's settings' affair
            timeout_graceful_shutdown=LONGEST_GOODBYE_S,  # else one open page would keep us here for ever
        )
    )
    server.run()
    return 0 if server.started else 1
