# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Event streams for open pages (server-sent events, WHATWG HTML 9.2), at /live/stream?topics=incidents,cases.

Each event carries {"topic": ...} and nothing of what changed. A comment every 15 s keeps proxies from closing a quiet line;
at the same beat the session is asked again, so a person who signed out or lost a role stops hearing.
"""

import argparse
import asyncio
import contextlib
import json
from collections.abc import AsyncIterator

from samdrift.platform.django_start import start_django
from samdrift.runtime import config
from samdrift.runtime.live import Audience, Hub
from samdrift.runtime.serving import serve

start_django()

from asgiref.sync import sync_to_async  # noqa: E402 - models may be imported only after Django has started
from django.conf import settings  # noqa: E402
from django.contrib.auth import get_user  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.db import close_old_connections, connection  # noqa: E402
from django.http import HttpRequest  # noqa: E402
from psycopg.conninfo import make_conninfo  # noqa: E402
from starlette.applications import Starlette  # noqa: E402
from starlette.requests import Request  # noqa: E402
from starlette.responses import JSONResponse, Response, StreamingResponse  # noqa: E402
from starlette.routing import Route  # noqa: E402

from samdrift.incidents import displays  # noqa: E402
from samdrift.kernel.clock import utc_now  # noqa: E402
from samdrift.parties.actors import actor_for  # noqa: E402
from samdrift.parties.models import User  # noqa: E402
from samdrift.platform.live import CHANNEL  # noqa: E402

HEARTBEAT_S = 15.0
MOST_TOPICS = 20


def _connection_string() -> str:
    database = connection.settings_dict
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    given = {theirs: str(database[ours]) for theirs, ours in names.items() if database[ours]}
    return make_conninfo("", connect_timeout=5, application_name="samdrift-stream", **given)


hub = Hub(connection_string=_connection_string, channel=CHANNEL)


def audience_of(session_key: str | None) -> Audience | None:
    """What the person of this session, or the screen of this display link, may hear; None when it stands for nobody."""
    if not session_key:
        return None
    close_old_connections()
    try:
        if session_key.startswith(displays.PREFIX):
            screen = displays.open_display(session_key, at=utc_now())
            return Audience(screen.actor.municipalities, screen.actor.suppliers) if screen is not None else None
        request = HttpRequest()
        request.session = SessionStore(session_key)
        user = get_user(request)
        if not isinstance(user, User):
            return None
        actor = actor_for(user)
        return Audience(actor.municipalities, actor.suppliers) if actor.label else None
    finally:
        close_old_connections()


def topics_of(words: str) -> frozenset[str]:
    """The topics a page asks for; nonsense is dropped, as no announcement will ever name it."""
    return frozenset(word for word in words.split(",")[:MOST_TOPICS] if word.isidentifier() and len(word) <= 40)


async def events(session_key: str, audience: Audience, wanted: frozenset[str]) -> AsyncIterator[str]:
    """The stream of one page, until it is closed or the person is no longer signed in."""
    with hub.subscribe(audience, wanted) as listener:
        yield ": welcome\n\n"
        while True:
            topics = await listener.next_topics(patience_s=HEARTBEAT_S)
            for topic in topics:
                yield f"data: {json.dumps({'topic': topic})}\n\n"
            if topics:
                continue
            found = await sync_to_async(audience_of)(session_key)
            if found is None:
                return
            listener.audience = found
            yield ": still here\n\n"


async def stream(request: Request) -> Response:
    """Answers the stream, or 401 (which ends the browser's tries) when nobody is signed in."""
    display = request.query_params.get("display", "")
    with_display = display.startswith(displays.PREFIX)
    session_key = display if with_display else request.cookies.get(settings.SESSION_COOKIE_NAME)
    audience = await sync_to_async(audience_of)(session_key)
    if audience is None or session_key is None:
        problem = {"type": "about:blank", "title": "Sign in first", "status": 401}
        return JSONResponse(problem, 401, media_type="application/problem+json")
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no", "X-Content-Type-Options": "nosniff"}
    told = events(session_key, audience, topics_of(request.query_params.get("topics", "")))
    return StreamingResponse(told, headers=headers, media_type="text/event-stream")


@contextlib.asynccontextmanager
async def _listening(_app: Starlette) -> AsyncIterator[None]:
    task = asyncio.create_task(hub.run(), name="hub")
    yield
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


application = Starlette(routes=[Route("/live/stream", stream)], lifespan=_listening)


def main(argv: list[str]) -> int:
    """Serve event streams alone until told to stop."""
    configured = config.load()
    parser = argparse.ArgumentParser(prog="samdrift stream", description=__doc__)
    parser.add_argument("--host", default=configured.host)
    parser.add_argument("--port", type=int, default=configured.port)
    asked = parser.parse_args(argv)
    return serve(application, host=asked.host, port=asked.port)
