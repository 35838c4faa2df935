# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Every error of the REST API as a problem (RFC 9457), with one status for one kind of error."""

import logging
from http import HTTPStatus

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from samdrift.kernel.errors import BadInput, NotFound, NotNow, Refused, SamdriftError
from samdrift.platform.rest import Fault, Problem

log = logging.getLogger(__name__)
CONTENT_TYPE = "application/problem+json"
STATUSES: tuple[tuple[type[SamdriftError], int], ...] = (
    (BadInput, 422),
    (Refused, 403),
    (NotFound, 404),
    (NotNow, 503),
)


def answer(
    status: int, detail: str = "", *, remedy: str = "", faults: list[Fault] | None = None, allow: str = ""
) -> HttpResponse:
    """A problem as it goes out, with the headers its status asks for (RFC 9110 §15)."""
    problem = Problem(title=HTTPStatus(status).phrase, status=status, detail=detail, remedy=remedy, faults=faults or [])
    response = HttpResponse(problem.model_dump_json(), status=status, content_type=CONTENT_TYPE)
    if status == HTTPStatus.UNAUTHORIZED:
        response["WWW-Authenticate"] = 'Bearer realm="samdrift"'
    if allow:
        response["Allow"] = allow
    return response


def of_samdrift(_request: HttpRequest, error: SamdriftError) -> HttpResponse:
    """Our own errors carry their words."""
    status = next((code for kind, code in STATUSES if isinstance(error, kind)), 500)
    faults = [Fault(where=error.where, what=error.what)] if error.where and isinstance(error, BadInput) else []
    response = answer(status, error.what, remedy=error.remedy, faults=faults)
    if isinstance(error, NotNow):
        response["Retry-After"] = str(max(1, round(error.retry_after_s or 5)))
    return response


def _of_validation(_request: HttpRequest, error: ValidationError) -> HttpResponse:
    faults = [
        Fault(where=".".join(str(part) for part in entry.get("loc", ())), what=str(entry.get("msg", "")))
        for entry in error.errors
    ]
    return answer(422, "the request does not fit the description of this address", faults=faults)


def _of_http(_request: HttpRequest, error: HttpError) -> HttpResponse:
    if error.status_code == HTTPStatus.UNAUTHORIZED:
        return answer(401, "sign in, or send a token: Authorization: Bearer sdt_…")
    return answer(error.status_code, str(error))


def _of_anything(request: HttpRequest, error: Exception) -> HttpResponse:
    log.error("%s %s failed", request.method, request.path, exc_info=error)
    return answer(500, "something went wrong here; it stands in the log with the time of your request")


def install(api: NinjaAPI) -> None:
    """Hand the API its error handlers."""
    # ninja's own type of a handler asks for the class or the instance; it only ever hands over the instance.
    api.add_exception_handler(SamdriftError, of_samdrift)  # type: ignore[arg-type]
    api.add_exception_handler(ValidationError, _of_validation)  # type: ignore[arg-type]
    api.add_exception_handler(HttpError, _of_http)  # type: ignore[arg-type]
    api.add_exception_handler(
        Http404, lambda _request, _error: answer(404, "there is nothing here, or nothing for you")
    )
    api.add_exception_handler(PermissionDenied, lambda _request, error: answer(403, str(error)))
    api.add_exception_handler(Exception, _of_anything)  # type: ignore[arg-type]
