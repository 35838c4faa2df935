# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""A browser, and the pages under test in a process of their own with settings that need no database."""

import subprocess
import sys
from pathlib import Path

import pytest

from samdrift.ui.testing import browser, browser_context  # noqa: F401 - fixtures

ROOT = Path(__file__).resolve().parents[4]


@pytest.fixture(scope="session")
def address():
    if not (ROOT / "src/samdrift/ui/static/vendor/htmx.min.js").is_file():
        pytest.skip("third-party files are not there; run `npm ci` and `python tools/vendor_assets.py`")
    subprocess.run([sys.executable, ROOT / "tools" / "messages.py", "compile"], check=True, capture_output=True)
    with subprocess.Popen(
        [sys.executable, "-m", "samdrift.ui.tests.serve"], cwd=ROOT / "src", stdout=subprocess.PIPE, text=True
    ) as server:
        port = server.stdout.readline().strip()
        assert port.isdigit(), "the pages under test did not start"
        yield f"http://127.0.0.1:{port}"
        server.terminate()
