# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What the gallery of components shows: invented figures, the same at every visit, so that pictures can be compared."""

from datetime import UTC, date, datetime, timedelta
from math import pi, sin

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from samdrift.ui.charts import Beat, Chart, Heartbeat, Line

NOON = datetime(2026, 11, 20, 13, 5, tzinfo=UTC)
PORTS = (
    ("1", "Uplink", "success", 1_000_000_000, "north-dist1"),
    ("2", "Access point, hall", "success", 1_000_000_000, "north-ap04"),
    ("3", "Printer, office", "warning", 100_000_000, ""),
    ("4", "Access point, gym", "danger", None, ""),
    ("5", "", "neutral", None, ""),
)


class GalleryForm(forms.Form):
    """A form with a fault, to show how faults look."""

    what = forms.CharField(
        label=_("What is wrong?"), help_text=_("One sentence is enough."), widget=forms.Textarea(attrs={"rows": 3})
    )
    phone = forms.CharField(label=_("Phone"), required=False)


def _day_of_traffic() -> Chart:
    times = [NOON - timedelta(minutes=5 * n) for n in range(288, 0, -1)]
    hours = [(at.hour + at.minute / 60 + 1) % 24 for at in times]
    inward = [max(2.0, 320 * max(0.0, sin((hour - 6.5) / 10 * pi))) * 1e6 if 0 <= hour < 24 else 2e6 for hour in hours]
    outward: list[float | None] = [value / 5 + 1e6 for value in inward]
    outward[140:150] = [None] * 10
    return Chart(
        "gallery-traffic",
        str(_("Traffic, last 24 hours")),
        times,
        [Line(pgettext("direction of traffic", "In"), inward), Line(pgettext("direction of traffic", "Out"), outward)],
        "bit/s",
    )


def _quarter() -> Heartbeat:
    first = date(2026, 8, 23)
    odd = {31: ("degraded", 0.971), 32: ("down", 0.82), 60: ("degraded", 0.995), 5: ("unknown", None)}
    beats = [
        Beat(first + timedelta(days=n), *odd.get(n, ("up", 1.0)))  # type: ignore[arg-type]
        for n in range(90)
    ]
    return Heartbeat(str(_("Network at North school")), beats)


def gallery_context(*, with_fault: bool) -> dict[str, object]:
    """Everything `ui/gallery.html` draws from. A form with a fault takes the focus, so it is shown when asked for."""
    form = GalleryForm({"what": "", "phone": "12 34 56 78"}) if with_fault else GalleryForm()
    return {
        "chart": _day_of_traffic(),
        "heartbeat": _quarter(),
        "form": form,
        "ports": PORTS,
        "noon": NOON,
        "earlier": NOON - timedelta(hours=1, minutes=12),
        "tones": ("success", "warning", "danger", "info", "neutral", "unknown"),
        "spark": [4, 5, 4, 6, 9, 8, 12, None, 11, 15, 13, 16],
        "span": timedelta(hours=2, minutes=15),
    }
