# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The pages of finding things in a real browser: axe, reflow, large text, focus and the policy, in light and dark."""

import os
from datetime import timedelta
from pathlib import Path

import pytest

from samdrift.inventory.commands import apply_snapshot
from samdrift.inventory.dhcp import store_dhcp
from samdrift.inventory.models import Credential
from samdrift.inventory.rules.leases import DhcpPool, DhcpTold
from samdrift.inventory.testing import ACTOR, AT
from samdrift.inventory.tests import machines
from samdrift.inventory.ways import look_through_range
from samdrift.inventory.worklist import look_through
from samdrift.platform.scope import acting_as
from samdrift.ui.testing import (
    assert_focus_is_visible,
    assert_large_text_fits,
    assert_no_overflow,
    assert_page_is_accessible,
    browser,
    browser_context,
    visit,
)

__all__ = ["browser", "browser_context", "visit"]
pytestmark = pytest.mark.browser
DHCP = DhcpTold(
    "http://192.0.2.7:8000/",
    (
        DhcpPool(4, 10, "10.95.0.0/24", "School north clients", 100, 97, 1),
        DhcpPool(4, 20, "10.95.16.0/20", "Guests of all libraries and town halls", 4000, 3300),
        DhcpPool(6, 30, "2001:db8:95::/64", "", 2**64, 29),
    ),
    state="hot-standby hot-standby / hot-standby",
)
PICTURES = os.environ.get("PICTURES", "")


@pytest.fixture
def pages(transactional_db, town, cast):
    """Every page of this context that the pages of operations do not try already, by name."""
    with acting_as(ACTOR):
        look_through(municipality_id=cast.city.pk, actor=ACTOR, now=AT + timedelta(days=3))
        store_dhcp(municipality_id=cast.city.pk, told=DHCP, actor=ACTOR, at=AT)
        look_through_range(municipality_id=cast.city.pk, network="10.60.0.0/24", actor=ACTOR, at=AT)
        stack = apply_snapshot(
            municipality_id=cast.city.pk,
            address="10.31.0.1",
            credential_id=Credential.objects.get(municipality=cast.city).pk,
            snapshot=machines.stack(members=2),
            actor=ACTOR,
            at=AT,
        )
    return {
        "station": "/network/whereabouts/?q=a45e60010203",
        "stations": "/network/whereabouts/?q=a45e60",
        "pools": "/network/whereabouts/",
        "nobody": "/network/whereabouts/?q=nobody",
        "worklist": "/network/worklist/",
        "discovery": "/network/discovery/",
        "device": f"/network/devices/{stack}/",
        "port": f"/network/devices/{stack}/ports/1101/",
    }


def test_every_page_is_accessible_wide_and_on_a_phone_by_day_and_by_night(pages, visit):
    for name, path in pages.items():
        for scheme, width in (("light", 1280), ("dark", 390)):
            page = visit(path, scheme=scheme, width=width)
            if PICTURES:
                page.screenshot(path=Path(PICTURES) / f"{name}-{scheme}-{width}.png", full_page=True)
            assert_page_is_accessible(page)
            assert_no_overflow(page)
            page.context.close()


def test_large_text_fits_and_the_keyboard_reaches_everything(pages, visit):
    for path in pages.values():
        page = visit(path)
        assert_large_text_fits(page)
        assert_focus_is_visible(page, presses=60)
        page.context.close()
