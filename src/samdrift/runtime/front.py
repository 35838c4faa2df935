# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Everything a browser needs on one port: event streams below /live/, all other addresses are Django's pages.

Pages run as ordinary blocking code in a small pool of threads, streams on the event loop, where a thousand waiting
pages cost next to nothing.
"""

import argparse
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send

from samdrift.platform.django_start import start_django
from samdrift.runtime import config
from samdrift.runtime.serving import serve

PAGE_THREADS = 8


def front(*, pages: ASGIApp, streams: ASGIApp) -> ASGIApp:
    """One ASGI application out of two; start and stop (lifespan) concern the streams, which hold a connection."""

    async def route(scope: Scope, receive: Receive, send: Send) -> None:
        streaming = scope["type"] == "lifespan" or scope.get("path", "").startswith("/live/")
        await (streams if streaming else pages)(scope, receive, send)

    return route


def build() -> ASGIApp:
    """The product's own front, Django started."""
    start_django()
    from a2wsgi import WSGIMiddleware

    from samdrift.runtime import stream, wsgi

    # Django's and a2wsgi's types describe the same protocol (PEP 3333) in words that do not match
    pages: Any = WSGIMiddleware(wsgi.application, workers=PAGE_THREADS)  # type: ignore[arg-type]
    return front(pages=pages, streams=stream.application)


def main(argv: list[str]) -> int:
    """Serve pages and streams until told to stop."""
    settings = config.load()
    parser = argparse.ArgumentParser(prog="samdrift front", description=__doc__)
    parser.add_argument("--host", default=settings.host)
    parser.add_argument("--port", type=int, default=settings.port)
    asked = parser.parse_args(argv)
    return serve(build(), host=asked.host, port=asked.port)
