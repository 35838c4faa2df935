# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What happens to samples with time: steps are brought together by the day and the month, and what is too old goes.

Where room is short the oldest samples go first, then the oldest steps. Judged changes, incidents and cases are never touched.
"""

import logging
import shutil
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Min, Sum
from django.db.models.functions import Coalesce
from psycopg.errors import DiskFull

from samdrift.engines.columnstore import coarser, decode_steps, merged
from samdrift.monitoring.journal import Party, fetch_bodies
from samdrift.monitoring.keeping import insert_chunks, step_rows
from samdrift.monitoring.models import MetricChunk, MetricSweep
from samdrift.monitoring.periods import COARSE, DAY, FINE, MONTH, PERIOD, RAW, STEP, Keeping, floor, keeping_from, ms
from samdrift.platform.actor import system_actor
from samdrift.platform.scope import acting_as

AT_ONCE = 2000
TIMES = STEP[COARSE] // STEP[FINE]
SLACK = timedelta(hours=1)
"""A day is brought together when this much has passed since it ended."""
CUT_SHORT = timedelta(hours=2)
"""Samples that begin so much later than they should have been cut short."""
LONGEST_BEHIND = timedelta(hours=1)
log = logging.getLogger(__name__)


def join_steps(*, now: datetime) -> int:
    """Bring finished days of five-minute steps together, with the day's hours; then months of hours. How many were made."""
    return _join(FINE, DAY, now) + _join(COARSE, MONTH, now)


def _join(tier: int, span: timedelta, now: datetime) -> int:
    pieces = MetricChunk.objects.filter(
        tier=tier, span_s__lt=int(span.total_seconds()), start__lt=floor(now - SLACK, span)
    ).order_by("block_id", "start")
    whole = sorted({(block, floor(start, span)) for block, start in pieces.values_list("block_id", "start").distinct()})
    for block, start in whole:
        _join_one(block, tier, start, span)
    return len(whole)


