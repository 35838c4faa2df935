# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What all tests share: Django's test databases live in the run's own PostgreSQL (see samdrift.runtime.testing)."""

import pytest

pytest_plugins = ["samdrift.parties.testing"]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None, postgres_url: str) -> None:
    """Start the server before Django makes its test database."""
