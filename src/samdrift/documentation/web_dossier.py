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

from samdrift.documentation import commands
from samdrift.documentation.dossier import dossier as read_dossier
from samdrift.documentation.dossier_types import Dossier
from samdrift.documentation.drawing import svg
from samdrift.documentation.pdf import render_dossier
from samdrift.documentation.web import language_of, staff_on
from samdrift.kernel.clock import utc_now


@require_safe
@login_required
def dossier(request: HttpRequest, place_id: int) -> HttpResponse:
    """One place's dossier."""
    actor = staff_on(request)
    found = read_dossier(actor, place_id, now=utc_now())
    context = {
        "dossier": found,
        "place": found.place,
        "drawing": mark_safe(_drawn(found)),  # noqa: S308 - every name in it is escaped (drawing.svg)
        "writes": commands.may_write(actor, found.place.municipality_id),
    }
    return render(request, "documentation/dossier.html", context)


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
    found = read_dossier(staff_on(request), place_id, now=utc_now())
    return _document(render_dossier(found, language=language_of(request)), f"samdrift-{found.place.slug}.pdf")


@require_POST
@login_required
def check_place(request: HttpRequest, place_id: int) -> HttpResponse:
    """Somebody found the dossier true."""
    commands.check_place(place_id=place_id, actor=staff_on(request), at=utc_now())
    messages.success(request, _("Thank you. The dossier counts as checked today."))
    return HttpResponseRedirect(reverse("dossier", args=[place_id]))


def _document(body: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(body, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    return answer


def _drawn(found: Dossier) -> str:
    label = _("Devices and cables at %(place)s") % {"place": found.place.name}
    return svg(found.drawing, label=label, silent=_("silent"))
