# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""From the year's figures to the PDF: every value becomes text in the document's language here, typst only sets it.

The data reaches typst as JSON and is set as text, never as markup, so no name in it can change the document.
"""

import json
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

import typst
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from samdrift.capacity.report import YearData
from samdrift.capacity.sections import in_short, sections_of
from samdrift.platform.site import page_address
from samdrift.ui.formatting import date_words

TEMPLATE = Path(__file__).with_name("report.typ")


def render_report(data: YearData, *, language: str) -> bytes:
    """The report as PDF (1.7, tagged, PDF/UA-1) in `language` (da, nb or en)."""
    with translation.override(language):
        title = _("Capacity report %(year)s") % {"year": data.year}
        day = date_words(data.made_at, language=language, zone=ZoneInfo(data.time_zone), now=data.made_at)
        page = {
            "title": f"{title}, {data.municipality}",
            "heading": title,
            "language": language,
            "author": data.municipality,
            "url": page_address(reverse("capacity-report", args=[data.year])),
            "facts": [
                [_("Municipality"), data.municipality],
                [_("Year"), str(data.year)],
                [_("As seen on"), f"{day} {data.made_at.year}"],
            ],
            "in_short": in_short(data),
            "sections": [
                {
                    "title": section.title,
                    "columns": section.columns,
                    "headers": section.headers,
                    "rows": section.rows,
                    "empty": section.empty,
                    "note": section.note,
                }
                for section in sections_of(data, language=language)
            ],
            "words": {
                "page_of": _("Page {page} of {pages}"),
                "open": _("Open in Samdrift"),
                "in_short": _("In short"),
                "method": _("How this is reckoned"),
                "method_words": _(
                    "The busy hours of a day are what its hours stay under for 95 % of the time. Days of one weekday are "
                    "compared with each other (Theil and Sen); weekends and holidays on which the place sleeps are left out, "
                    "and a sudden step is not taken for growth. The two dates hold in nine of ten cases if things go on as "
                    "they did."
                ),
            },
        }
    body: bytes = typst.compile(
        TEMPLATE.read_bytes(),
        format="pdf",
        sys_inputs={"page": json.dumps(page, ensure_ascii=False)},
        font_paths=_embedded_fonts(),
        pdf_standards=["ua-1"],
        timestamp=int(data.made_at.timestamp()),
    )
    return body


@lru_cache(maxsize=1)
def _embedded_fonts() -> typst.Fonts:
    """The fonts within typst alone: the same document on every machine."""
    return typst.Fonts(include_system_fonts=False)
