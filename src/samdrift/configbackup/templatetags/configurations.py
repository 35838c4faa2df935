# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Outcomes and signs in words."""

from django import template
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

register = template.Library()
OUTCOMES = {
    "first": pgettext_lazy("configuration", "Kept"),
    "same": pgettext_lazy("configuration", "Unchanged"),
    "changed": pgettext_lazy("configuration", "Changed"),
    "failed": pgettext_lazy("configuration", "Not read"),
}
TONES = {"first": "success", "same": "success", "changed": "info", "failed": "danger"}
SIGNS = {"+": _("Added:"), "-": _("Taken out:"), "@": _("Where:")}


@register.filter
def outcome_words(outcome: str | None) -> str:
    """What became of the last reading."""
    return str(OUTCOMES.get(outcome or "", _("Never read")))


@register.filter
def outcome_tone(outcome: str | None) -> str:
    """The tone it is shown in."""
    return TONES.get(outcome or "", "unknown")


@register.filter
def sign_words(sign: str) -> str:
    """What a line of a difference is, for those who hear it."""
    return str(SIGNS.get(sign, ""))
