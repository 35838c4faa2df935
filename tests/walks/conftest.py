# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""One running demo for the walks of a test process, gone with the last of them.

WALK_IN names the data folder of one that runs already.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from samdrift.ui.testing import browser, browser_context

from .town import Town, until

__all__ = ["browser", "browser_context"]


@pytest.fixture(scope="package")
def started(request: pytest.FixtureRequest) -> Iterator[tuple[Town, dict[str, float]]]:
    """A fresh demo, and the seconds it took to be open and to know its network."""
    running = os.environ.get("WALK_IN")
    if running:
        yield Town(Path(running)), {}
        return
    town = Town()
    begun = town.now().timestamp()
    try:
        town.start()
        opened = town.now().timestamp()
        until(lambda: not town.unknown(), lambda: f"discovery: {town.unknown()}", every_s=1.0)
        known = town.now().timestamp()
        yield town, {"start to the open page": opened - begun, "start to the whole network known": known - begun}
    finally:
        if request.session.testsfailed:
            print(f"\nWhat the processes said: {town.keep_logs()}")
        town.stop()


@pytest.fixture
def town(started: tuple[Town, dict[str, float]]) -> Iterator[Town]:
    """The demo, whole again after each test."""
    yield started[0]
    with started[0].twin() as twin:
        twin.heal_all()
