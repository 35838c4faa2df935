# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The doors people come in by: the front page, sign-in, the demo's personas, sign-out."""

from dataclasses import dataclass
from typing import cast

from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from samdrift.parties.forms import ROLE_NAMES
from samdrift.parties.models import User
from samdrift.parties.queries import newcomer_code, personas
from samdrift.platform.actor import NOBODY, Actor, Role

BACKEND = "django.contrib.auth.backends.ModelBackend"


@dataclass(frozen=True, slots=True)
class Landing:
    """The page made for a role."""

    role: Role
    path: str
    name: object


LANDINGS = (
    Landing("agent", "/desk/", _("Service desk")),
    Landing("engineer", "/operations/", _("Operations")),
    Landing("contract_manager", "/agreement/", _("Agreement")),
    Landing("director", "/overview/", _("Overview")),
    Landing("requester", "/my-place/", _("My place")),
    Landing("administrator", "/people/", _("People and roles")),
)


def actor_on(request: HttpRequest) -> Actor:
    """Who acts on this request (set by the middleware)."""
    return cast("Actor", getattr(request, "actor", NOBODY))


def is_there(path: str) -> bool:
    """Whether a page stands at this address in this installation."""
    try:
        resolve(path)
    except Resolver404:
        return False
    return True


def landing_for(actor: Actor) -> str | None:
    """The address made for the actor's first role that has a page; None for someone without one."""
    return next((page.path for page in LANDINGS if page.role in actor.roles and is_there(page.path)), None)


def safe_next(request: HttpRequest) -> str:
    """Where the person wanted to go, if that is on this site; else the front page."""
    wanted = request.POST.get("next") or request.GET.get("next") or "/"
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else "/"


@never_cache
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Sends everyone to the page made for them; who has no role reads what to do next."""
    actor = actor_on(request)
    if not actor.label:
        return redirect("sign-in")
    there = landing_for(actor)
    if there is not None:
        return redirect(there)
    pages = [page for page in LANDINGS if page.role in actor.roles]
    code = newcomer_code(actor.user_id) if actor.user_id is not None and not actor.roles else ""
    return render(request, "parties/welcome.html", {"pages": pages, "code": code})


@never_cache
@require_GET
@login_not_required
def sign_in(request: HttpRequest) -> HttpResponse:
    """The landing page: persona buttons in the demo, else the ways this installation offers."""
    if actor_on(request).label:
        return redirect(safe_next(request))
    demo = settings.SAMDRIFT_MODE == "demo"
    people = [
        {
            "person": p,
            "role_key": p.roles[0] if p.roles else "",
            "role": ROLE_NAMES.get(p.roles[0], "") if p.roles else "",
        }
        for p in (personas() if demo else [])
    ]
    context = {"personas": people, "demo": demo, "oidc": settings.SAMDRIFT_OIDC, "next": safe_next(request)}
    return render(request, "parties/sign_in.html", context)


@require_POST
@login_not_required
def sign_in_as_persona(request: HttpRequest) -> HttpResponse:
    """The demo's way in; anywhere else this address does not exist."""
    if settings.SAMDRIFT_MODE != "demo":
        raise Http404
    persona = request.POST.get("persona", "")
    user = User.objects.filter(persona=persona, is_active=True).exclude(persona="").first()
    if user is None:
        raise Http404
    if request.user.is_authenticated:
        logout(request)  # a persona's session must not carry anything of the one before
    login(request, user, backend=BACKEND)
    return redirect(safe_next(request))


@require_POST
@login_not_required
def sign_out(request: HttpRequest) -> HttpResponse:
    """Ends the session."""
    logout(request)
    return redirect("sign-in")
