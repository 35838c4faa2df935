# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Each request acts as the signed-in person: the actor on the request, the walls told, the language set."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from samdrift.parties.actors import actor_for
from samdrift.parties.models import User
from samdrift.platform.actor import NOBODY
from samdrift.platform.scope import acting_as

WITHOUT_ACTOR = ("/static/", "/livez", "/readyz", "/metrics")


class ActorMiddleware:
    """Sets `request.actor` (platform.actor.Actor) and tells PostgreSQL; a page nobody signed in to acts as NOBODY."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(WITHOUT_ACTOR):
            request.actor = NOBODY  # type: ignore[attr-defined]
            return self.get_response(request)
        actor = actor_for(request.user) if isinstance(request.user, User) else NOBODY
        request.actor = actor  # type: ignore[attr-defined]
        with acting_as(actor):
            return self.get_response(request)
