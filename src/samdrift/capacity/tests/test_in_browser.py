# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The pages of capacity in a real browser: axe, reflow at 390 px, and the policy."""

import pytest

from samdrift.capacity.tests.conftest import outlook, pull_out
from samdrift.ui.testing import assert_no_overflow, assert_page_is_accessible, browser, browser_context, visit

__all__ = ["browser", "browser_context", "visit"]
pytestmark = pytest.mark.browser


@pytest.fixture
def pages(transactional_db, town, cast):
    """Each kind of page, with something on it."""
    line = outlook(town, cast, "west", key="3", level=0.6e9, slope=2e6, low=1e6, high=4e6)
    outlook(town, cast, "core", kind="dhcp", key="p", name="Pupils", size=1000, level=900.0)
    outlook(town, cast, "ap1", kind="clients", key="c", size=60, level=None, days=9)
    pull_out(town, "east", 2)
    return [
        "/network/capacity/",
        f"/network/capacity/{line.pk}/",
        "/network/capacity/what-if/?kbit_s=1500",
        "/network/capacity/cuts/",
        f"/network/capacity/cuts/device/{town['west']}/",
        "/network/capacity/single-points/",
        "/network/capacity/spares/",
        "/network/capacity/report/2026/",
    ]


def test_every_page_is_accessible_and_fits_a_telephone(pages, visit):
    for address in pages:
        page = visit(address, width=390)
        assert_page_is_accessible(page)
        assert_no_overflow(page)
        page.close()
