# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The desk: its queue with one case beside it, the page of one case, and what can be done to it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from samdrift.agreements import facade as agreements
from samdrift.kernel.clock import utc_now
from samdrift.kernel.errors import BadInput, NotFound
from samdrift.platform.actor import NOBODY, Actor
from samdrift.platform.visible import STAFF
from samdrift.servicedesk import commands, labels, presenting, redating
from samdrift.servicedesk.queries import case_detail
from samdrift.servicedesk.queue import QueueFilter, desk_counts, desk_queue
from samdrift.servicedesk.types import State, Visibility

PARTS = ("head", "timeline", "aside")


def actor_on(request: HttpRequest) -> Actor:
    """Who acts on this request (set by the middleware)."""
    found: Actor = getattr(request, "actor", NOBODY)
    return found


def language_on() -> str:
    """The reader's language as two letters."""
    return (get_language() or "en").split("-")[0]


@require_safe
@login_required
def desk(request: HttpRequest) -> HttpResponse:
    """The queue, and beside it the case that the address names."""
    actor = _desk_actor(request)
    context = _queue(request, actor)
    number = request.GET.get("case", "")
    if number.isdecimal() and len(number) < 19:
        context |= _case(actor, int(number))
        context["neighbours"] = _neighbours(context["rows"], int(number))
    return render(request, "servicedesk/desk.html", context)


@require_safe
@login_required
def desk_part(request: HttpRequest) -> HttpResponse:
    """The queue alone, drawn anew when a case changed."""
    return render(request, "servicedesk/queue_part.html", _queue(request, _desk_actor(request)))


@require_safe
@login_required
def case(request: HttpRequest, case_id: int) -> HttpResponse:
    """The page of one case, for everybody who may see it."""
    return render(request, "servicedesk/case.html", _case(actor_on(request), case_id))


@require_safe
@login_required
def case_part(request: HttpRequest, case_id: int, part: str) -> HttpResponse:
    """One live part of a case: its head, its timeline or its clocks and facts."""
    if part not in PARTS:
        raise NotFound("there is no such part", where=part)
    return render(request, f"servicedesk/case_{part}.html", _case(actor_on(request), case_id))


@require_POST
@login_required
def add_entry(request: HttpRequest, case_id: int) -> HttpResponse:
    """Send what was written; `then` waiting or resolved moves the case on with the same words."""
    actor, then = actor_on(request), request.POST.get("then", "")
    text = request.POST.get("text", "")
    visibility = request.POST.get("visibility", "")
    try:
        if then in {"waiting", "resolved"}:
            commands.change_state(case_id=case_id, state=_state(then), actor=actor, at=utc_now(), message=text)
        else:
            commands.add_entry(
                case_id=case_id,
                actor=actor,
                text=text,
                visibility=_visibility(visibility),
                at=utc_now(),
                origin=f"form:{request.POST['key'][:60]}" if request.POST.get("key") else "",
            )
    except BadInput as error:
        context = _case(actor, case_id, typed=text, error=_words_for(error))
        return render(request, "servicedesk/case.html", context, status=422)
    messages.success(request, _("Sent."))
    return _back(request, case_id)


@require_POST
@login_required
def change_state(request: HttpRequest, case_id: int) -> HttpResponse:
    """Move the case one step on."""
    commands.change_state(
        case_id=case_id, state=_state(request.POST.get("state", "")), actor=actor_on(request), at=utc_now()
    )
    return _back(request, case_id)


@require_POST
@login_required
def assign(request: HttpRequest, case_id: int) -> HttpResponse:
    """Take the case, or put it back."""
    actor = actor_on(request)
    mine = actor.user_id if request.POST.get("to") == "me" else None
    commands.assign(case_id=case_id, assignee_id=mine, actor=actor, at=utc_now())
    return _back(request, case_id)


@require_POST
@login_required
def set_priority(request: HttpRequest, case_id: int) -> HttpResponse:
    """Judge how urgent it is."""
    commands.set_priority(case_id=case_id, priority=_number(request, "priority"), actor=actor_on(request), at=utc_now())
    return _back(request, case_id)


@require_POST
@login_required
def redate(request: HttpRequest, case_id: int) -> HttpResponse:
    """Count the case's clocks by the calendars in force now, for a reason."""
    redating.redate_case(case_id=case_id, reason=request.POST.get("reason", ""), actor=actor_on(request), at=utc_now())
    messages.success(request, _("Counted again."))
    return _back(request, case_id)


