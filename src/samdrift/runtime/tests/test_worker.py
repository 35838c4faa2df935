# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""A killed worker's jobs are begun again; a living one's are left alone."""

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator

import pytest
from asgiref.sync import sync_to_async
from django.db import connection, connections, transaction
from procrastinate.exceptions import ConnectorException
from procrastinate.psycopg_connector import PsycopgConnector
from psycopg import OperationalError

from samdrift.inventory import discovery
from samdrift.platform import facts, jobs
from samdrift.runtime import worker

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
async def connections_closed() -> AsyncIterator[None]:
    yield
    await sync_to_async(connections.close_all)()


def begun_job(*, heartbeat_s_ago: float | None, queueing_lock: str | None = None) -> int:
    """A job marked as begun by a worker that last told so long ago; None: by one that is not known any more."""
    with connection.cursor() as cursor:
        worker_id = None
        if heartbeat_s_ago is not None:
            cursor.execute(
                "INSERT INTO procrastinate_workers (last_heartbeat)"
                " VALUES (now() - make_interval(secs => %s)) RETURNING id",
                [heartbeat_s_ago],
            )
            worker_id = cursor.fetchone()[0]
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status, worker_id, attempts, queueing_lock)"
            " VALUES ('facts', 'samdrift:react', '{}', 'todo', NULL, 0, %s) RETURNING id",
            [queueing_lock],
        )
        job_id = cursor.fetchone()[0]
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s WHERE id = %s", [worker_id, job_id]
        )
        return int(job_id)


def status(job_id: int) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT status FROM procrastinate_jobs WHERE id = %s", [job_id])
        return str(cursor.fetchone()[0])


def tasks_under(queueing_lock: str) -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, status FROM procrastinate_jobs WHERE queueing_lock = %s", [queueing_lock])
        return list(cursor.fetchall())


async def test_a_job_whose_worker_stopped_telling_is_put_back():
    lost = await sync_to_async(begun_job)(heartbeat_s_ago=worker.TAKEN_FOR_DEAD_AFTER_S + 5)
    orphan = await sync_to_async(begun_job)(heartbeat_s_ago=None)

    assert await worker.rescue_abandoned_jobs() == 2
    assert [await sync_to_async(status)(job) for job in (lost, orphan)] == ["todo", "todo"]


async def test_a_job_that_waits_anew_takes_the_place_of_the_abandoned_one_and_holds_up_no_other():
    """Else its lock would be held for ever, and with it the way to a supplier."""
    await sync_to_async(begun_job)(heartbeat_s_ago=None, queueing_lock="bridge/1")
    other = await sync_to_async(begun_job)(heartbeat_s_ago=None)
    await sync_to_async(jobs.defer)("bridge_round", queueing_lock="bridge/1", lock="bridge/1", connection_id=1)

    assert await worker.rescue_abandoned_jobs() == 2
    assert await sync_to_async(status)(other) == "todo"
    assert await worker.rescue_abandoned_jobs() == 0
    assert await sync_to_async(tasks_under)("bridge/1") == [("samdrift:bridge_round", "todo")]


async def test_a_job_of_a_living_worker_is_left_alone():
    job = await sync_to_async(begun_job)(heartbeat_s_ago=0)

    assert await worker.rescue_abandoned_jobs() == 0
    assert await sync_to_async(status)(job) == "doing"


def test_several_heartbeats_may_be_missed_before_a_worker_is_taken_for_dead():
    assert worker.TAKEN_FOR_DEAD_AFTER_S >= 3 * worker.HEARTBEAT_S


async def test_what_a_job_defers_is_seen_with_its_transaction_or_not_at_all(monkeypatch):
    """Else a letter could be carried before it is written, and a job that failed would leave letters behind."""
    seen: list[int] = []

    def count_jobs() -> int:
        """Asked over another connection than the job's own."""
        fresh = connection.copy()
        try:
            with fresh.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name LIKE '%%send_notice'")
                return int(cursor.fetchone()[0])
        finally:
            fresh.close()

    def reaction(fact_id: int, name: str) -> bool:
        with transaction.atomic():
            jobs.defer("send_notice", notice_id=fact_id)
            seen.append(count_jobs())
            transaction.set_rollback(name == "fails")
        seen.append(count_jobs())
        return True

    monkeypatch.setattr(facts, "react", reaction)
    monkeypatch.setitem(connections.settings["default"], "CONN_MAX_AGE", 0)  # the worker's threads outlive the test
    await sync_to_async(jobs.defer)("react", fact_id=1, reaction="fails")
    await worker.run(concurrency=1, wait=False)
    assert seen == [0, 0]
    await sync_to_async(jobs.defer)("react", fact_id=2, reaction="works")
    await worker.run(concurrency=1, wait=False)
    assert seen == [0, 0, 0, 1]


async def test_facts_do_not_wait_behind_a_network_that_is_read_anew(monkeypatch):
    may_go_on, begun, reacted = threading.Event(), threading.Event(), threading.Event()

    def slow_discovery(**_address: object) -> None:
        begun.set()
        may_go_on.wait(60)

    monkeypatch.setitem(connections.settings["default"], "CONN_MAX_AGE", 0)
    monkeypatch.setattr(discovery, "discover_address", slow_discovery)
    monkeypatch.setattr(facts, "react", lambda _fact, _name: reacted.set())
    for number in range(3):
        await sync_to_async(jobs.defer)("discover", municipality_id=1, address=f"192.0.2.{number}")
    working = asyncio.create_task(worker.run(concurrency=1))
    try:
        assert await asyncio.to_thread(begun.wait, 60)
        await sync_to_async(jobs.defer)("react", fact_id=1, reaction="any")
        assert await asyncio.to_thread(reacted.wait, 60)
    finally:
        may_go_on.set()
        working.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await working


async def test_the_end_of_a_job_is_noted_when_the_database_was_away_for_a_moment(monkeypatch):
    """Else the job, and whatever shares its lock, would wait for ever behind a worker that lives."""
    really_execute, failures = PsycopgConnector.execute_query_async, ["finish", "finish"]

    async def away(self: PsycopgConnector, query: str, **arguments: object) -> None:
        if "finish_job" in query and failures:
            failures.pop()
            raise ConnectorException from OperationalError("terminating connection due to administrator command")
        await really_execute(self, query, **arguments)

    monkeypatch.setitem(connections.settings["default"], "CONN_MAX_AGE", 0)
    monkeypatch.setattr(PsycopgConnector, "execute_query_async", away)
    monkeypatch.setattr(worker, "PAUSES_S", (0.0, 0.0, 0.0))
    monkeypatch.setattr(facts, "react", lambda _fact, _name: True)
    await sync_to_async(jobs.defer)("react", queueing_lock="mine", fact_id=1, reaction="any")
    await worker.run(concurrency=1, wait=False)
    assert failures == []
    assert await sync_to_async(tasks_under)("mine") == []
