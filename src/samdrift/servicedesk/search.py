# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Finds cases by number or title for the search that stands on every page."""

from collections.abc import Iterable

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language

from samdrift.platform.actor import Actor
from samdrift.servicedesk.labels import STATES
from samdrift.servicedesk.queries import visible_cases
from samdrift.ui.registry import Hit


def find_cases(actor: Actor, words: str, limit: int) -> Iterable[Hit]:
    """The newest cases this actor may see whose number or title holds `words`."""
    words = words.replace("\x00", "")
    language = (get_language() or "en").split("-")[0]
    rows = visible_cases(actor).filter(Q(number__icontains=words) | Q(title__icontains=words)).order_by("-pk")
    for case in rows[:limit]:
        yield Hit(reverse("case", args=[case.pk]), case.title_in(language), f"{case.number} · {STATES[case.state]}")
