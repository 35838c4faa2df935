# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The pages of agreed work: what is planned, planning it, prolonging it, ending it early."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samdrift.agreements import facade as agreements
from samdrift.incidents import maintenance_form as forms
from samdrift.incidents.maintenance import end_window, extend_window, plan_window
from samdrift.incidents.maintenance_labels import SCOPES, STATES, TONES, refusal
from samdrift.incidents.maintenance_queries import When, may_change, silent_by, window_for, window_page
from samdrift.incidents.maintenance_rules import Unfit
from samdrift.incidents.maintenance_scope import MAY_PLAN
from samdrift.incidents.maintenance_types import WindowInfo
from samdrift.incidents.spreadsheet import csv_answer
from samdrift.inventory import facade as inventory
from samdrift.kernel.clock import utc_now
from samdrift.kernel.errors import NotFound
from samdrift.parties import facade as parties
from samdrift.platform.actor import NOBODY, Actor
from samdrift.platform.visible import STAFF

SHOWN = 100
MOST_IN_FILE = 10_000
COLUMNS = (
    "id", "state", "about", "name", "starts_at", "ends_at", "minutes_to_start_again", "reason", "change", "announced", "planned_by",
)  # fmt: skip


@require_safe
@login_required
def windows(request: HttpRequest) -> HttpResponse:
    """What is planned and under way; with `?when=over` what was."""
    return render(request, "incidents/maintenance.html", _list(request))


@require_safe
@login_required
def windows_part(request: HttpRequest) -> HttpResponse:
    """The list, drawn anew when something changed."""
    return render(request, "incidents/maintenance_part.html", _list(request))


@require_safe
@login_required
def windows_csv(request: HttpRequest) -> HttpResponse:
    """All windows as a file; times UTC."""
    actor, now = _staff_on(request), utc_now()
    rows = window_page(actor, now=now, when="all", limit=MOST_IN_FILE)
    cells = (
        (
            w.id, w.state_at(now), w.scope_kind, w.scope_label, w.starts_at, w.ends_at, w.grace_minutes, w.reason,
            w.reference, not w.silent, w.planned_by,
        )
        for w in rows
    )  # fmt: skip
    return csv_answer("maintenance", COLUMNS, cells)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def plan(request: HttpRequest) -> HttpResponse:
    """The form; POST agrees the work."""
    actor, now = _staff_on(request), utc_now()
    if not plans_work(actor):
        raise NotFound("there is no such page", where=request.path)
    zone = forms.zone_for(actor)
    if request.method != "POST":
        return render(
            request,
            "incidents/maintenance_plan.html",
            _form(actor, forms.fresh(request.GET.dict(), now=now, zone=zone)),
        )
    given = forms.typed(request.POST.dict())
    try:
        window = plan_window(draft=forms.read(given, actor, zone=zone), actor=actor, at=now)
    except Unfit as error:
        return render(request, "incidents/maintenance_plan.html", _form(actor, given, error), status=422)
    messages.success(request, _("It is planned. What falls silent by it opens no incident."))
    return HttpResponseRedirect(reverse("maintenance-window", args=[window.id]))


@require_safe
@login_required
def window(request: HttpRequest, window_id: int) -> HttpResponse:
    """One window."""
    return render(request, "incidents/maintenance_window.html", _window(_staff_on(request), window_id))


@require_safe
@login_required
def window_part(request: HttpRequest, window_id: int) -> HttpResponse:
    """One window, drawn anew when something changed."""
    return render(request, "incidents/maintenance_window_part.html", _window(_staff_on(request), window_id))


@require_POST
@login_required
def prolong(request: HttpRequest, window_id: int) -> HttpResponse:
    """Give it a later end."""
    actor, now = _staff_on(request), utc_now()
    typed = request.POST.get("ends_at", "")[:40]
    try:
        ends_at = forms.moment(typed, "ends_at", forms.zone_for(actor))
        extend_window(window_id=window_id, ends_at=ends_at, actor=actor, at=now)
    except Unfit as error:
        context = _window(actor, window_id) | {"typed_end": typed, "end_error": refusal(error)}
        return render(request, "incidents/maintenance_window.html", context, status=422)
    messages.success(request, _("It is prolonged."))
    return HttpResponseRedirect(reverse("maintenance-window", args=[window_id]))


