# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The pages of those who mend: operations, and one incident."""

from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_safe

from samdrift.agreements import facade as agreements
from samdrift.incidents import labels
from samdrift.incidents.detail import incident_detail
from samdrift.incidents.impact import clock_tone, clock_words, impact_words, who_words
from samdrift.incidents.overview import Trouble, TroubleFilter, open_troubles, overview, watch_state
from samdrift.incidents.places import IN_TROUBLE
from samdrift.incidents.presenting import kinds_of, legend, place_map, place_tree
from samdrift.incidents.queries import without_names_of_others
from samdrift.incidents.spreadsheet import csv_answer
from samdrift.kernel.clock import utc_now
from samdrift.kernel.errors import NotFound
from samdrift.monitoring.facade import happening_tone, happening_words
from samdrift.platform.actor import NOBODY, Actor
from samdrift.platform.visible import STAFF

PLACES_NAMED = 3
MOST_NAMED = 150
"""In a larger city the page names places in trouble alone; map, tree and table of all have a page of their own."""
OPERATIONS_COLUMNS = (
    "id",
    "kind",
    "cause",
    "outage",
    "since",
    "silent_devices",
    "places",
    "people",
    "who_has_it",
    "case",
    "supplier_ticket",
    "due_at",
    "minutes_left",
)


def staff_on(request: HttpRequest) -> Actor:
    """Who acts on this request; NotFound for everybody who runs nothing."""
    actor: Actor = getattr(request, "actor", NOBODY)
    if not actor.has(*STAFF):
        raise NotFound("there is no such page", where=request.path)
    return actor


@require_safe
@login_required
def operations(request: HttpRequest) -> HttpResponse:
    """What is broken now, narrowed by the address."""
    return render(request, "incidents/operations.html", _operations(request, staff_on(request)) | _watch())


@require_safe
@login_required
def operations_part(request: HttpRequest) -> HttpResponse:
    """The page below its heading, drawn anew when something changed."""
    return render(request, "incidents/operations_part.html", _operations(request, staff_on(request)))


@require_safe
@login_required
def operations_csv(request: HttpRequest) -> HttpResponse:
    """What is broken now, as the page is narrowed, as CSV."""
    actor, now = staff_on(request), utc_now()
    rows = open_troubles(actor, TroubleFilter.from_address(request.GET.dict()))
    return csv_answer("operations", OPERATIONS_COLUMNS, (_sheet_row(one, now=now) for one in rows))


@require_safe
@login_required
def watch_part(request: HttpRequest) -> HttpResponse:
    """Whether we are still watching: asked now and then, since silence announces nothing."""
    staff_on(request)
    return render(request, "incidents/watch_part.html", _watch())


@require_safe
@login_required
def incident(request: HttpRequest, incident_id: int) -> HttpResponse:
    """One incident."""
    return render(request, "incidents/incident.html", _incident(staff_on(request), incident_id))


@require_safe
@login_required
def incident_part(request: HttpRequest, incident_id: int) -> HttpResponse:
    """One incident, drawn anew when something changed."""
    return render(request, "incidents/incident_part.html", _incident(staff_on(request), incident_id))


def line_of(trouble: Trouble) -> dict[str, Any]:
    """One incident as a row of a list."""
    info = trouble.info
    named = trouble.places[:PLACES_NAMED]
    return {
        "info": info,
        "kind": labels.kind_words(info.kind),
        "icon": labels.ICONS.get(info.kind, "bug"),
        "cause": labels.cause_words(info.cause_label, info.cause_key),
        "tone": labels.tone_of(info),
        "places": named,
        "more": len(trouble.places) - len(named),
        "case": trouble.case,
        "silent": trouble.silent,
        "hit": trouble.hit,
        "help": labels.QUIET_HELP.get(info.kind, ""),
        "lasted": info.closed_at - info.fault_at if info.closed_at is not None else None,
        "impact": impact_words(trouble),
        "who": who_words(trouble),
        "due_at": trouble.case.due_at if trouble.case is not None else None,
    }


