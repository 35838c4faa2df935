# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Each request acts as the signed-in person: the actor on the request, the walls told, the language set."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from samdrift.kernel.clock import utc_now
from samdrift.parties.actors import actor_for
from samdrift.parties.models import User
from samdrift.parties.tokens import owner_of
from samdrift.platform.actor import NOBODY, Actor
from samdrift.platform.scope import acting_as

WITHOUT_ACTOR = ("/static/", "/livez", "/readyz", "/metrics")
API = "/api/"
BEARER = "bearer "


class ActorMiddleware:
    """Sets `request.actor` (platform.actor.Actor) and tells PostgreSQL; a page nobody signed in to acts as NOBODY.

    Under /api/ an Authorization header stands for itself: with it the session's cookie is not looked at.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(WITHOUT_ACTOR):
            request.actor = NOBODY  # type: ignore[attr-defined]
            return self.get_response(request)
        actor = _by_token(request) if _has_own_key(request) else _by_session(request)
        request.actor = actor  # type: ignore[attr-defined]
        with acting_as(actor):
            return self.get_response(request)


def _has_own_key(request: HttpRequest) -> bool:
    return request.path.startswith(API) and "Authorization" in request.headers


def _by_token(request: HttpRequest) -> Actor:
    header = request.headers["Authorization"]
    if not header.lower().startswith(BEARER):
        return NOBODY
    owner = owner_of(header[len(BEARER) :].strip(), at=utc_now())
    return actor_for(owner) if owner is not None else NOBODY


def _by_session(request: HttpRequest) -> Actor:
    if not isinstance(request.user, User):
        return NOBODY
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        # Whoever has not chosen in this browser reads in the language of their account.
        translation.activate(request.user.language)
        request.LANGUAGE_CODE = translation.get_language()
    return actor_for(request.user)
