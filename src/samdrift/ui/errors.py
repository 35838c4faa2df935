# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Turns an error meant for people into a page: what is wrong, where, and what to do, with the right HTTP status."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from samdrift.kernel.errors import BadInput, NotFound, NotNow, Refused, SamdriftError

STATUSES: tuple[tuple[type[SamdriftError], int], ...] = (
    (BadInput, 400),
    (Refused, 403),
    (NotFound, 404),
    (NotNow, 503),
)


def status_of(error: SamdriftError) -> int:
    """The HTTP status (RFC 9110) of an error; 500 for a kind we do not know."""
    return next((status for kind, status in STATUSES if isinstance(error, kind)), 500)


def _title(status: int) -> str:
    titles = {
        400: _("That cannot be used"),
        403: _("That is not possible"),
        404: _("There is no such page"),
        503: _("That does not work at the moment"),
    }
    return titles.get(status, _("Something went wrong"))


def error_page(request: HttpRequest, error: SamdriftError) -> HttpResponse:
    """The whole page, or the message alone when htmx asked for a part of a page."""
    status = status_of(error)
    words = {
        "title": _title(status),
        "what": error.what,
        "where": error.where,
        "remedy": error.remedy,
        "status": status,
    }
    part = bool(request.headers.get("HX-Request")) and not request.headers.get("HX-Boosted")
    response = render(request, "ui/error_fragment.html" if part else "ui/error.html", words, status=status)
    if isinstance(error, NotNow) and error.retry_after_s is not None:
        response["Retry-After"] = str(max(1, round(error.retry_after_s)))
    return response


class ErrorMiddleware:
    """Stands last in MIDDLEWARE, so that views may let the errors of commands and queries fly."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return error_page(request, exception) if isinstance(exception, SamdriftError) else None
