# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The REST API's root: who may come in, which routers stand under it, and its OpenAPI 3.1 at /api/openapi.json."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, re_path
from django.utils.datastructures import MultiValueDict
from ninja import NinjaAPI
from ninja.errors import HttpError
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation
from ninja.parser import Parser
from ninja.security import APIKeyCookie, HttpBearer
from ninja.utils import check_csrf

from samdrift import __version__
from samdrift.platform.actor import Actor
from samdrift.platform.rest import Problem, actor_of
from samdrift.runtime.rest_problems import CONTENT_TYPE, answer, install

CONTEXTS = (
    "parties",
    "agreements",
    "inventory",
    "devicelog",
    "monitoring",
    "incidents",
    "servicedesk",
    "ticketbridge",
    "notices",
    "documentation",
    "capacity",
    "reporting",
)
ALWAYS = {
    401: "Not signed in",
    403: "Refused",
    404: "Not there, or not for you",
    405: "Method",
    422: "Input",
    500: "Ours",
}
WITH_BODY = {400: "Not JSON"}
LATER = {503: "Not now"}


class Token(HttpBearer):
    """A person's API token (RFC 6750); the middleware has opened it already."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:  # noqa: ARG002
        return actor_of(request) if actor_of(request).label else None


class Session(APIKeyCookie):
    """The browser's session. What changes something needs the CSRF token as well, as on every page."""

    param_name = "sessionid"

    def _get_key(self, request: HttpRequest) -> str | None:
        return request.COOKIES.get(self.param_name)

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:  # noqa: ARG002
        if "Authorization" in request.headers or not actor_of(request).label:
            return None
        if check_csrf(request):
            raise HttpError(403, "the CSRF token is missing or wrong; programs use a token instead of a session")
        return actor_of(request)


class OnceParser(Parser):
    """A parameter given twice is a mistake, not a choice."""

    def parse_querydict(
        self, data: MultiValueDict[str, Any], list_fields: list[str], request: HttpRequest
    ) -> dict[str, Any]:
        twice = [key for key in data if key not in list_fields and len(data.getlist(key)) > 1]
        if twice:
            raise HttpError(422, f"{twice[0]} is given twice")
        return super().parse_querydict(data, list_fields, request)


class Api(NinjaAPI):
    """Adds to each operation the problems it can answer, so that no context has to repeat them."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        _samdrift, context, *_rest = operation.view_func.__module__.split(".")
        return f"{context}_{operation.view_func.__name__}"

    def get_openapi_schema(self, *, path_prefix: str | None = None, path_params: Any = None) -> OpenAPISchema:
        schema = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        schema["components"]["schemas"].update(problem.pop("$defs", {}), Problem=problem)
        content = {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
        for operations in schema["paths"].values():
            for operation in operations.values():
                problems = ALWAYS | LATER | (WITH_BODY if "requestBody" in operation else {})
                for status, words in problems.items():
                    operation["responses"].setdefault(status, {"description": words, "content": content})
        return schema


api = Api(
    title="Samdrift",
    version=__version__,
    description="Read and act on everything you may see, as a person or as a program with a person's token.",
    docs_url=None,
    urls_namespace="api",
    auth=[Token(), Session()],
    parser=OnceParser(),
)
install(api)
for context in CONTEXTS:
    if find_spec(f"samdrift.{context}.rest") is not None:
        api.add_router("", import_module(f"samdrift.{context}.rest").router, tags=[context])


def _finished(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Nothing of the API is kept by caches on the way, and a wrong method is a problem like any other."""

    @wraps(view)
    def finished(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)
        except Http404:
            response = answer(404, "there is nothing here; /api/openapi.json lists every address")
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            response = answer(405, f"{request.method} is not possible here", allow=response["Allow"])
        response["Cache-Control"] = "no-store"
        return response

    return finished


def _nothing_here(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    return answer(404, "there is no such address; /api/openapi.json lists them all")


def _patterns() -> list[URLPattern]:
    found: list[Any] = list(api.urls[0])
    for pattern in found:
        pattern.callback = _finished(pattern.callback)
    _nothing_here.csrf_exempt = True  # type: ignore[attr-defined]
    return [*found, re_path(r"^.*$", _finished(_nothing_here))]


urlpatterns = [path("", (_patterns(), "api", "api"))]
