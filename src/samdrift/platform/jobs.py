# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Jobs on PostgreSQL (procrastinate), behind one small door: deferring inside a transaction is our outbox."""

from typing import Any

from procrastinate import App, BaseRetryStrategy, RetryDecision
from procrastinate.blueprints import Blueprint
from procrastinate.contrib.django import app
from procrastinate.jobs import Job

QUEUE_FACTS, QUEUE_DISCOVERY, QUEUE_BRIDGE = "facts", "discovery", "bridge"
LONGEST_WAIT_S = 60


class KeepTrying(BaseRetryStrategy):
    """Nothing is dropped after a number of tries: 1, 2, 4 … seconds, then each minute, until it works."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:  # noqa: ARG002
        return RetryDecision(retry_in={"seconds": min(LONGEST_WAIT_S, 2 ** min(job.attempts, 6))})


blueprint = Blueprint()


@blueprint.task(name="react", queue=QUEUE_FACTS, retry=KeepTrying())
def run_reaction(*, fact_id: int, reaction: str) -> None:
    from samdrift.platform.facts import react

    react(fact_id, reaction)


def defer_reaction(*, fact_id: int, reaction: str, subject: str) -> None:
    """Queue one reaction in the current transaction; reactions of one kind to one subject run in order."""
    task = app.tasks["samdrift:react"]
    task.configure(lock=f"{reaction}/{subject}").defer(fact_id=fact_id, reaction=reaction)


def defer(task_name: str, /, *, queueing_lock: str | None = None, lock: str | None = None, **arguments: Any) -> bool:
    """Queue a job by name (`samdrift:<name>`) in the current transaction.

    With `queueing_lock`, False when the same is waiting already.
    """
    from django.db import transaction
    from procrastinate.exceptions import AlreadyEnqueued

    task = app.tasks[f"samdrift:{task_name}"]
    try:
        with transaction.atomic():
            task.configure(queueing_lock=queueing_lock, lock=lock).defer(**arguments)
    except AlreadyEnqueued:
        return False
    return True


def on_app_ready(procrastinate_app: App) -> None:
    """Django is ready: wire the reactions, which makes every context's jobs known, then add the jobs."""
    from importlib import import_module

    import_module("samdrift.runtime.subscriptions").wire()
    procrastinate_app.add_tasks_from(blueprint, namespace="samdrift")
