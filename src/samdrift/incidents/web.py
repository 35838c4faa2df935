# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The pages of those who mend: operations, and one incident."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_safe

from samdrift.agreements import facade as agreements
from samdrift.incidents import labels
from samdrift.incidents.detail import incident_detail
from samdrift.incidents.overview import Overview, PlaceState, Trouble, overview, watch_state
from samdrift.incidents.placemap import PlaceMap, Spot, draw_map
from samdrift.incidents.queries import without_names_of_others
from samdrift.inventory.facade import place_kind
from samdrift.kernel.clock import utc_now
from samdrift.kernel.errors import NotFound
from samdrift.monitoring.facade import happening_tone, happening_words
from samdrift.platform.actor import NOBODY, Actor
from samdrift.platform.visible import STAFF

PLACES_NAMED = 3
PLACE_TONES = {"ok": "success", "something": "warning", "down": "danger", "unknown": "unknown"}


def staff_on(request: HttpRequest) -> Actor:
    """Who acts on this request; NotFound for everybody who runs nothing."""
    actor: Actor = getattr(request, "actor", NOBODY)
    if not actor.has(*STAFF):
        raise NotFound("there is no such page", where=request.path)
    return actor


@require_safe
@login_required
def operations(request: HttpRequest) -> HttpResponse:
    """What is broken now."""
    actor = staff_on(request)
    return render(request, "incidents/operations.html", _operations(actor) | _watch())


@require_safe
@login_required
def operations_part(request: HttpRequest) -> HttpResponse:
    """The page below its heading, drawn anew when something changed."""
    return render(request, "incidents/operations_part.html", _operations(staff_on(request)))


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
    }


def _operations(actor: Actor) -> dict[str, object]:
    seen = overview(actor, now=utc_now())
    return {
        "seen": seen,
        "outages": [line_of(t) for t in seen.outages],
        "quiet": [line_of(t) for t in seen.quiet],
        "closed": [line_of(t) for t in seen.closed],
        "map": _map(seen),
        "legend": [(state, PLACE_TONES[state], _place_word(state)) for state in ("ok", "something", "down", "unknown")],
        "tree": _tree(seen.places),
    }


def _watch() -> dict[str, object]:
    names = {"watch": pgettext("process", "The judge"), "poller": pgettext("process", "The poller")}
    state = watch_state(now=utc_now())
    return {"watchers": [(names[name], at, name in state.stale) for name, at in state.seen], "stale": bool(state.stale)}


def _place_word(state: str) -> str:
    words = {
        "ok": pgettext("state of a place", "All right"),
        "something": pgettext("state of a place", "Something is wrong"),
        "down": pgettext("state of a place", "Down"),
        "unknown": pgettext("state of a place", "Not watched"),
    }
    return words[state]


def _map(seen: Overview) -> PlaceMap | None:
    spots = [
        Spot(
            id=p.place.id,
            name=p.place.name,
            state=p.state,
            words=f"{p.place.name}: {_place_word(p.state)}",
            url=reverse("place", args=[p.place.id]),
            x=p.place.x,
            y=p.place.y,
        )
        for p in seen.places
    ]
    return draw_map(spots, [(a.id, b.id) for a, b in seen.lines])


def _tree(places: tuple[PlaceState, ...]) -> list[dict[str, Any]]:
    """The same as the map in words: kinds of places, each with its places, those in trouble first."""
    order = {"down": 0, "something": 1, "ok": 2, "unknown": 3}
    kinds: dict[str, list[PlaceState]] = {}
    for state in sorted(places, key=lambda p: (order[p.state], p.place.name)):
        kinds.setdefault(place_kind(state.place.kind), []).append(state)
    return [
        {
            "kind": kind,
            "places": [(p, PLACE_TONES[p.state], _place_word(p.state)) for p in mine],
            "trouble": sum(p.state in ("down", "something") for p in mine),
        }
        for kind, mine in sorted(kinds.items(), key=lambda item: (order[item[1][0].state] > 1, item[0]))
    ]


def _incident(actor: Actor, incident_id: int) -> dict[str, object]:
    detail = incident_detail(actor, incident_id, now=utc_now())
    info = detail.trouble.info
    deal = agreements.agreement(detail.agreement_id) if detail.agreement_id is not None else None
    places = {place.id: place for place in detail.trouble.places}
    return {
        "incident": info,
        "line": line_of(detail.trouble),
        "state": labels.STATES[info.closed_at is None],
        "all_places": detail.trouble.places,
        "reasons": labels.reasons(info, may_name=detail.nameable.__contains__),
        "suspects": [_suspect(one) for one in without_names_of_others(info).suspects],
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
