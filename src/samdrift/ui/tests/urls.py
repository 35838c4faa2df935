# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Addresses and a stand-in for signing in, for the tests of the pages."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.utils.translation import gettext_lazy as _

from samdrift.kernel.errors import BadInput, NotFound, NotNow, Refused
from samdrift.platform.actor import Actor
from samdrift.ui.registry import Hit, NavItem, SearchSource, register_nav, register_search

TESTER = Actor(label="user:1", user_id=1, name="Kim Testesen", roles=frozenset({"agent"}))
ERRORS = {"bad": BadInput, "lost": NotFound, "later": NotNow, "refused": Refused}


def signed_in_as_tester(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    def middleware(request: HttpRequest) -> HttpResponse:
        request.actor = TESTER  # type: ignore[attr-defined]
        return get_response(request)

    return middleware


def front(request: HttpRequest) -> HttpResponse:
    return HttpResponse("front")


def fails(request: HttpRequest, kind: str) -> HttpResponse:
    raise ERRORS[kind]("The place is not known", where="places.csv, row 3", remedy="Write the place's number.")


register_nav(NavItem(_("Gallery of components"), "ui-gallery", "hexagon-grid", 10))
register_nav(NavItem(_("Search"), "search", "magnifying-glass", 20))
register_nav(NavItem("Nowhere", "there-is-no-such-page", "house", 30))
register_search(
    SearchSource("Places", lambda actor, words, limit: [Hit("/ui/gallery", f"Place {words}", "School")], 10)
)

urlpatterns = [
    path("", include("samdrift.ui.urls")),
    path("fails/<str:kind>", fails),
    path("i18n/", include("django.conf.urls.i18n")),
]
