# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The pages of documentation: the places, the worklist of differences, the address plan. For those who run things."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from samdrift.agreements import facade as agreements
from samdrift.configbackup import facade as configbackup
from samdrift.documentation import deciding, labels
from samdrift.documentation.books import books
from samdrift.documentation.commands import MAY_WRITE, may_write
from samdrift.documentation.comparing import compare_soon
from samdrift.documentation.kinds import KINDS
from samdrift.documentation.queries import (
    compared_at,
    difference_rows,
    differences,
    has_plan,
    place_rows,
    prefix_rows,
)
from samdrift.kernel.clock import utc_now
from samdrift.kernel.errors import BadInput, NotFound
from samdrift.platform.actor import NOBODY, Actor
from samdrift.platform.visible import STAFF

SHOWN = 100


def staff_on(request: HttpRequest) -> Actor:
    """Who acts on this request; NotFound for everybody who runs nothing."""
    actor: Actor = getattr(request, "actor", NOBODY)
    if not actor.has(*STAFF):
        raise NotFound("there is no such page", where=request.path)
    return actor


def city_of(actor: Actor, asked: str = "") -> int:
    """The municipality to write in: the one asked for, or the actor's only one; NotFound where there is none."""
    mine = sorted(actor.municipalities_as(*MAY_WRITE))
    if asked.isascii() and asked.isdigit() and int(asked) in mine:
        return int(asked)
    if len(mine) != 1:
        raise NotFound("there is no such municipality", where=asked[:20])
    return mine[0]


def number_in(request: HttpRequest, name: str) -> int | None:
    """A whole number of the address, or None."""
    value = request.GET.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 19 else None


def language_of(request: HttpRequest) -> str:
    """The language of the page, for documents made from it: da, nb or en."""
    del request  # the middleware has made it the active one
    return (get_language() or "en").split("-")[0]


@require_safe
@login_required
def overview(request: HttpRequest) -> HttpResponse:
    """Every place with how complete its dossier is."""
    return render(request, "documentation/overview.html", _overview(staff_on(request)))


@require_safe
@login_required
def overview_part(request: HttpRequest) -> HttpResponse:
    """What moves on it."""
    return render(request, "documentation/overview_part.html", _overview(staff_on(request)))


def _overview(actor: Actor) -> dict[str, object]:
    rows = place_rows(actor)
    known = [row.percent for row in rows if row.percent is not None]
    return {
        "rows": rows,
        "percent": sum(known) // len(known) if known else None,
        "open": differences(actor).filter(ended_at=None).count(),
        "compared_at": compared_at(actor),
        "kinds": list(KINDS.values()),
        "writes": bool(actor.municipalities_as(*MAY_WRITE)),
        "planned": has_plan(actor),
        "book": books(actor).first(),
        "configurations": configbackup.is_on(),
    }


@require_safe
@login_required
def worklist(request: HttpRequest) -> HttpResponse:
    """Where plan and network differ."""
    return render(request, "documentation/differences.html", _worklist(request))


@require_safe
@login_required
def worklist_part(request: HttpRequest) -> HttpResponse:
    """The list alone, drawn anew when something changed."""
    return render(request, "documentation/differences_part.html", _worklist(request))


def _worklist(request: HttpRequest) -> dict[str, object]:
    actor = staff_on(request)
    mine = differences(actor)
    place_id, after = number_in(request, "place"), number_in(request, "after") or 0
    state = request.GET.get("state", "")
    if place_id is not None:
        mine = mine.filter(place_id=place_id)
    open_rows = mine.filter(ended_at=None)
    counts = {what: open_rows.filter(what=what).count() for what in labels.WHATS}
    what = request.GET.get("what", "")
    shown = mine.filter(ended_at__isnull=False) if state == "ended" else open_rows
    if what in labels.WHATS:
        shown = shown.filter(what=what)
    found = list(shown.filter(pk__gt=after).order_by("pk")[: SHOWN + 1])
    groups = {m: [g.name for g in agreements.groups_of(m)] for m in actor.municipalities_as(*MAY_WRITE)}
    narrowed = f"&place={place_id}" if place_id else ""
    return {
        "rows": [(row, groups.get(row.municipality_id, [])) for row in difference_rows(found[:SHOWN])],
        "counts": [
            (labels.WHATS[name], count, f"?what={name}{narrowed}", labels.WHAT_TONES[name] if count else "success")
            for name, count in counts.items()
        ],
        "next": f"?what={what}&state={state}{narrowed}&after={found[SHOWN - 1].pk}" if len(found) > SHOWN else "",
        "ended": state == "ended",
        "narrowed": bool(what or place_id),
        "compared_at": compared_at(actor),
        "planned": has_plan(actor),
        "writes": bool(groups),
        "query": request.GET.urlencode(),
    }


@require_POST
@login_required
def make_plan_so(request: HttpRequest, difference_id: int) -> HttpResponse:
    """The network is right."""
    try:
        if deciding.make_plan_so(difference_id=difference_id, actor=staff_on(request), at=utc_now()):
            messages.success(request, _("The plan says so now."))
    except BadInput as error:
        messages.error(request, f"{error.what} {error.remedy}")
    return _back(request)


@require_POST
@login_required
def fix_network(request: HttpRequest, difference_id: int) -> HttpResponse:
    """The plan is right: somebody sees to it."""
    group = request.POST.get("group", "")
    actor = staff_on(request)
    if deciding.fix_network(difference_id=difference_id, group=group, actor=actor, at=utc_now()):
        messages.success(request, _("%(group)s sees to it. It ends when the network says so.") % {"group": group})
    return _back(request)


@require_POST
@login_required
def take_over(request: HttpRequest) -> HttpResponse:
    """What is seen becomes the plan wherever it says nothing yet."""
    actor = staff_on(request)
    city = city_of(actor, request.POST.get("municipality", ""))
    count = deciding.plan_from_observed(municipality_id=city, actor=actor, at=utc_now())
    compare_soon(city)
    words = ngettext(
        "%(count)s statement was added to the plan.", "%(count)s statements were added to the plan.", count
    )
    messages.success(request, words % {"count": count})
    return HttpResponseRedirect(reverse("documentation"))


@require_POST
@login_required
def compare_now(request: HttpRequest) -> HttpResponse:
    """Compare plan and network without waiting for the next round."""
    actor = staff_on(request)
    city = city_of(actor, request.POST.get("municipality", ""))
    if may_write(actor, city):
        compare_soon(city)
        messages.success(request, _("Plan and network are being compared. The list fills by itself."))
    return HttpResponseRedirect(reverse("differences"))


@require_safe
@login_required
def addresses(request: HttpRequest) -> HttpResponse:
    """The address plan: prefixes, how full they are, and what is free."""
    actor = staff_on(request)
    rows = prefix_rows(actor, place_id=number_in(request, "place"))
    context = {"rows": rows, "writes": bool(actor.municipalities_as(*MAY_WRITE))}
    return render(request, "documentation/addresses.html", context)


def _back(request: HttpRequest) -> HttpResponse:
    query = request.GET.urlencode()
    return HttpResponseRedirect(reverse("differences") + (f"?{query}" if query else ""))