def _join_one(block: int, tier: int, start: datetime, span: timedelta) -> None:
    with transaction.atomic():
        rows = MetricChunk.objects.filter(block_id=block, tier=tier, start__gte=start, start__lt=start + span)
        ids = list(rows.select_for_update().order_by("pk").values_list("pk", flat=True))
        if not ids:
            return  # another run was quicker
        first = rows.order_by("pk").only("municipality_id", "supplier_id").first()
        assert first is not None
        party = Party(first.municipality_id, first.supplier_id)
        sql, params = rows.order_by("pk").values_list("body").query.sql_with_params()
        parts = [decode_steps(body) for (body,) in fetch_bodies(sql, params)]
        steps = merged(parts, start_ms=ms(start), count=span // STEP[tier])
        rows.filter(pk__in=ids).delete()
        insert_chunks(step_rows(party, block, tier, start, span, steps))
        if tier == FINE:
            MetricChunk.objects.filter(
                block_id=block, tier=COARSE, start=start, span_s=int(DAY.total_seconds())
            ).delete()
            insert_chunks(step_rows(party, block, COARSE, start, DAY, coarser(steps, TIMES)))


def forget_old(keeping: Keeping, *, now: datetime) -> int:
    """Delete chunks that are older than they are kept; how many. A chunk goes when all of it is too old."""
    gone = 0
    for tier in (RAW, FINE, COARSE):
        longest = MetricChunk.objects.filter(tier=tier).values_list("span_s", flat=True).distinct()
        for span_s in list(longest):
            old = MetricChunk.objects.filter(
                tier=tier, span_s=span_s, start__lte=now - keeping.of(tier) - timedelta(seconds=span_s)
            )
            gone += _delete(old)
    return gone


def _delete(old: "MetricChunk.objects.QuerySet") -> int:  # type: ignore[name-defined]
    gone = 0
    while ids := list(old.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        gone += old.model.objects.filter(pk__in=ids).delete()[0]
    return gone


def used_bytes() -> int:
    """Room taken by what is stored, journal included; without PostgreSQL's own overhead (a few per cent)."""
    chunks = MetricChunk.objects.aggregate(sum=Coalesce(Sum("size"), 0))["sum"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(sum(length(body)), 0) FROM monitoring_metricsweep")
        (journal,) = cursor.fetchone()
    return int(chunks) + int(journal)


def make_room(keeping: Keeping, *, free_bytes: int | None) -> int:
    """Let the oldest go until the budget and the disk's reserve are kept; how many chunks went.

    `free_bytes` on the database's disk; None where it is not known (a database on another machine).
    """
    too_much = used_bytes() - keeping.budget_bytes if keeping.budget_bytes else 0
    if free_bytes is not None:
        too_much = max(too_much, keeping.reserve_bytes - free_bytes)
    gone = 0
    while too_much > 0:
        chunks, size = _let_oldest_go()
        if not chunks:
            break
        gone, too_much = gone + chunks, too_much - size
    if gone:
        log.warning("samples take more room than they may: %s of the oldest chunks went", gone)
        _reuse()
    return gone


def disk_is_full(error: BaseException) -> bool:
    """Whether PostgreSQL refused for want of room (53100), as its driver or Django says it."""
    return isinstance(error, DiskFull) or isinstance(error.__cause__, DiskFull)


def give_way() -> int:
    """Let the oldest go once, because PostgreSQL itself says that the disk is full; how many chunks went.

    For whoever's transaction was refused: in it, or after it; the room is used again when it has ended.
    """
    gone, size = _let_oldest_go()
    if gone:
        log.warning("the disk is full: %s of the oldest chunks went, %.0f MB", gone, size / 1024**2)
        transaction.on_commit(_reuse)
    return gone


def _let_oldest_go() -> tuple[int, int]:
    """The oldest span of samples; where there are none, of steps. How many chunks, how many bytes."""
    for tier in (RAW, FINE, COARSE):
        oldest = MetricChunk.objects.filter(tier=tier).aggregate(oldest=Min("start"))["oldest"]
        if oldest is not None:
            rows = MetricChunk.objects.filter(tier=tier, start=oldest)
            size = rows.aggregate(sum=Coalesce(Sum("size"), 0))["sum"]
            return _delete(rows), size
    return 0, 0


def troubles(keeping: Keeping, *, free_bytes: int | None, now: datetime) -> list[str]:
    """What somebody should know of the metric store, in sentences; none while all is well. Reads a few index entries."""
    found = []
    if free_bytes is not None and free_bytes < keeping.reserve_bytes:
        short = f"{free_bytes / 1024**3:.1f} of {keeping.reserve_bytes / 1024**3:.1f} GB are left free on the disk"
        found.append(f"{short}: the oldest samples go, facts are kept")
    oldest = {tier: MetricChunk.objects.filter(tier=tier).aggregate(at=Min("start"))["at"] for tier in (RAW, FINE)}
    since = max(filter(None, (oldest[FINE], now - keeping.raw)), default=now)
    if oldest[FINE] is not None and (oldest[RAW] or now) > since + CUT_SHORT:
        which = f"samples before {oldest[RAW]:%Y-%m-%d %H:%M} UTC" if oldest[RAW] is not None else "all samples"
        found.append(f"{which} went early for want of room, steps of 5 minutes are there")
    behind = journal_is_behind(now)
    if behind > LONGEST_BEHIND:
        found.append(f"samples have waited in the journal for {behind.total_seconds() / 60:.0f} minutes")
    return found


def store_troubles(*, now: datetime) -> list[str]:
    """The same as this installation is set up; for health and doctor, acts as the system."""
    folder = settings.SAMDRIFT_METRICS_FOLDER
    with acting_as(system_actor("samples")):
        return troubles(keeping_from(settings.SAMDRIFT_METRICS), free_bytes=free_bytes(folder), now=now)


def _reuse() -> None:
    """Let PostgreSQL use the room again at once, rather than at its next round. Not possible inside a transaction."""
    if connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        cursor.execute("VACUUM monitoring_metricchunk")


def free_bytes(folder: Path | None) -> int | None:
    """Free room on the disk of `folder`; None where there is no such folder here."""
    if folder is None or not folder.exists():
        return None
    return shutil.disk_usage(folder).free


def journal_is_behind(now: datetime) -> timedelta:
    """How much older than its time the oldest period is that still lies in the journal alone."""
    oldest = MetricSweep.objects.filter(kept=False).aggregate(oldest=Min("period"))["oldest"]
    return max(timedelta(0), now - oldest - PERIOD) if oldest is not None else timedelta(0)
