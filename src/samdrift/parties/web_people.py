# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The administrator's page: who is here, in which roles; give one, withdraw one, make an account."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from samdrift.kernel.clock import utc_now
from samdrift.kernel.errors import BadInput, NotFound, Refused, SamdriftError
from samdrift.parties import commands
from samdrift.parties.facade import places_of
from samdrift.parties.forms import ROLE_NAMES, AccountForm, NewcomerForm, RoleForm
from samdrift.parties.queries import grantable_parties, people_for, person_for
from samdrift.parties.types import PersonRow, PlaceInfo
from samdrift.parties.web import actor_on
from samdrift.platform.actor import Actor

BOTH = ["GET", "POST"]


def _administrator(request: HttpRequest) -> Actor:
    """The actor, who must administer someone: for everyone else this page does not exist."""
    actor = actor_on(request)
    if not actor.has("administrator") or not grantable_parties(actor):
        raise Http404
    return actor


def _places(actor: Actor) -> list[PlaceInfo]:
    return [place for city in sorted(actor.municipalities_as("administrator")) for place in places_of(city)]


def _words(error: SamdriftError) -> str:
    """The sentence a person reads. The commands speak English to programs; the page says it in the reader's language."""
    known = {
        "username": _("This user name is taken. Choose another."),
        "place": _("A user at a place needs a place in this municipality."),
        "code": _("Nobody without a role has this code. Ask the person to read it again."),
        "party": _("Only an administrator of that municipality or supplier may do this."),
    }
    if isinstance(error, Refused) and error.where == "role":
        return _("This is the last administrator. Make someone else administrator first.")
    if isinstance(error, BadInput) and error.where == "role":
        return _("A supplier's people are engineers, contract managers or administrators.")
    return known.get(error.where, _("That could not be done."))


def _described(people: list[PersonRow]) -> list[dict[str, object]]:
    return [
        {"person": p, "roles": [{"info": r, "name": ROLE_NAMES.get(r.role, r.role)} for r in p.roles]} for p in people
    ]


@login_required
@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """Everyone the administrator looks after."""
    actor = _administrator(request)
    return render(request, "parties/people.html", {"people": _described(people_for(actor))})


@login_required
@require_http_methods(BOTH)
def new_account(request: HttpRequest) -> HttpResponse:
    """An account with a password and its first role."""
    actor = _administrator(request)
    form = AccountForm(request.POST or None, parties=grantable_parties(actor), places=_places(actor))
    if form.is_valid():
        data = form.cleaned_data
        try:
            person_id = commands.create_local_account(
                username=data["username"],
                name=data["name"],
                email=data["email"],
                language=data["language"],
                password=data["password"],
                at_party=form.role_at(),
                actor=actor,
                at=utc_now(),
            )
        except SamdriftError as error:
            form.add_error(error.where if error.where in form.fields else None, _words(error))
        else:
            messages.success(request, _("The account is made."))
            return redirect("parties-person", person_id)
    return render(request, "parties/account_form.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@require_http_methods(BOTH)
def newcomer(request: HttpRequest) -> HttpResponse:
    """The first role for someone who signed in elsewhere and reads their code to the administrator."""
    actor = _administrator(request)
    form = NewcomerForm(request.POST or None, parties=grantable_parties(actor), places=_places(actor))
    if form.is_valid():
        try:
            person_id = commands.welcome_newcomer(
                code=form.cleaned_data["code"], at_party=form.role_at(), actor=actor, at=utc_now()
            )
        except SamdriftError as error:
            form.add_error(error.where if error.where in form.fields else None, _words(error))
        else:
            messages.success(request, _("The role is given."))
            return redirect("parties-person", person_id)
    return render(request, "parties/newcomer_form.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@require_http_methods(BOTH)
def person(request: HttpRequest, person_id: int) -> HttpResponse:
    """One person with their roles, and one more to give."""
    actor = _administrator(request)
    row = person_for(actor, person_id)
    if row is None:
        raise Http404
    form = RoleForm(request.POST or None, parties=grantable_parties(actor), places=_places(actor))
    if form.is_valid():
        try:
            commands.grant_role(user_id=person_id, at_party=form.role_at(), actor=actor, at=utc_now())
        except NotFound as error:
            raise Http404 from error
        except SamdriftError as error:
            form.add_error(error.where if error.where in form.fields else None, _words(error))
        else:
            messages.success(request, _("The role is given."))
            return redirect("parties-person", person_id)
    context = {
        "described": _described([row])[0],
        "form": form,
        "language": dict(settings.LANGUAGES).get(row.language, ""),
    }
    return render(request, "parties/person.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def revoke(request: HttpRequest, person_id: int, assignment_id: int) -> HttpResponse:
    """Withdraws one role."""
    actor = _administrator(request)
    try:
        commands.revoke_role(assignment_id=assignment_id, actor=actor, at=utc_now())
    except NotFound as error:
        raise Http404 from error
    except Refused as error:
        messages.error(request, _words(error))
    else:
        messages.success(request, _("The role is withdrawn."))
    there = person_for(actor, person_id) is not None
    return redirect("parties-person", person_id) if there else redirect("parties-people")
