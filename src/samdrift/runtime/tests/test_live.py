# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Who hears which announcement, against a real PostgreSQL."""

import asyncio
import contextlib
import json

import psycopg
import pytest

from samdrift.runtime.live import Audience, Hub

SILKEBY, OTHER_TOWN = 1, 2
CABLE_FIRM, OTHER_FIRM = 10, 20
PAGE = frozenset({"cases", "incidents", "tickets"})


def payload(topic: str, *, municipality: int = SILKEBY, supplier: int | None = None) -> str:
    return json.dumps({"topic": topic, "municipality": municipality, "supplier": supplier})


def people(*municipalities: int, suppliers: tuple[int, ...] = ()) -> Audience:
    return Audience(frozenset(municipalities), frozenset(suppliers))


@pytest.fixture
def hub() -> Hub:
    return Hub(connection_string=lambda: "", channel="unused")


@pytest.mark.parametrize(
    ("audience", "supplier", "hears"),
    [
        (people(SILKEBY), None, True),
        (people(SILKEBY), CABLE_FIRM, True),
        (people(OTHER_TOWN), CABLE_FIRM, False),
        (people(suppliers=(CABLE_FIRM,)), CABLE_FIRM, True),
        (people(suppliers=(CABLE_FIRM,)), None, False),
        (people(suppliers=(OTHER_FIRM,)), CABLE_FIRM, False),
        (people(), None, False),
    ],
)
async def test_only_the_municipality_and_the_supplier_concerned_hear(hub, audience, supplier, hears):
    with hub.subscribe(audience, PAGE) as listener:
        hub.announce(payload("incidents", supplier=supplier))

        assert await listener.next_topics(patience_s=0) == (["incidents"] if hears else [])


async def test_what_piles_up_for_a_slow_page_melts_into_one(hub):
    with hub.subscribe(people(SILKEBY), PAGE) as listener:
        for _ in range(1000):
            hub.announce(payload("cases"))
        hub.announce(payload("incidents"))

        assert await listener.next_topics(patience_s=0) == ["cases", "incidents"]
        assert await listener.next_topics(patience_s=0) == []


async def test_a_page_hears_only_the_topics_it_shows(hub):
    with hub.subscribe(people(SILKEBY), frozenset({"cases"})) as listener:
        hub.announce(payload("inventory"))

        assert await listener.next_topics(patience_s=0) == []


@pytest.mark.parametrize("bad", ["", "[]", "null", '{"topic": "cases"}', "{"])
async def test_a_malformed_announcement_harms_nobody(hub, bad):
    with hub.subscribe(people(SILKEBY), PAGE) as listener:
        hub.announce(bad)

        assert await listener.next_topics(patience_s=0) == []


async def test_a_closed_page_is_forgotten(hub):
    with hub.subscribe(people(SILKEBY), PAGE):
        pass

    assert hub._listeners == set()


async def test_a_lost_connection_is_made_again_and_pages_look_at_everything(postgres_url):
    hub = Hub(connection_string=lambda: postgres_url, channel="samdrift_live_test")
    task = asyncio.create_task(hub.run())
    try:
        with hub.subscribe(people(SILKEBY), PAGE) as listener:
            assert await listener.next_topics(patience_s=20) == sorted(PAGE)
            async with await psycopg.AsyncConnection.connect(postgres_url, autocommit=True) as other:
                await other.execute("SELECT pg_notify('samdrift_live_test', %s)", [payload("cases")])
                assert await listener.next_topics(patience_s=20) == ["cases"]
                await other.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN \"samdrift_live_test%'"
                )
                assert await listener.next_topics(patience_s=20) == sorted(PAGE)
                await other.execute("SELECT pg_notify('samdrift_live_test', %s)", [payload("tickets")])
                assert await listener.next_topics(patience_s=20) == ["tickets"]
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
