# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Sources and differences in words, for the templates of documentation."""

from django import template

from samdrift.documentation import labels
from samdrift.inventory import facade as inventory

register = template.Library()
register.filter("standing_tone_of", inventory.standing_tone)
register.filter("source_words", labels.source_words)
register.filter("what_words", labels.what_words)
register.filter("field_words", labels.field_words)


@register.filter
def what_tone(what: str) -> str:
    """The tone a difference is shown in."""
    return labels.WHAT_TONES.get(what, "neutral")


@register.filter
def difference_kind(kind: str) -> str:
    """What kind of thing differs."""
    return str(labels.KINDS.get(kind, kind))


@register.filter
def percent_tone(percent: int | None) -> str:
    """Nearly all of it known, some of it, little of it."""
    if percent is None:
        return "unknown"
    return "success" if percent >= 90 else "warning" if percent >= 50 else "danger"


@register.filter
def words(slug: str, table: str) -> str:
    """`{{ line.what|words:"change" }}`: see labels.words_of."""
    return labels.words_of(table, slug)
