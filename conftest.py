# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What all tests share: Django's test databases live in the run's own PostgreSQL (see samdrift.runtime.testing)."""

import pytest

pytest_plugins = ["samdrift.parties.testing"]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None, postgres_url: str) -> None:
    """Start the server before Django makes its test database."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Those that wait for whole installations begin first: what begins last alone decides how long the run takes."""
    items.sort(key=lambda item: not any(item.get_closest_marker(name) for name in ("netlab", "slow")))