@require_POST
@login_required
def end(request: HttpRequest, window_id: int) -> HttpResponse:
    """It is finished, or called off."""
    if end_window(window_id=window_id, actor=_staff_on(request), at=utc_now()):
        messages.success(
            request, _("It is ended. What is still silent after the time to start again becomes an incident.")
        )
    return HttpResponseRedirect(reverse("maintenance-window", args=[window_id]))


def lines(windows_: list[WindowInfo]) -> list[dict[str, object]]:
    """Windows as rows of a list."""
    now = utc_now()
    return [
        {"info": w, "state": STATES[w.state_at(now)], "tone": TONES[w.state_at(now)], "about": SCOPES.get(w.scope_kind, ""),
         "name": scope_name(w)}
        for w in windows_
    ]  # fmt: skip


def scope_name(one: WindowInfo) -> str:
    """What is worked on, in the reader's language."""
    if one.scope_kind == "service":
        service = agreements.services([one.scope_id]).get(one.scope_id)
        return service.name_in(get_language() or "en") if service is not None else one.scope_label
    return one.scope_label


def _staff_on(request: HttpRequest) -> Actor:
    actor: Actor = getattr(request, "actor", NOBODY)
    if not actor.has(*STAFF):
        raise NotFound("there is no such page", where=request.path)
    return actor


def plans_work(actor: Actor) -> bool:
    """Whether this person may plan work at all; on what is asked when they do."""
    return bool(actor.municipalities_as(*MAY_PLAN)) or (bool(actor.suppliers) and actor.has("engineer"))


def _list(request: HttpRequest) -> dict[str, object]:
    actor = _staff_on(request)
    when: When = "over" if request.GET.get("when") == "over" else "current"
    after = request.GET.get("after", "")
    start = int(after) if after.isascii() and after.isdigit() and len(after) < 19 else 0
    found = window_page(actor, now=utc_now(), when=when, after=start, limit=SHOWN + 1)
    shown = found[:SHOWN]
    return {
        "lines": sorted(lines(shown), key=lambda line: line["info"].starts_at),  # type: ignore[attr-defined]
        "over": when == "over",
        "next": f"?when={when}&after={shown[-1].id}" if len(found) > SHOWN else "",
        "plans": plans_work(actor),
        "query": request.GET.urlencode(),
    }


def _window(actor: Actor, window_id: int) -> dict[str, object]:
    found = window_for(actor, window_id)
    if found is None:
        raise NotFound("there is no such window", where=f"maintenance {window_id}")
    state = found.state_at(utc_now())
    silent = silent_by(actor, window_id)
    return {
        "line": lines([found])[0],
        "window": found,
        "silent": silent,
        "still": sum(one.until is None for one in silent),
        "all_places": sorted(parties.places(found.place_ids).values(), key=lambda place: place.name),
        "changes": may_change(actor, found) and state in ("planned", "running"),
        "begun": state != "planned",
        "typed_end": forms.local(found.ends_at, forms.zone_for(actor)),
    }


def _form(actor: Actor, given: dict[str, str], error: Unfit | None = None) -> dict[str, object]:
    cities = sorted(actor.municipalities_as(*MAY_PLAN) | actor.customers)
    where = {"scope_id": "scope"}.get(error.where, error.where) if error is not None else ""
    known = _known_name(given) if given["scope_id"] else ""
    return {
        "given": given,
        "known": known,
        "kinds": list(SCOPES.items()),
        "names": [place.name for city in cities for place in parties.places_of(city)],
        "services": [s.name_in(get_language() or "en") for city in cities for s in agreements.services_of(city)],
        "faults": {where: refusal(error)} if error is not None else {},
    }


def _known_name(given: dict[str, str]) -> str:
    """What the address named by its number, where it is there for the reader."""
    number = given["scope_id"]
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return ""
    if given["scope_kind"] == "place":
        place = parties.place(int(number))
        return place.name if place is not None else ""
    if given["scope_kind"] == "link":
        cable = inventory.link(int(number))
        ends = inventory.devices([cable.a_device_id, cable.b_device_id]) if cable is not None else {}
        return " – ".join(device.name for device in ends.values())
    device = inventory.devices([int(number)]).get(int(number))
    return device.name if device is not None else ""
