# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The plan as workbooks and the network as drawings to go on with: XLSX, draw.io, SVG."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from samdrift.documentation.drawing import svg
from samdrift.documentation.drawio import mxfile
from samdrift.documentation.gathering import gather
from samdrift.documentation.kinds import KINDS, Kind
from samdrift.documentation.queries import as_words, place_for, place_rows, statements
from samdrift.documentation.sheets import MEDIA_TYPE, Sheet, write_workbook
from samdrift.documentation.topology import as_drawio, of_places, place_page
from samdrift.documentation.web import number_in, staff_on
from samdrift.kernel.errors import NotFound
from samdrift.parties.types import PlaceInfo
from samdrift.platform.actor import Actor

DRAWIO = "application/vnd.jgraph.mxfile"


@require_safe
@login_required
def workbook(request: HttpRequest) -> HttpResponse:
    """The whole plan, a sheet for each kind of record."""
    actor = staff_on(request)
    sheets = (_sheet(kind, [as_words(kind, row) for row in statements(actor, kind)]) for kind in KINDS.values())
    return _file(write_workbook(sheets), MEDIA_TYPE, "samdrift-plan.xlsx")


@require_safe
@login_required
def template(request: HttpRequest) -> HttpResponse:
    """The same, empty: to fill in and import sheet by sheet."""
    staff_on(request)
    return _file(write_workbook(_sheet(kind) for kind in KINDS.values()), MEDIA_TYPE, "samdrift-template.xlsx")


def _sheet(kind: Kind, rows: list[dict[str, str]] | None = None) -> Sheet:
    return Sheet(kind.slug, [(c.name, str(c.label), c.required) for c in kind.columns], rows or [])


@require_safe
@login_required
def dossier_drawio(request: HttpRequest, place_id: int) -> HttpResponse:
    """One place's drawing for draw.io."""
    actor = staff_on(request)
    place = place_for(actor, place_id)
    page = place_page(gather(actor, place.municipality_id, {place_id}), place)
    return _file(mxfile([page]), DRAWIO, f"samdrift-{place.slug}.drawio")


@require_safe
@login_required
def topology_drawio(request: HttpRequest) -> HttpResponse:
    """The whole network for draw.io: all places, then place by place."""
    actor = staff_on(request)
    city, places = _places(actor, request)
    return _file(as_drawio(gather(actor, city), places), DRAWIO, "samdrift-network.drawio")


@require_safe
@login_required
def topology_svg(request: HttpRequest) -> HttpResponse:
    """All places and what joins them, as a picture."""
    actor = staff_on(request)
    city, places = _places(actor, request)
    drawing = of_places(gather(actor, city), places)
    body = svg(drawing, label=_("All places and the cables between them"), silent=_("silent"))
    return _file(body.encode(), "image/svg+xml", "samdrift-network.svg")


def _places(actor: Actor, request: HttpRequest) -> tuple[int, list[PlaceInfo]]:
    """The municipality asked for, else the first the actor sees, with its places by name; NotFound where there is none."""
    places = [row.place for row in place_rows(actor)]
    cities = sorted({place.municipality_id for place in places})
    asked = number_in(request, "municipality")
    city = asked if asked in cities else next(iter(cities), None)
    if city is None:
        raise NotFound("there is no place to draw", where=request.path)
    return city, sorted((p for p in places if p.municipality_id == city), key=lambda place: (place.name, place.id))


def _file(body: bytes, media_type: str, name: str) -> HttpResponse:
    answer = HttpResponse(body, content_type=media_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
