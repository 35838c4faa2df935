# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The tests' own database, as a pytest plugin (`-p samdrift.runtime.testing`, set in pyproject.toml).

It must be a plugin, not a conftest: Django's settings are read before any conftest is. The address is settled then;
the server starts when the first test asks for it, or at once when xdist's workers will share it. With
SAMDRIFT_DATABASE_URL set beforehand nothing is started.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

import pytest

from samdrift.runtime.embedded import postgres

WORKER = "PYTEST_XDIST_WORKER"


class TestDatabase:
    """One PostgreSQL for one run of pytest, in a folder of its own that goes with it."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="samdrift-test-"))
        self.folder.chmod(0o711)  # the database's own account must get through
        self.cluster = postgres.plan(self.folder / "var", durable=False)
        self._handle: postgres.PostgresHandle | None = None
        atexit.register(self.remove)  # pytest calls no hook at all after a wrong argument
        os.environ["SAMDRIFT_DATABASE_URL"] = self.cluster.url
        os.environ["SAMDRIFT_DATA_DIR"] = str(self.folder / "var")

    def start(self) -> None:
        """Start the server unless it runs."""
        if self._handle is None:
            self._handle = postgres.ensure_running(self.folder / "var", durable=False)

    def remove(self) -> None:
        """End the server, if it ever ran, and leave nothing behind."""
        if self._handle is not None:
            self._handle.stop()
        self.cluster.remove()
        shutil.rmtree(self.folder, ignore_errors=True)


os.environ.setdefault("SAMDRIFT_MODE", "test")
_own = None if WORKER in os.environ or os.environ.get("SAMDRIFT_DATABASE_URL") else TestDatabase()


def pytest_configure(config: pytest.Config) -> None:
    if _own is not None and getattr(config.option, "numprocesses", None) and not config.option.collectonly:
        _own.start()


@pytest.fixture(scope="session")
def postgres_url() -> str:
    """The address of a running PostgreSQL with an empty database, for tests that need one without Django."""
    if _own is not None:
        _own.start()
    return os.environ["SAMDRIFT_DATABASE_URL"]
