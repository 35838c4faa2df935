# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Work of the clock: the journal's finished periods go into chunks, what is too old goes, room is kept for facts."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import OperationalError
from psycopg.errors import DiskFull

from samdrift.kernel.clock import utc_now
from samdrift.monitoring.foreseeing import foresee, foresee_gauges
from samdrift.monitoring.gauges import fold_days, thin_gauges
from samdrift.monitoring.keeping import keep_periods
from samdrift.monitoring.models import ReceivedNotification
from samdrift.monitoring.periods import keeping_from
from samdrift.monitoring.thinning import (
    disk_is_full,
    forget_old,
    free_bytes,
    give_way,
    join_steps,
    make_room,
)
from samdrift.platform.actor import system_actor
from samdrift.platform.jobs import blueprint
from samdrift.platform.scope import acting_as

QUEUE = "samples"
NOTIFICATIONS_KEPT = timedelta(days=400)
DELETED_AT_ONCE = 5000


@blueprint.periodic(cron="*/5 * * * *")
@blueprint.task(name="keep_samples_small", queue=QUEUE, queueing_lock="keep-samples-small", pass_context=False)
def keep_samples_small_job(timestamp: int) -> None:
    del timestamp
    now = utc_now()
    keeping, folder = keeping_from(settings.SAMDRIFT_METRICS), settings.SAMDRIFT_METRICS_FOLDER
    with acting_as(system_actor("samples")):
        make_room(keeping, free_bytes=free_bytes(folder))
        keep_with_room(now=now)
        join_steps(now=now)
        forget_old(keeping, now=now)
        forget_old_notifications(now=now)
        foresee(now=now)
        foresee_gauges(fold_days(now=now), now=now)
        thin_gauges(keeping, now=now)


def keep_with_room(*, now: datetime) -> int:
    """Put finished periods into chunks; where the disk is full the oldest go for it. How many periods there were."""
    while True:
        try:
            return keep_periods(now=now)
        except (OperationalError, DiskFull) as error:
            if not disk_is_full(error) or not give_way():
                raise


def forget_old_notifications(*, now: datetime) -> int:
    """Delete notifications older than 400 days; how many. Judged changes stay for the reports."""
    gone = 0
    old = ReceivedNotification.objects.filter(at__lt=now - NOTIFICATIONS_KEPT)
    while ids := list(old.order_by("pk").values_list("pk", flat=True)[:DELETED_AT_ONCE]):
        deleted, _ = ReceivedNotification.objects.filter(pk__in=ids).delete()
        gone += deleted
    return gone
