# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""From dossiers to the PDF: every value becomes text in the document's language here, typst only sets it.

The data reaches typst as JSON and is set as text, never as markup, so no name in it can change the document.
"""

import json
import tempfile
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import typst
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samdrift.documentation.dossier_types import Dossier, PhotoLine
from samdrift.documentation.drawing import svg
from samdrift.documentation.pdf.sections import Words, sections_of
from samdrift.platform.site import page_address

TEMPLATE = Path(__file__).with_name("dossier.typ")
ON_PAPER = ("jpeg", "png")
"""What reading_pictures writes."""


Pictures = Mapping[int, bytes]
"""Bytes by PhotoLine.photo_id; a photo whose bytes are not there is left out."""


def render_dossier(dossier: Dossier, *, language: str, pictures: Pictures | None = None) -> bytes:
    """One place as PDF (1.7, tagged, PDF/UA-1) in `language` (da, nb or en)."""
    with translation.override(language):
        words = Words(language, ZoneInfo(dossier.time_zone), dossier.made_at)
        title = _("%(place)s: the network") % {"place": dossier.place.name}
        return _compiled(
            {
                "title": title,
                "language": language,
                "author": dossier.municipality,
                "cover": None,
                "places": [_place(dossier, words, pictures or {})],
                "words": _fixed(),
            },
            dossier,
            pictures or {},
        )


def render_book(dossiers: Sequence[Dossier], *, language: str, pictures: Pictures | None = None) -> bytes:
    """All places as one PDF with a table of contents and a page to sign; `dossiers` must not be empty."""
    first = dossiers[0]
    with translation.override(language):
        words = Words(language, ZoneInfo(first.time_zone), first.made_at)
        count = ngettext("%(count)s place", "%(count)s places", len(dossiers)) % {"count": len(dossiers)}
        devices = sum(len(dossier.devices) for dossier in dossiers)
        counted = ngettext("%(count)s device", "%(count)s devices", devices) % {"count": devices}
        title = _("The network of %(municipality)s") % {"municipality": first.municipality}
        cover = {
            "title": title,
            "lead": f"{count}, {counted}. {words.when(first.made_at)}.",
            "headers": [_("Place"), _("Devices"), _("Differences"), _("Complete")],
            "rows": [[d.place.name, str(len(d.devices)), str(len(d.differences)), f"{d.percent} %"] for d in dossiers],
            "sign": [_("Handed over by"), _("Taken over by")],
            "sign_headers": ["", _("Name"), _("Date"), _("Signature")],
        }
        places = [_place(dossier, words, pictures or {}) for dossier in dossiers]
        page = {"title": title, "language": language, "author": first.municipality, "cover": cover, "places": places}
        return _compiled(page | {"words": _fixed()}, first, pictures or {})


def _place(dossier: Dossier, words: Words, pictures: Pictures) -> dict[str, Any]:
    label = _("Devices and cables at %(place)s") % {"place": dossier.place.name}
    checked = _("nobody yet")
    if dossier.checked is not None:
        checked = f"{dossier.checked[1]}, {words.when(dossier.checked[0])}"
    return {
        "name": dossier.place.name,
        "url": page_address(reverse("dossier", args=[dossier.place.id])),
        "facts": [
            [_("Address"), dossier.place.address or "–"],
            [_("Municipality"), dossier.municipality],
            [_("People"), str(dossier.place.people)],
            [_("Complete"), f"{dossier.percent} %"],
            [_("Checked by"), checked],
            [_("Made"), words.when(dossier.made_at)],
        ],
        "drawing": svg(dossier.drawing, label=label, silent=_("silent")) if dossier.drawing.boxes else "",
        "alt": label + ". " + _("The same stands in the table of cables."),
        "sections": sections_of(dossier, words),
        "photos": [
            {
                "file": _file_of(photo),
                "alt": photo.alt,
                "tall": photo.height > photo.width,
                "told": ", ".join(filter(None, (photo.rack, photo.said_by, words.when(photo.said_at)))),
            }
            for photo in dossier.photos
            if photo.photo_id in pictures and photo.ending in ON_PAPER
        ],
    }


def _file_of(photo: PhotoLine) -> str:
    return f"photo-{photo.photo_id}.{'jpg' if photo.ending == 'jpeg' else photo.ending}"


def _fixed() -> dict[str, str]:
    return {
        "page_of": _("Page {page} of {pages}"),
        "open": _("Open in Samdrift"),
        "drawing": _("Drawing"),
        "drawing_note": _(
            "Dashed boxes stand elsewhere. The same number at two devices is a cable that closes a ring."
        ),
        "contents": _("Contents"),
        "places": _("Places"),
        "handover": _("Handover"),
        "photos": _("Photos"),
    }


def _compiled(page: dict[str, Any], dossier: Dossier, pictures: Pictures) -> bytes:
    """Typst reads pictures from files alone: they lie in a folder of their own for as long as it takes."""
    with tempfile.TemporaryDirectory(prefix="samdrift-dossier-") as folder:
        for place in page["places"]:
            for photo in place["photos"]:
                number = int(photo["file"].removeprefix("photo-").partition(".")[0])
                Path(folder, photo["file"]).write_bytes(pictures[number])
        main = Path(folder, TEMPLATE.name)
        main.write_bytes(TEMPLATE.read_bytes())
        body: bytes = typst.compile(
            main,
            root=Path(folder),
            format="pdf",
            sys_inputs={"page": json.dumps(page, ensure_ascii=False)},
            font_paths=_embedded_fonts(),
            pdf_standards=["ua-1"],
            timestamp=int(dossier.made_at.timestamp()),
        )
    return body


@lru_cache(maxsize=1)
def _embedded_fonts() -> typst.Fonts:
    """The fonts within typst alone: the same document on every machine."""
    return typst.Fonts(include_system_fonts=False)
