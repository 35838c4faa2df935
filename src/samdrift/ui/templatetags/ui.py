# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Tags and filters of the pages: icons, panels, and times and figures in the reader's language and zone."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from django import template
from django.forms import BoundField
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, pgettext

from samdrift.kernel.clock import utc_now
from samdrift.ui import charts, formatting
from samdrift.ui.registry import panels_for

register = template.Library()
ICONS = Path(__file__).resolve().parent.parent / "icons"
NOON = time(12)
TONES = {
    "success": "checkmark-circle-fill",
    "warning": "exclamationmark-triangle-fill",
    "danger": "x-mark-octagon-fill",
    "info": "information-square-fill",
    "neutral": "minus-circle-fill",
    "unknown": "questionmark-diamond-fill",
}


def language() -> str:
    """The reader's language as two letters."""
    return (get_language() or "en").split("-")[0]


@cache
def _drawing(name: str) -> str:
    path = ICONS / f"{name}.svg"
    if not re.fullmatch(r"[a-z0-9-]+", name) or not path.is_file():
        raise template.TemplateSyntaxError(f"no icon named {name!r}; the names are the files of ui/icons")
    return re.sub(r"<svg[^>]*>|</svg>|<\?xml[^>]*>|<!--.*?-->", "", path.read_text(), flags=re.DOTALL).strip()


@register.simple_tag
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """An icon drawn into the page. Without `label` it is decoration and screen readers skip it."""
    shape = mark_safe(_drawing(name))  # noqa: S308 - our own file, named by a template
    spoken = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="sd-icon {}" viewBox="0 0 24 24" fill="none" focusable="false" {}>{}</svg>', css, spoken, shape
    )


@register.simple_tag
def tone_icon(tone: str) -> SafeString:
    """The icon that goes with a tone, so that colour never speaks alone."""
    return icon(TONES.get(tone, TONES["neutral"]))


@register.simple_tag(takes_context=True)
def panels(context: template.Context, slot: str, **subject: object) -> SafeString:
    """Draws what other contexts registered for `slot`; `subject` tells them what the page is about.

    A template drawn without a request (a mail) has nobody to draw panels for and stays without.
    """
    request = context.get("request")
    if request is None:
        return mark_safe("")
    drawn: list[str] = []
    for panel in panels_for(slot):
        extra: Mapping[str, object] | None = panel.context(request, subject) if panel.context else subject
        if extra is not None:
            drawn.append(render_to_string(panel.template, dict(extra), request=request))
    return mark_safe("".join(drawn))  # noqa: S308 - each part was escaped by its own template


@register.filter
def local_time(at: datetime | None) -> str:
    """An aware time as a `<time>` element in the reader's language and the active zone; a dash when there is none."""
    if at is None:
        return "\N{EN DASH}"
    return _time_element(at, local_time_words(at))


@register.filter
def local_date(at: datetime | None) -> str:
    """Like `local_time`, the day alone."""
    if at is None:
        return "\N{EN DASH}"
    words = formatting.date_words(at, language=language(), zone=timezone.get_current_timezone(), now=utc_now())
    return _time_element(at, words)


@register.filter
def local_clock(at: datetime | None) -> str:
    """Like `local_time`, the time of day alone."""
    if at is None:
        return "\N{EN DASH}"
    return _time_element(at, formatting.clock_words(at, language=language(), zone=timezone.get_current_timezone()))


@register.filter
def local_time_words(at: datetime) -> str:
    """The same words as `local_time` without the element, for attributes."""
    zone = timezone.get_current_timezone()
    return formatting.time_words(at, language=language(), zone=zone, now=utc_now())


def _time_element(at: datetime, words: str) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', at.isoformat(timespec="seconds"), words)


@register.filter
def day_words(day: date) -> str:
    """A calendar day, which has no zone, as a `<time>` element."""
    noon = datetime.combine(day, NOON, tzinfo=UTC)
    words = formatting.date_words(noon, language=language(), zone=UTC, now=utc_now())
    return format_html('<time datetime="{}">{}</time>', day.isoformat(), words)


@register.filter
def duration(span: timedelta | float | None) -> str:
    """A span (timedelta, or a number of seconds) in words; a dash when there is none."""
    return "\N{EN DASH}" if span is None else formatting.duration_words(span, language=language())


@register.filter
def decimal(value: Decimal | float | None, places: int | str | None = None) -> str:
    """A number in the reader's language; a dash when there is none."""
    if value is None or value == "":
        return "\N{EN DASH}"
    return formatting.decimal_words(value, language=language(), places=None if places is None else int(places))


@register.filter
def bit_rate(bits_per_second: float | None) -> str:
    """A speed in bit/s in words (`1 Gbit/s`); a dash when the device does not say."""
    return "\N{EN DASH}" if bits_per_second is None else formatting.bit_rate_words(bits_per_second, language=language())


@register.simple_tag
def sparkline_path(values: Sequence[float | None]) -> str:
    """The path of a sparkline in a box of 100 by 24."""
    return charts.sparkline_path(values)


@register.simple_tag
def day_state(state: charts.Day) -> str:
    """The state of a heartbeat's day in words."""
    words = {
        "up": pgettext("state of a day", "Up"),
        "degraded": pgettext("state of a day", "Degraded"),
        "down": pgettext("state of a day", "Down"),
        "unknown": pgettext("state of a day", "Not watched"),
    }
    return words[state]


@register.simple_tag
def ds_widget(field: BoundField) -> SafeString:
    """A Django form field's own control in the design system's clothes, wired to its hint and its error."""
    described = []
    if field.errors:
        described.append(f"{field.id_for_label}_error")
    if field.help_text:
        described.append(f"{field.id_for_label}_helptext")
    attrs: dict[str, str | bool] = {"class": "ds-input"}
    if described:
        attrs["aria-describedby"] = " ".join(described)
    if field.errors:
        attrs["aria-invalid"] = "true"
    return field.as_widget(attrs=attrs)


@register.filter
def measured(value: float | None, unit: str) -> str:
    """A measured value with its unit, as short as people read it; a dash where nothing was measured."""
    if value is None:
        return "\N{EN DASH}"
    if unit == "bit/s":
        return formatting.bit_rate_words(value, language=language())
    return f"{formatting.decimal_words(round(value, 2), language=language())} {unit}".strip()


@register.simple_tag
def unique_id(prefix: str, value: Any) -> str:
    """An id for `value` that stays the same from one drawing to the next, so that swaps keep focus."""
    return f"{prefix}-{re.sub(r'[^A-Za-z0-9_-]+', '-', str(value)).strip('-')}"
