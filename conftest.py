# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What all tests share: Django's test databases live in the run's own PostgreSQL (see samdrift.runtime.testing)."""

from collections.abc import Iterator

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker

pytest_plugins = ["samdrift.parties.testing"]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None, postgres_url: str) -> None:
    """Start the server before Django makes its test database."""


@pytest.fixture(autouse=True)
def queue_left_empty(request: pytest.FixtureRequest, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """What a test with transactions committed is flushed by Django, but for the table of jobs, which no model of ours is."""
    yield
    marker = request.node.get_closest_marker("django_db")
    if (marker and marker.kwargs.get("transaction")) or "transactional_db" in request.fixturenames:
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute("DELETE FROM procrastinate_jobs")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Those that wait for whole installations begin first: what begins last alone decides how long the run takes."""
    items.sort(key=lambda item: not any(item.get_closest_marker(name) for name in ("netlab", "slow")))