def open_line(trouble: Trouble, *, now: datetime) -> dict[str, Any]:
    """A row of what is broken now, with what is left of its clock."""
    line = line_of(trouble)
    return line | {
        "clock": clock_words(line["due_at"], now=now),
        "clock_tone": clock_tone(line["due_at"], now=now),
    }


def _operations(request: HttpRequest, actor: Actor) -> dict[str, object]:
    now, asked = utc_now(), TroubleFilter.from_address(request.GET.dict())
    seen = overview(actor, now=now, asked=asked)
    trouble = [state for state in seen.places if state.state in IN_TROUBLE]
    whole = len(seen.places) <= MOST_NAMED
    return {
        "asked": asked,
        "query": asked.address(),
        "seen": seen,
        "now": now,
        "outages": [open_line(t, now=now) for t in seen.outages],
        "quiet": [open_line(t, now=now) for t in seen.quiet],
        "closed": [line_of(t) for t in seen.closed],
        "map": place_map(seen.places, [(a.id, b.id) for a, b in seen.lines], whole=whole),
        "legend": legend(),
        "tree": place_tree(seen.places if whole else trouble),
        "whole": whole,
        "kinds": kinds_of(seen.places),
    }


def _sheet_row(trouble: Trouble, *, now: datetime) -> tuple[object, ...]:
    info, case = trouble.info, trouble.case
    return (
        info.id,
        info.kind,
        labels.cause_words(info.cause_label, info.cause_key),
        info.outage,
        info.fault_at,
        trouble.silent,
        "; ".join(place.name for place in trouble.places),
        trouble.people,
        who_words(trouble),
        case.number if case else "",
        case.ticket if case else "",
        case.due_at if case else None,
        round((case.due_at - now).total_seconds() / 60) if case and case.due_at else None,
    )


def _watch() -> dict[str, object]:
    names = {"watch": pgettext("process", "The judge"), "poller": pgettext("process", "The poller")}
    state = watch_state(now=utc_now())
    return {"watchers": [(names[name], at, name in state.stale) for name, at in state.seen], "stale": bool(state.stale)}


def _incident(actor: Actor, incident_id: int) -> dict[str, object]:
    detail = incident_detail(actor, incident_id, now=utc_now())
    info = detail.trouble.info
    deal = agreements.agreement(detail.agreement_id) if detail.agreement_id is not None else None
    places = {place.id: place for place in detail.trouble.places}
    (told,) = without_names_of_others([info])
    return {
        "incident": info,
        "line": line_of(detail.trouble),
        "state": labels.STATES[info.closed_at is None],
        "all_places": detail.trouble.places,
        "reasons": labels.reasons(info, may_name=detail.nameable.__contains__),
        "suspects": [_suspect(one) for one in told.suspects if one.get("weight", 0) > 0],
        "ruled_out": labels.ruled_out(told),
        "earlier": labels.earlier(told),
        "affected": [(a, places.get(a.place_id or 0)) for a in info.affected],
        "affected_words": _affected_words(detail.trouble),
        "moments": [(m, happening_words(m.seen), happening_tone(m.seen)) for m in detail.moments],
        "agreement": f"{deal.name} ({deal.number})" if deal is not None else "",
    }


def _affected_words(trouble: Trouble) -> str:
    if not trouble.hit:
        return _("No device fell silent.")
    words = ngettext(
        "%(silent)d of %(hit)d device is still silent.", "%(silent)d of %(hit)d devices are still silent.", trouble.hit
    )
    return words % {"silent": trouble.silent, "hit": trouble.hit}


def _suspect(one: dict[str, Any]) -> dict[str, object]:
    kind, number = str(one.get("type", "")), str(one.get("id", ""))
    names = {"device": _("Device"), "link": _("Cable"), "place": _("Power")}
    label = labels.cause_words(str(one.get("label", "")), f"{kind}:{number}")
    if not label:
        return {"kind": names.get(kind, kind), "label": _("somebody else's"), "percent": _percent(one)}
    return {
        "kind": names.get(kind, kind),
        "label": label,
        "percent": _percent(one),
        "device_id": int(number) if kind == "device" and number.isdigit() else None,
    }


def _percent(suspect: dict[str, Any]) -> int:
    return round(float(suspect.get("weight", 0)) * 100)
