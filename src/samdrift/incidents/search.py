# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Finds incidents by what caused them, for the search that stands on every page."""

from collections.abc import Iterable

from django.urls import reverse

from samdrift.incidents import labels
from samdrift.incidents.queries import run_by
from samdrift.platform.actor import Actor
from samdrift.ui.registry import Hit


def find_incidents(actor: Actor, words: str, limit: int) -> Iterable[Hit]:
    """The newest incidents whose cause holds `words`, open ones first."""
    rows = run_by(actor).filter(cause_label__icontains=words.replace("\x00", ""))
    for row in rows.order_by("-closed_at", "-pk")[:limit]:
        state = labels.STATES[row.closed_at is None]
        cause = labels.cause_words(row.cause_label, row.cause_key)
        yield Hit(reverse("incident", args=[row.pk]), cause, f"{labels.kind_words(row.kind)} · {state}")
