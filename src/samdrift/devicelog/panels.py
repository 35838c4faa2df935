# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What the device log hangs on a device's page: what it wrote last."""

from collections.abc import Mapping

from django.http import HttpRequest

from samdrift.devicelog.labels import TONES, clock_words, severity_words
from samdrift.devicelog.queries import LEAST_SEVERE, latest_messages
from samdrift.devicelog.types import MessageRow
from samdrift.inventory.types import DeviceRow
from samdrift.platform.actor import NOBODY, Actor

SHOWN = 30
LONGEST_SHOWN = 400
CHOICES = (3, 4, 5, 7)
"""Errors, warnings, notices, everything."""


def messages_panel(request: HttpRequest, subject: Mapping[str, object]) -> Mapping[str, object] | None:
    """The last messages, this severe or more (?severity=4). Nothing where the device never wrote any."""
    device = subject.get("device")
    if not isinstance(device, DeviceRow):
        return None
    actor: Actor = getattr(request, "actor", NOBODY)
    chosen = _chosen(request.GET.get("severity", ""))
    rows = latest_messages(actor, device_id=device.id, severity=chosen, limit=SHOWN)
    if not rows and chosen == LEAST_SEVERE:
        return None
    words = severity_words()
    return {
        "messages": [_shown(row, words) for row in rows],
        "choices": [(number, words[number], number == chosen) for number in CHOICES if number != LEAST_SEVERE],
        "all_chosen": chosen == LEAST_SEVERE,
        "shown": SHOWN,
    }


def _chosen(asked: str) -> int:
    return int(asked) if asked in {str(number) for number in CHOICES} else LEAST_SEVERE


def _shown(row: MessageRow, words: tuple[str, ...]) -> dict[str, object]:
    return {
        "at": row.at,
        "severity": words[row.severity_number],
        "tone": TONES[row.severity_number],
        "app": row.app or row.host,
        "text": row.text[:LONGEST_SHOWN] + ("…" if len(row.text) > LONGEST_SHOWN else ""),
        "clock": clock_words(row),
        "told": row.told,
        "cut": row.cut,
    }