@require_POST
@login_required
def hand_over(request: HttpRequest, case_id: int) -> HttpResponse:
    """Give the case to whom another agreement names."""
    agreement_id = _number(request, "agreement")
    commands.hand_over(case_id=case_id, agreement_id=agreement_id, actor=actor_on(request), at=utc_now())
    messages.success(request, _("Handed over."))
    return _back(request, case_id)


def _desk_actor(request: HttpRequest) -> Actor:
    actor = actor_on(request)
    if not actor.has(*STAFF):
        raise NotFound("there is no such page", where="desk")
    return actor


def _queue(request: HttpRequest, actor: Actor) -> dict[str, object]:
    asked = QueueFilter.from_address(request.GET.dict())
    now = utc_now()
    page = desk_queue(actor, asked, now=now, language=language_on(), after=request.GET.get("after", ""))
    here = reverse("desk")
    cities = actor.municipalities or actor.customers
    return {
        "asked": asked,
        "rows": presenting.queue_rows(page.rows),
        "next": f"{here}?{asked.address()}&after={page.next_key}" if page.next_key else "",
        "first": bool(request.GET.get("after")),
        "counts": desk_counts(actor, now=now),
        "shows": _shows(asked, here),
        "chosen": request.GET.get("case", ""),
        "address": asked.address(),
        "asked_priorities": [
            presenting.Choice(str(p), words, chosen=p == asked.priority) for p, words in labels.PRIORITIES.items()
        ],
        "asked_groups": [
            presenting.Choice(str(group.id), group.name, chosen=group.id == asked.group)
            for city in sorted(cities)
            for group in agreements.groups_of(city)
        ],
    }


def _shows(asked: QueueFilter, here: str) -> list[tuple[str, str, bool]]:
    """(name, address, whether it is the one shown) of the views of the queue."""
    views = (
        (_("Live"), asked.show == "live" and not asked.mine, {"show": "live", "mine": False}),
        (_("Mine"), asked.show == "live" and asked.mine, {"show": "live", "mine": True}),
        (_("Solved"), asked.show == "resolved", {"show": "resolved", "mine": False}),
        (_("All"), asked.show == "all", {"show": "all", "mine": False}),
    )
    return [(name, f"{here}?{asked.address(**changes)}", current) for name, current, changes in views]


def _neighbours(rows: object, case_id: int) -> dict[str, int | None]:
    """The case before and after this one in the queue as shown."""
    ids = [row.id for row, _state_tag, _priority in rows]  # type: ignore[attr-defined]  # what _queue put there
    if case_id not in ids:
        return {"before": None, "after": ids[0] if ids else None}
    at = ids.index(case_id)
    return {"before": ids[at - 1] if at else None, "after": ids[at + 1] if at + 1 < len(ids) else None}


def _case(actor: Actor, case_id: int, *, typed: str = "", error: str = "") -> dict[str, object]:
    detail = case_detail(actor, case_id, now=utc_now(), language=language_on())
    return presenting.case_page(detail, language_on(), typed=typed, error=error)


def _back(request: HttpRequest, case_id: int) -> HttpResponse:
    """To where the form stood: beside the queue, or on the case's own page."""
    if request.POST.get("from") == "desk":
        asked = QueueFilter.from_address(request.POST.dict()).address()
        return HttpResponseRedirect(f"{reverse('desk')}?{asked + '&' if asked else ''}case={case_id}#row-{case_id}")
    return HttpResponseRedirect(reverse("case", args=[case_id]))


def _words_for(error: BadInput) -> str:
    if error.where == "message":
        return _("Write what the user must answer.")
    if error.where == "text":
        return _("Write something, at most 20,000 characters.")
    return error.sentence()


def _state(value: str) -> State:
    if value not in labels.STATES:
        raise BadInput(f"{value!r} is not a state", where="state")
    return value  # type: ignore[return-value]  # just checked


def _visibility(value: str) -> Visibility | None:
    return value if value in labels.VISIBILITIES else None  # type: ignore[return-value]  # just checked


def _number(request: HttpRequest, name: str) -> int:
    value = request.POST.get(name, "")
    if not value.isdecimal() or len(value) > 18:
        raise BadInput("choose one", where=name)
    return int(value)
