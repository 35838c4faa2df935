# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Once a minute, where SAMDRIFT_REMOTE_WRITE_URL is set: what the journal took in goes to the queue, and out of it."""

import logging
import time
from pathlib import Path
from typing import TypedDict, cast

from django.conf import settings

from samdrift.adapters.remotewrite.queue import Queue
from samdrift.adapters.remotewrite.sending import client_for
from samdrift.adapters.remotewrite.writing import collect, hand_over
from samdrift.platform.actor import system_actor
from samdrift.platform.jobs import blueprint
from samdrift.platform.scope import acting_as

A_RUN_S = 45.0
log = logging.getLogger(__name__)


class Receiver(TypedDict):
    """The setting SAMDRIFT_REMOTE_WRITE."""

    url: str
    token: str
    folder: Path
    queue_mb: int


@blueprint.periodic(cron="* * * * *")
@blueprint.task(name="remote_write", queue="remote-write", queueing_lock="remote-write", pass_context=False)
def remote_write_job(timestamp: int) -> None:
    del timestamp
    receiver = cast("Receiver | None", settings.SAMDRIFT_REMOTE_WRITE)
    if receiver is not None:
        write_on(receiver)


def write_on(receiver: Receiver) -> int:
    """One run; how many requests were taken."""
    began = time.monotonic()
    queue = Queue(receiver["folder"], most_bytes=receiver["queue_mb"] * 1024**2)
    before = queue.state
    with acting_as(system_actor("remote-write")):
        collect(queue, until=began + A_RUN_S / 2)
    with client_for(receiver["token"]) as client:
        taken = hand_over(queue, client, receiver["url"], now=time.time, until=began + A_RUN_S)
    after = queue.state
    if after.reason and after.reason != before.reason:
        log.warning("remote write to %s: %s", receiver["url"], after.reason)
    if after.dropped > before.dropped:
        log.warning("remote write: the queue is full, %s of the oldest requests went", after.dropped - before.dropped)
    return taken


def trouble(receiver: Receiver | None) -> str:
    """What is wrong, in a sentence for health; empty while all is well or nothing is set up."""
    if receiver is None or not receiver["folder"].exists():
        return ""
    queue = Queue(receiver["folder"], most_bytes=receiver["queue_mb"] * 1024**2)
    if not queue.state.reason:
        return ""
    requests, size = queue.waiting()
    return f"{queue.state.reason}; {requests} requests wait ({size / 1024**2:.0f} MB), {queue.state.dropped} dropped"
