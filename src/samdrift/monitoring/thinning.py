# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What happens to samples with time: steps are brought together by the day and the month, and what is too old goes.

Where room is short the oldest samples go first, then the oldest steps. Judged changes, incidents and cases are never touched.
"""

import logging
import shutil
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from django.db import connection, transaction
from django.db.models import Min, Sum
from django.db.models.functions import Coalesce

from samdrift.engines.columnstore import coarser, decode_steps, merged
from samdrift.monitoring.journal import Party, fetch_bodies
from samdrift.monitoring.keeping import insert_chunks, step_rows
from samdrift.monitoring.models import MetricChunk, MetricSweep
from samdrift.monitoring.periods import COARSE, DAY, FINE, MONTH, PERIOD, RAW, STEP, Keeping, floor, ms

AT_ONCE = 2000
TIMES = STEP[COARSE] // STEP[FINE]
SLACK = timedelta(hours=1)
"""A day is brought together when this much has passed since it ended."""
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
    for tier in (RAW, FINE, COARSE):
        while too_much > 0:
            oldest = MetricChunk.objects.filter(tier=tier).aggregate(oldest=Min("start"))["oldest"]
            if oldest is None:
                break
            rows = MetricChunk.objects.filter(tier=tier, start=oldest)
            too_much -= rows.aggregate(sum=Coalesce(Sum("size"), 0))["sum"]
            gone += _delete(rows)
    if gone:
        log.warning("samples take more room than they may: %s of the oldest chunks went", gone)
        _reuse(("monitoring_metricchunk",))
    return gone


def _reuse(tables: Sequence[str]) -> None:
    """Let PostgreSQL use the room again at once, rather than at its next round. Not possible inside a transaction."""
    if connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"VACUUM {table}")


def free_bytes(folder: Path | None) -> int | None:
    """Free room on the disk of `folder`; None where there is no such folder here."""
    if folder is None or not folder.exists():
        return None
    return shutil.disk_usage(folder).free


def journal_is_behind(now: datetime) -> timedelta:
    """How much older than its time the oldest period is that still lies in the journal alone."""
    oldest = MetricSweep.objects.filter(kept=False).aggregate(oldest=Min("period"))["oldest"]
    return max(timedelta(0), now - oldest - PERIOD) if oldest is not None else timedelta(0)
