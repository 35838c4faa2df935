# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Work of the hour: joins small sample chunks into chunks of an hour, and forgets what is too old.

Each sweep is stored as it comes, so that nothing is lost with a process; an hour of them in one chunk takes a fraction of
the room. Each device's hour is joined in its own transaction: stopped anywhere, the next run goes on.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count
from django.db.models.functions import TruncHour

from samdrift.kernel.clock import utc_now
from samdrift.monitoring.models import ReceivedNotification, SampleChunk
from samdrift.monitoring.samples import pack_sweeps, unpack_sweeps
from samdrift.monitoring.types import DeviceReading
from samdrift.platform.actor import system_actor
from samdrift.platform.jobs import blueprint
from samdrift.platform.scope import acting_as

QUEUE = "samples"
LATE = timedelta(minutes=10)
"""An hour is joined when this much has passed since it ended: the lane may still hold some of it."""
LOOK_BACK = timedelta(days=30)
"""Older hours were joined by earlier runs; the worker does not rest for longer than this."""
KEPT = timedelta(days=400)
CLOSEST = timedelta(seconds=20)
DELETED_AT_ONCE = 5000


@blueprint.periodic(cron="12 * * * *")
@blueprint.task(name="keep_samples_small", queue=QUEUE, queueing_lock="keep-samples-small", pass_context=False)
def keep_samples_small_job(timestamp: int) -> None:
    del timestamp
    now = utc_now()
    with acting_as(system_actor("samples")):
        join_hours(now=now)
        forget_old_samples(now=now)


def join_hours(*, now: datetime) -> int:
    """Make one chunk of each device's finished hour that has several; how many hours were joined. Safe to repeat."""
    open_hour = (now - LATE).replace(minute=0, second=0, microsecond=0)
    hours = (
        SampleChunk.objects.filter(start__lt=open_hour, start__gte=open_hour - LOOK_BACK)
        .annotate(hour=TruncHour("start"))
        .values_list("device_id", "hour")
        .annotate(chunks=Count("pk"))
        .filter(chunks__gt=1)
        .order_by("hour", "device_id")
    )
    return sum(_join(device_id, hour) for device_id, hour, _ in hours.iterator())


def _join(device_id: int, hour: datetime) -> bool:
    with transaction.atomic():
        mine = SampleChunk.objects.filter(device_id=device_id, start__gte=hour, start__lt=hour + timedelta(hours=1))
        chunks = list(mine.select_for_update().order_by("start", "pk"))
        if len(chunks) < 2:
            return False  # another run was quicker
        by_time = {sweep.at: sweep for chunk in chunks for sweep in unpack_sweeps(bytes(chunk.body), device_id)}
        sweeps = _thinned([by_time[at] for at in sorted(by_time)])
        mine.filter(pk__in=[chunk.pk for chunk in chunks]).delete()
        SampleChunk.objects.create(
            municipality_id=chunks[-1].municipality_id,
            supplier_id=chunks[-1].supplier_id,
            device_id=device_id,
            start=chunks[0].start,
            end=max(chunk.end for chunk in chunks),
            sweeps=len(sweeps),
            body=pack_sweeps(sweeps),
        )
    return True


def _thinned(sweeps: Sequence[DeviceReading]) -> list[DeviceReading]:
    """While something is wrong ports are read again every few seconds; a chart needs none of that a year later."""
    kept: list[DeviceReading] = []
    for sweep in sweeps:
        if not kept or sweep.at - kept[-1].at >= CLOSEST:
            kept.append(sweep)
    return kept


def forget_old_samples(*, now: datetime) -> int:
    """Delete samples and notifications older than 400 days; how many rows went. Judged changes stay for the reports."""
    gone = 0
    for old in (
        SampleChunk.objects.filter(end__lt=now - KEPT),
        ReceivedNotification.objects.filter(at__lt=now - KEPT),
    ):
        while ids := list(old.order_by("pk").values_list("pk", flat=True)[:DELETED_AT_ONCE]):
            deleted, _ = old.model.objects.filter(pk__in=ids).delete()
            gone += deleted
    return gone
