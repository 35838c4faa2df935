# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Event streams as a browser sees them: the real application, real sessions, real PostgreSQL."""

import asyncio
import contextlib
import hashlib
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection, connections

from samdrift.incidents.models import DisplayLink
from samdrift.parties.models import Municipality, RoleAssignment, User
from samdrift.platform.actor import system_actor
from samdrift.platform.live import announce
from samdrift.platform.scope import acting_as
from samdrift.runtime import stream

pytestmark = pytest.mark.django_db(transaction=True)
AT = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
async def connections_closed() -> AsyncIterator[None]:
    """The thread that asks for sessions keeps its connection; the test database cannot go while it does."""
    yield
    await sync_to_async(connections.close_all)()


def sign_in(username: str, municipality: Municipality) -> str:
    """The session key of a person with a role there."""
    user = User.objects.create(username=username)
    RoleAssignment.objects.create(user=user, role="agent", municipality=municipality, granted_by="system:test")
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def prepare() -> tuple[str, int, int]:
    with acting_as(system_actor("test")):
        silkeby = Municipality.objects.create(slug="silkeby", name="Silkeby")
        other = Municipality.objects.create(slug="andenby", name="Andenby")
        return sign_in("agent", silkeby), silkeby.pk, other.pk


def tell(topic: str, municipality: int) -> None:
    with acting_as(system_actor("test")):
        announce(topic, municipality_id=municipality, supplier_id=None)
    connection.close()


@contextlib.asynccontextmanager
async def hub_running() -> AsyncIterator[None]:
    task = asyncio.create_task(stream.hub.run())
    await asyncio.wait_for(stream.hub.listening.wait(), 20)
    yield
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


async def next_topic(stream_of_page: AsyncIterator[str]) -> str:
    while True:
        block = await asyncio.wait_for(anext(stream_of_page), 20)
        if block.startswith("data: "):
            return json.loads(block.removeprefix("data: "))["topic"]


async def test_a_person_hears_of_their_own_municipality_and_no_other():
    session_key, silkeby, other = await sync_to_async(prepare)()
    audience = await sync_to_async(stream.audience_of)(session_key)
    async with hub_running():
        page = stream.events(session_key, audience, frozenset({"cases", "incidents"}))
        assert (await anext(page)).startswith(":")
        await sync_to_async(tell)("incidents", other)
        await sync_to_async(tell)("cases", silkeby)

        assert await next_topic(page) == "cases"


async def test_a_person_who_signs_out_stops_hearing_at_the_next_beat(monkeypatch):
    session_key, _, _ = await sync_to_async(prepare)()
    audience = await sync_to_async(stream.audience_of)(session_key)
    monkeypatch.setattr(stream, "HEARTBEAT_S", 0.01)
    page = stream.events(session_key, audience, frozenset({"cases"}))
    assert await anext(page) == ": welcome\n\n"
    assert await anext(page) == ": still here\n\n"

    await sync_to_async(SessionStore(session_key).delete)()

    assert [block async for block in page] in ([], [": still here\n\n"])


def hung_up() -> tuple[str, int, int]:
    actor = system_actor("test")
    with acting_as(actor):
        silkeby = Municipality.objects.create(slug="silkeby", name="Silkeby")
        DisplayLink.objects.create(
            municipality=silkeby,
            name="Vagtrum",
            token_hash=hashlib.sha256(b"sdw_right").hexdigest(),
            made_by="user:1",
            made_at=AT,
            expires_at=datetime.now(UTC) + timedelta(days=1),
        )
        return "sdw_right", silkeby.pk, DisplayLink.objects.get().pk


async def test_a_screen_on_a_wall_hears_by_its_link_until_it_is_withdrawn(monkeypatch):
    secret, silkeby, link = await sync_to_async(hung_up)()
    audience = await sync_to_async(stream.audience_of)(secret)
    assert (audience.municipalities, audience.suppliers) == ({silkeby}, frozenset())
    monkeypatch.setattr(stream, "HEARTBEAT_S", 0.01)
    page = stream.events(secret, audience, frozenset({"cases"}))
    assert await anext(page) == ": welcome\n\n"

    def withdraw() -> None:
        with acting_as(system_actor("test")):
            DisplayLink.objects.filter(pk=link).update(withdrawn_at=AT)

    await sync_to_async(withdraw)()
    assert [block async for block in page] in ([], [": still here\n\n"])
    assert await sync_to_async(stream.audience_of)("sdw_wrong") is None


@pytest.mark.parametrize("cookie", [None, "", "0" * 32, "not a session"])
def test_who_is_not_signed_in_hears_nothing(cookie):
    assert stream.audience_of(cookie) is None


def test_topics_that_no_page_could_mean_are_dropped():
    asked = "cases,incidents," + "x" * 41 + ",<b>,,cases"

    assert stream.topics_of(asked) == {"cases", "incidents"}
