# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The figures of /metrics, counted when asked. Counts of rows alone: no names of places, people or devices leave here."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import Count, Q
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from samdrift import __version__
from samdrift.platform.models import ProcessPulse
from samdrift.runtime.pollers import PollerStanding, pollers_in

CLOSED_STATES = ("resolved", "closed")


def page_of_figures(now: datetime) -> bytes:
    """Prometheus text format 0.0.4; the caller acts as the system."""
    registry = CollectorRegistry()
    registry.register(_Figures(now))
    return generate_latest(registry)


def oldest_waiting_job_s(now: datetime) -> float:
    """How long the oldest job that is due has waited, in seconds; 0 when none waits."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT min(coalesce(job.scheduled_at, deferred.at)) FROM procrastinate_jobs job LEFT JOIN LATERAL"
            " (SELECT min(at) AS at FROM procrastinate_events WHERE job_id = job.id) deferred ON true"
            " WHERE job.status = 'todo' AND (job.scheduled_at IS NULL OR job.scheduled_at <= %s)",
            [now],
        )
        since = cursor.fetchone()[0]
    return max(0.0, (now - since).total_seconds()) if since is not None else 0.0


def pulse_ages_s(now: datetime) -> dict[str, float]:
    """Seconds since each process last said it is well."""
    return {p.name: max(0.0, (now - p.at).total_seconds()) for p in ProcessPulse.objects.all()}


def poller_pulse() -> dict[str, Any]:
    """What the watch process heard of pollers last; empty where it heard of none."""
    detail = ProcessPulse.objects.filter(name="poller").values_list("detail", flat=True).first()
    return detail if isinstance(detail, dict) else {}


class _Figures(Collector):
    """Asked once a scrape."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def collect(self) -> Iterator[Metric]:
        yield _one("samdrift_info", "The version that runs.", 1, version=__version__)
        yield from _stock()
        yield from _incidents()
        yield from _cases(self.now)
        yield from _work(self.now)
        yield from _pollers(self.now)


def _one(name: str, help_text: str, value: float, **labels: str) -> Metric:
    return _many(name, help_text, tuple(labels), [(tuple(labels.values()), value)])


def _many(
    name: str, help_text: str, labels: tuple[str, ...], values: Iterable[tuple[tuple[str, ...], float]]
) -> Metric:
    family = GaugeMetricFamily(name, help_text, labels=labels)
    for label_values, value in values:
        family.add_metric(label_values, value)
    return family


def _rows(app: str, model: str) -> Any:
    """All rows of a context's table; by name, because the runtime counts what is there and imports no one's models."""
    return apps.get_model(app, model)._default_manager.all()  # noqa: SLF001 - Django's documented way to any model


def _by(rows: Any, field: str) -> list[tuple[tuple[str, ...], float]]:
    counted = rows.order_by().values_list(field).annotate(number=Count("pk")).order_by(field)
    return [((str(value),), number) for value, number in counted]


def _stock() -> Iterator[Metric]:
    yield _one("samdrift_municipalities", "Municipalities.", _rows("parties", "Municipality").count())
    yield _one("samdrift_places", "Places.", _rows("parties", "Place").count())
    people = _rows("parties", "User").filter(is_active=True).count()
    yield _one("samdrift_people", "People who can sign in.", people)
    devices = _rows("inventory", "Device")
    yield _many("samdrift_devices", "Devices found, by type.", ("type",), _by(devices, "type"))
    yield _one(
        "samdrift_interfaces", "Ports that are there.", _rows("inventory", "Interface").filter(present=True).count()
    )
    yield _one("samdrift_links", "Cables that are there.", _rows("inventory", "Link").filter(gone_at=None).count())
    standing = _rows("monitoring", "DeviceStanding")
    silent = standing.filter(reachable=False).count()
    yield _one("samdrift_devices_unreachable", "Devices that do not answer.", silent)
    hanging = standing.filter(Q(reachable=True), agent=False).count()
    yield _one("samdrift_devices_agent_silent", "Devices whose SNMP agent alone is silent.", hanging)


def _incidents() -> Iterator[Metric]:
    is_open = _rows("incidents", "Incident").filter(closed_at=None)
    yield _many("samdrift_incidents_open", "Open incidents, by kind.", ("kind",), _by(is_open, "kind"))
    yield _one(
        "samdrift_outages_open", "Open incidents that keep people from working.", is_open.filter(outage=True).count()
    )
    all_of_them = _rows("incidents", "Incident").count()
    yield _one("samdrift_incidents", "Incidents ever opened.", all_of_them)


def _cases(now: datetime) -> Iterator[Metric]:
    cases = _rows("servicedesk", "Case")
    yield _many("samdrift_cases", "Cases, by state.", ("state",), _by(cases, "state"))
    late = cases.exclude(state__in=CLOSED_STATES).filter(next_due_at__lt=now).count()
    yield _one("samdrift_cases_overdue", "Unfinished cases past a due time.", late)


def _work(now: datetime) -> Iterator[Metric]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT queue_name, status::text, count(*) FROM procrastinate_jobs GROUP BY 1, 2 ORDER BY 1, 2")
        jobs = [((queue, status), float(number)) for queue, status, number in cursor.fetchall()]
    yield _many("samdrift_jobs", "Jobs, by queue and state.", ("queue", "status"), jobs)
    yield _one("samdrift_oldest_job_seconds", "How long the oldest due job has waited.", oldest_waiting_job_s(now))
    ages = [((name,), age) for name, age in sorted(pulse_ages_s(now).items())]
    yield _many("samdrift_pulse_age_seconds", "Since a process last said it is well.", ("process",), ages)
    yield _one("samdrift_facts", "Facts ever recorded.", _rows("platform", "Fact").count())


def _pollers(now: datetime) -> Iterator[Metric]:
    there = pollers_in(poller_pulse())
    figures: dict[tuple[str, str], Callable[[PollerStanding], float]] = {
        ("devices", "Devices a poller asks."): lambda one: one.devices,
        ("behind_seconds", "How long its oldest unsent sample has waited."): lambda one: one.behind_s,
        ("kept_bytes", "What it keeps on disk until the line is back."): lambda one: one.kept_bytes,
        ("dropped", "Samples it threw away for want of room."): lambda one: one.dropped,
        ("silence_seconds", "Since it was heard."): lambda one: max(0.0, now.timestamp() - one.heard_at),
    }
    for (name, text), read in figures.items():
        values = [((one.zone, one.poller), float(read(one))) for one in there]
        yield _many(f"samdrift_poller_{name}", text, ("zone", "poller"), values)
