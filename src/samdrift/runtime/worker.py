# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The worker: does what follows from each fact, job by job, out of PostgreSQL (procrastinate).

A worker that is killed leaves jobs marked as begun. Each worker tells the database every two seconds that it lives,
and each looks for jobs of a worker that has stopped telling, so a killed one's work is begun again within seconds.
Every reaction is safe to run twice, which makes that right.
"""

import argparse
import asyncio
import contextlib
import logging
import os
import signal
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from typing import TYPE_CHECKING, Any, NoReturn

from samdrift.platform.django_start import start_django
from samdrift.runtime import before_start

if TYPE_CHECKING:
    from procrastinate.connector import BaseConnector

HEARTBEAT_S = 2.0
TAKEN_FOR_DEAD_AFTER_S = 8.0
LONGEST_GOODBYE_S = 5.0
PAUSES_S = (0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0)
"""How long a note to the database is tried for; a database that stays away longer ends the worker, and the next goes on."""
logger = logging.getLogger(__name__)


def main(argv: list[str]) -> int:
    """Work until told to stop; jobs in hand get a few seconds to finish."""
    parser = argparse.ArgumentParser(prog="samdrift worker", description=__doc__)
    parser.add_argument(
        "--concurrency", type=int, default=4, help="jobs of each kind done side by side (default: %(default)s)"
    )
    asked = parser.parse_args(argv)
    before_start.vendor_files()
    start_django()
    asyncio.run(_until_told_to_stop(concurrency=asked.concurrency))
    return 0


async def _until_told_to_stop(*, concurrency: int) -> None:
    working = asyncio.create_task(run(concurrency=concurrency), name="run")
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, working.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await working
        return
    _leave_now()


def _leave_now() -> NoReturn:
    """Told to stop: a thread cannot be interrupted, and one that reads a network could keep us for minutes.

    What is left in hand is begun again by the next worker, as after a kill.
    """
    logging.shutdown()
    os._exit(0)


async def run(*, concurrency: int, wait: bool = True) -> None:
    """Work on all queues, each kind beside the others; with `wait` off, only until they are empty. Needs a started Django.

    Ends when cancelled, or when one of its parts cannot go on; the jobs in hand are finished first.
    """
    from procrastinate.contrib.django import app

    with app.replace_connector(_connector_of_worker()):
        async with app.open_async():
            kinds = _kinds_of_queues()
            if not wait:
                await _work_on(list(chain.from_iterable(kinds)), concurrency=concurrency, wait=False)
                return
            threads = ThreadPoolExecutor(concurrency * len(kinds) + 2, thread_name_prefix="job")
            asyncio.get_running_loop().set_default_executor(threads)
            parts = [asyncio.create_task(_work_on(kind, concurrency=concurrency), name=f"{kind}") for kind in kinds]
            parts.append(asyncio.create_task(_rescue_forever(), name="rescue"))
            try:
                done, _others = await asyncio.wait(parts, return_when=asyncio.FIRST_COMPLETED)
                for part in done:
                    part.result()
            finally:
                for part in parts:
                    part.cancel()
                await asyncio.gather(*parts, return_exceptions=True)


def _kinds_of_queues() -> list[list[str]]:
    """People wait for facts, and must not wait behind a whole network that is read anew or behind a partner that hangs."""
    from procrastinate.contrib.django import app

    from samdrift.platform.jobs import QUEUE_BRIDGE, QUEUE_FACTS

    quick = (QUEUE_FACTS, QUEUE_BRIDGE)
    return [*([name] for name in quick), sorted({task.queue for task in app.tasks.values()}.difference(quick))]


async def _work_on(queues: list[str], *, concurrency: int, wait: bool = True) -> None:
    from procrastinate.contrib.django import app

    await app.run_worker_async(
        queues=queues,
        concurrency=concurrency,
        wait=wait,
        name="samdrift",
        delete_jobs="successful",
        fetch_job_polling_interval=1.0,
        update_heartbeat_interval=HEARTBEAT_S,
        stalled_worker_timeout=TAKEN_FOR_DEAD_AFTER_S,
        shutdown_graceful_timeout=LONGEST_GOODBYE_S,
        install_signal_handlers=False,
    )


def _connector_of_worker() -> "BaseConnector":
    """Fetches jobs over connections of its own, yet lets a job defer others inside its own transaction.

    Procrastinate's connector for workers would defer them at once, over a connection of its own: another job could then begin
    before the rows it is about are there, and a transaction that rolls back would leave its jobs behind. And a database that is
    away for a moment must not keep a living worker from noting that a job has ended: nobody would ever take that job up again.
    """
    from procrastinate.contrib.django.django_connector import DjangoConnector
    from procrastinate.contrib.django.utils import connector_params
    from procrastinate.exceptions import ConnectorException
    from procrastinate.psycopg_connector import PsycopgConnector
    from psycopg import OperationalError

    class WorkerConnector(PsycopgConnector):
        def get_sync_connector(self) -> "BaseConnector":
            return DjangoConnector()

        async def execute_query_async(self, query: Any, **arguments: Any) -> None:
            for pause_s in PAUSES_S:
                try:
                    await super().execute_query_async(query, **arguments)
                except ConnectorException as error:
                    if not isinstance(error.__cause__, OperationalError):
                        raise
                    logger.warning("the database is away (%s); trying again in %s s", error.__cause__, pause_s)
                    await asyncio.sleep(pause_s)
                else:
                    return
            await super().execute_query_async(query, **arguments)

    # each kind of work listens on a connection of its own, the others are shared
    return WorkerConnector(kwargs=connector_params("default"), min_size=4, max_size=10)


async def _rescue_forever() -> None:
    while True:
        try:
            await rescue_abandoned_jobs()
        except Exception:
            logger.exception("looking for abandoned jobs failed; trying again")
        await asyncio.sleep(HEARTBEAT_S)


async def rescue_abandoned_jobs() -> int:
    """Put back the jobs whose worker died while doing them; how many there were.

    Where the same job waits already (its queueing lock tells), the abandoned one goes, and its lock with it.
    """
    from procrastinate.contrib.django import app
    from procrastinate.exceptions import UniqueViolation
    from procrastinate.jobs import Status

    abandoned = list(await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=TAKEN_FOR_DEAD_AFTER_S))
    for job in abandoned:
        try:
            await app.job_manager.retry_job(job)
        except UniqueViolation:
            await app.job_manager.finish_job(job, status=Status.FAILED, delete_job=True)
    return len(abandoned)
