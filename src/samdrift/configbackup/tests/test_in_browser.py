# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The pages of kept configurations in a real browser: axe, reflow, and a difference that the keyboard can scroll."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from samdrift.configbackup.commands import back_up
from samdrift.configbackup.models import ConfigVersion
from samdrift.platform.actor import system_actor
from samdrift.platform.scope import acting_as
from samdrift.ui.testing import assert_no_overflow, assert_page_is_accessible, browser, browser_context, visit

__all__ = ["browser", "browser_context", "visit"]
pytestmark = pytest.mark.browser
AT = datetime(2026, 11, 3, 1, 17, tzinfo=UTC)
ACTOR = system_actor("test")


def test_lists_history_difference_and_the_devices_panel_are_accessible(transactional_db, network, switched_on, visit):
    with acting_as(ACTOR):
        back_up(device_id=network.pk, actor=ACTOR, at=AT)
        switched_on["text"] += "vlan 30\n name Gæster\n" + "interface x\n description " + "long " * 60 + "\n"
        back_up(device_id=network.pk, actor=ACTOR, at=AT + timedelta(days=1))
        changed = ConfigVersion.objects.order_by("-pk").first()
    paths = [
        reverse("configurations"),
        reverse("configuration-history", args=[network.pk]),
        reverse("configuration", args=[changed.pk]),
        reverse("device", args=[network.pk]),
    ]
    for path in paths:
        for width, scheme in ((1280, "light"), (390, "dark")):
            page = visit(path, scheme=scheme, width=width)
            assert_page_is_accessible(page)
            assert_no_overflow(page)
            page.context.close()
