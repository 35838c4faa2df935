# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What supervisors and monitoring systems ask: /livez (does it run), /readyz (can it work), /metrics (how does it stand)."""

import hmac
import ipaddress
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from samdrift.adapters.remotewrite.jobs import Receiver, trouble
from samdrift.kernel.clock import utc_now
from samdrift.monitoring import facade as monitoring
from samdrift.platform.actor import system_actor
from samdrift.platform.scope import acting_as
from samdrift.runtime.figures import oldest_waiting_job_s, page_of_figures, poller_pulse, pulse_ages_s
from samdrift.runtime.pollers import troubles

PULSE_LIMIT = timedelta(seconds=60)
QUEUE_LIMIT = timedelta(seconds=60)
FORWARDED = ("X-Forwarded-For", "Forwarded", "X-Real-Ip")


@dataclass(frozen=True, slots=True)
class Check:
    """One look. `needed`: without it no page works, so that a balancer must send people elsewhere."""

    name: str
    ok: bool
    needed: bool
    detail: str = ""


@require_GET
@never_cache
def livez(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """The process answers. Touches nothing outside itself: a slow database must not get it restarted."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_GET
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """200 while pages work; 503 when they cannot. A tired worker or watch shows as `degraded`: pages still work then."""
    checks = _checks(utc_now())
    ready = all(check.ok for check in checks if check.needed)
    word = "ready" if all(check.ok for check in checks) else "degraded" if ready else "not ready"
    told = [{"name": c.name, "ok": c.ok, "detail": c.detail} for c in checks]
    return JsonResponse({"status": word, "checks": told}, status=200 if ready else 503)


@require_GET
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus text; for this machine, or for whoever has the token of SAMDRIFT_METRICS_TOKEN."""
    if not (_from_this_machine(request) or _has_token(request)):
        return HttpResponse("metrics are for this machine, or with a token\n", status=403, content_type="text/plain")
    with acting_as(system_actor("metrics")):
        page = page_of_figures(utc_now())
    return HttpResponse(page, content_type=CONTENT_TYPE_LATEST)


def _from_this_machine(request: HttpRequest) -> bool:
    """Asked directly over loopback. A proxy on this machine speaks for others: its headers give it away."""
    if settings.SECURE_PROXY_SSL_HEADER or any(name in request.headers for name in FORWARDED):
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def _has_token(request: HttpRequest) -> bool:
    wanted = settings.SAMDRIFT_METRICS_TOKEN
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return bool(wanted) and hmac.compare_digest(given.encode(), wanted.encode())


def _checks(now: datetime) -> list[Check]:
    database = _tried("database", _database, needed=True)
    if not database.ok:
        return [database]
    return [
        database,
        _tried("migrations", _migrations, needed=True),
        _tried("queue", lambda: _queue(now), needed=False),
        _tried("pulses", lambda: _pulses(now), needed=False),
        _tried("samples", lambda: "; ".join(monitoring.store_troubles(now=now)), needed=False),
        _tried("remote write", lambda: trouble(cast("Receiver | None", settings.SAMDRIFT_REMOTE_WRITE)), needed=False),
        _tried("pollers", lambda: "; ".join(troubles(poller_pulse(), now)), needed=False),
    ]


def _tried(name: str, look: Callable[[], str], *, needed: bool) -> Check:
    """`look` answers what is wrong in words, or nothing."""
    try:
        wrong = look()
    except DatabaseError as error:
        wrong = f"the database refuses: {type(error).__name__}"
    return Check(name, not wrong, needed, wrong)


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return ""


def _migrations() -> str:
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"{len(missing)} migrations are missing; run samdrift migrate" if missing else ""


def _queue(now: datetime) -> str:
    waited = oldest_waiting_job_s(now)
    return f"the oldest job waits since {waited:.0f} s" if waited > QUEUE_LIMIT.total_seconds() else ""


def _pulses(now: datetime) -> str:
    silent = {name: age for name, age in pulse_ages_s(now).items() if age > PULSE_LIMIT.total_seconds()}
    return ", ".join(f"{name} has been silent for {age:.0f} s" for name, age in sorted(silent.items()))


urlpatterns = [path("livez", livez), path("readyz", readyz), path("metrics", metrics)]
