# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The dossier of a place as a page, a drawing and a document."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from samdrift.documentation import commands, photos
from samdrift.documentation.dossier import dossier as read_dossier
from samdrift.documentation.dossier_types import Dossier
from samdrift.documentation.drawing import svg
from samdrift.documentation.kinds import KINDS
from samdrift.documentation.pdf import render_dossier
from samdrift.documentation.queries import statements
from samdrift.documentation.reading_pictures import MOST_BYTES
from samdrift.documentation.web import language_of, staff_on
from samdrift.kernel.clock import utc_now
from samdrift.kernel.errors import BadInput


@require_safe
@login_required
def dossier(request: HttpRequest, place_id: int) -> HttpResponse:
    """One place's dossier."""
    return _dossier_page(request, place_id)


def _dossier_page(request: HttpRequest, place_id: int, error: BadInput | None = None) -> HttpResponse:
    actor = staff_on(request)
    found = read_dossier(actor, place_id, now=utc_now())
    context = {
        "dossier": found,
        "place": found.place,
        "drawing": mark_safe(_drawn(found)),  # noqa: S308 - every name in it is escaped (drawing.svg)
        "writes": commands.may_write(actor, found.place.municipality_id),
        "racks": statements(actor, KINDS["racks"], place_id=place_id),
        "error": error,
    }
    return render(request, "documentation/dossier.html", context, status=422 if error else 200)


@require_safe
@login_required
def dossier_svg(request: HttpRequest, place_id: int) -> HttpResponse:
    """The drawing by itself, for other papers."""
    found = read_dossier(staff_on(request), place_id, now=utc_now())
    answer = HttpResponse(_drawn(found), content_type="image/svg+xml")
    answer["Content-Disposition"] = f'attachment; filename="samdrift-{found.place.slug}.svg"'
    return answer


@require_safe
@login_required
def dossier_pdf(request: HttpRequest, place_id: int) -> HttpResponse:
    """The dossier as an accessible PDF (PDF/UA-1)."""
    actor = staff_on(request)
    found = read_dossier(actor, place_id, now=utc_now())
    shown = photos.bodies(actor, {photo.photo_id for photo in found.photos})
    body = render_dossier(found, language=language_of(request), pictures=shown)
    return _document(body, f"samdrift-{found.place.slug}.pdf")


@require_POST
@login_required
def check_place(request: HttpRequest, place_id: int) -> HttpResponse:
    """Somebody found the dossier true."""
    commands.check_place(place_id=place_id, actor=staff_on(request), at=utc_now())
    messages.success(request, _("Thank you. The dossier counts as checked today."))
    return HttpResponseRedirect(reverse("dossier", args=[place_id]))


@require_POST
@login_required
def add_photo(request: HttpRequest, place_id: int) -> HttpResponse:
    """Show a photo at the place. What is wrong with it is told on the place's page."""
    actor = staff_on(request)
    try:
        photos.add_photo(place_id=place_id, given=_given(request), actor=actor, at=utc_now())
    except BadInput as error:
        return _dossier_page(request, place_id, error=error)
    messages.success(request, _("The photo is shown now."))
    return HttpResponseRedirect(reverse("dossier", args=[place_id]) + "#photos")


def _given(request: HttpRequest) -> photos.Given:
    file, rack = request.FILES.get("photo"), request.POST.get("rack", "")
    if file is None or not file.size:
        raise BadInput(_("No file was chosen."), where="photo", remedy=_("Choose one."))
    return photos.Given(
        body=file.read(MOST_BYTES + 1),
        file=str(file.name or ""),
        alt=request.POST.get("alt", ""),
        rack_id=int(rack) if rack.isascii() and rack.isdigit() and len(rack) < 19 else None,
    )


@require_POST
@login_required
def remove_photo(request: HttpRequest, photo_id: int) -> HttpResponse:
    """Show it no more."""
    place_id = photos.remove_photo(photo_id=photo_id, actor=staff_on(request))
    messages.success(request, _("The photo is gone."))
    return HttpResponseRedirect(reverse("dossier", args=[place_id]) + "#photos")


@require_safe
@login_required
def photo(request: HttpRequest, photo_id: int) -> HttpResponse:
    """The picture itself. Its address never means another picture, so a browser may keep it."""
    row = photos.photo_for(staff_on(request), photo_id)
    answer = HttpResponse(bytes(row.photo.body), content_type=row.photo.media_type)
    answer["Cache-Control"] = "private, max-age=3600"
    answer["Content-Security-Policy"] = "default-src 'none'"
    return answer


def _document(body: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(body, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    return answer


def _drawn(found: Dossier) -> str:
    label = _("Devices and cables at %(place)s") % {"place": found.place.name}
    return svg(found.drawing, label=label, silent=_("silent"))
