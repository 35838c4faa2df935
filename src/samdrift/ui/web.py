# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Pages of the floor itself: switching colours, searching everything, and the gallery of components."""

from http import HTTPStatus
from typing import get_args

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from samdrift.platform.actor import NOBODY
from samdrift.ui.context import SCHEME_COOKIE, Scheme
from samdrift.ui.gallery import gallery_context
from samdrift.ui.registry import search_sources

A_YEAR_S = 365 * 24 * 3600
HITS_PER_SOURCE = 10


@require_POST
def set_scheme(request: HttpRequest) -> HttpResponse:
    """Keeps the colour scheme in a cookie and goes back to where the person was."""
    chosen = request.POST.get("scheme", "")
    if chosen not in get_args(Scheme):
        return HttpResponse(status=HTTPStatus.BAD_REQUEST)
    back = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    response = redirect(back if safe else "/")
    response.set_cookie(
        SCHEME_COOKIE, chosen, max_age=A_YEAR_S, samesite="Lax", httponly=True, secure=request.is_secure()
    )
    return response


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """Asks every registered source; each answers only what this actor may see."""
    actor = getattr(request, "actor", NOBODY)
    words = request.GET.get("q", "").strip()[:200]
    groups = []
    if words and actor.label:
        for source in search_sources():
            hits = list(source.find(actor, words, HITS_PER_SOURCE))
            if hits:
                groups.append({"name": source.name, "hits": hits})
    template = "ui/search_hits.html" if request.headers.get("HX-Request") else "ui/search.html"
    return render(request, template, {"words": words, "groups": groups})


@require_GET
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component on one page, for those who write pages; only where nobody works for real."""
    if settings.SAMDRIFT_MODE not in {"demo", "test"} and not settings.DEBUG:
        raise Http404
    return render(request, "ui/gallery.html", gallery_context(with_fault="fault" in request.GET))
