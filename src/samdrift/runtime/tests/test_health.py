# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Supervisors and monitoring systems are told the truth, and only they are."""

import re
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection
from prometheus_client.parser import text_string_to_metric_families

from samdrift.incidents.models import Incident
from samdrift.kernel.clock import utc_now
from samdrift.parties.testing import BUILDER
from samdrift.platform import jobs
from samdrift.platform.pulse import beat
from samdrift.platform.scope import acting_as
from samdrift.runtime import health


def figures(client, **headers) -> dict[tuple, float]:
    page = client.get("/metrics", headers=headers)
    assert page.status_code == 200
    families = text_string_to_metric_families(page.content.decode())
    return {(s.name, *sorted(s.labels.items())): s.value for family in families for s in family.samples}


def test_livez_touches_nothing(client, cast, django_assert_num_queries):
    client.force_login(cast.owner)
    with django_assert_num_queries(0):
        answer = client.get("/livez")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


def test_readyz_is_ready_on_a_fresh_database(client, db):
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["status"] == "ready"
    names = [check["name"] for check in answer.json()["checks"]]
    assert names == ["database", "migrations", "queue", "pulses", "samples", "remote write", "pollers"]


def test_readyz_says_not_ready_without_a_database(client, db, monkeypatch):
    def down() -> str:
        raise DatabaseError("gone")

    monkeypatch.setattr(health, "_database", down)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["status"]) == (503, "not ready")


def test_readyz_says_not_ready_when_migrations_are_missing(client, db):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'parties' AND name LIKE '0003%'")
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "1 migrations are missing" in answer.json()["checks"][1]["detail"]


def test_a_silent_process_degrades_but_pages_stay_ready(client, db):
    beat("watch", at=utc_now() - timedelta(minutes=5))
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["status"]) == (200, "degraded")
    assert re.search(r"watch has been silent for 30\d s", answer.json()["checks"][3]["detail"])


def wait_for_minutes(minutes: int) -> None:
    """Queue a job and make it old."""
    jobs.app.tasks["samdrift:react"].configure(lock="test").defer(fact_id=0, reaction="nothing")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_events SET at = now() - make_interval(mins => %s)", [minutes])


def test_a_waiting_job_degrades(client, db):
    wait_for_minutes(10)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["status"]) == (200, "degraded")
    assert "waits since 60" in answer.json()["checks"][2]["detail"]


def test_metrics_count_what_is_there(client, cast):
    now = utc_now()
    with acting_as(BUILDER):
        for key, closed in (("device:1", None), ("device:2", None), ("device:3", now)):
            Incident.objects.create(
                municipality=cast.city,
                kind="device",
                cause_key=key,
                cause_label="SECRET-LABEL",
                fault_at=now,
                opened_at=now,
                closed_at=closed,
                outage=key == "device:1",
            )
    beat("watch", at=now - timedelta(seconds=30))
    wait_for_minutes(2)
    told = figures(client)
    assert told[("samdrift_incidents_open", ("kind", "device"))] == 2
    assert told[("samdrift_outages_open",)] == 1
    assert told[("samdrift_incidents",)] == 3
    assert told[("samdrift_places",)] == 2
    assert told[("samdrift_municipalities",)] == 2
    assert 30 <= told[("samdrift_pulse_age_seconds", ("process", "watch"))] < 60
    assert 120 <= told[("samdrift_oldest_job_seconds",)] < 180
    assert told[("samdrift_jobs", ("queue", "facts"), ("status", "todo"))] == 1
    names = {name for name, *_ in told}
    assert len(names) >= 10
    assert b"SECRET-LABEL" not in client.get("/metrics").content


@pytest.mark.parametrize("headers", [{"X-Forwarded-For": "203.0.113.9"}, {"Forwarded": "for=203.0.113.9"}])
def test_metrics_are_not_given_through_a_proxy(client, db, headers):
    assert client.get("/metrics", headers=headers).status_code == 403


def test_metrics_are_not_given_to_another_machine_without_the_token(client, db, settings):
    elsewhere = {"REMOTE_ADDR": "203.0.113.9"}
    assert client.get("/metrics", **elsewhere).status_code == 403
    assert client.get("/metrics", headers={"Authorization": "Bearer "}, **elsewhere).status_code == 403
    settings.SAMDRIFT_METRICS_TOKEN = "letters and figures"
    assert client.get("/metrics", headers={"Authorization": "Bearer wrong"}, **elsewhere).status_code == 403
    right = {"Authorization": "Bearer letters and figures"}
    assert client.get("/metrics", headers=right, **elsewhere).status_code == 200
