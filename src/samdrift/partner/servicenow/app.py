# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Puts the desk together: the Table API with its faults, the supplier's page, and the door for asking for faults."""

import json
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from samdrift.kernel.clock import utc_now
from samdrift.kernel.errors import BadInput
from samdrift.partner.servicenow.accounts import Account, Accounts, RateLimit
from samdrift.partner.servicenow.desk import Desk
from samdrift.partner.servicenow.faults import FaultBook, FaultyLine, error_body, fault_from_json
from samdrift.partner.servicenow.pages import SUPPLIERS_USER, Pages
from samdrift.partner.servicenow.store import Store
from samdrift.partner.servicenow.table_api import TableApi


@dataclass(frozen=True, slots=True)
class DeskSettings:
    """How one emulated desk is set up. `calls_per_hour` 0 means no rate limit; `zone` is for display values only."""

    folder: Path
    account: Account
    name: str
    zone: ZoneInfo
    calls_per_hour: int = 0
    token_lifetime_s: int = 1799


def build(settings: DeskSettings) -> ASGIApp:
    """The whole desk as one ASGI application. Raises BadInput where its folder cannot be used."""
    desk = Desk(Store(settings.folder), utc_now)
    desk.user(settings.account.user_name, name="Integration")
    desk.user(SUPPLIERS_USER, name=settings.name)
    accounts = Accounts(settings.account, token_lifetime_s=settings.token_lifetime_s)
    api = TableApi(desk, accounts, RateLimit(settings.calls_per_hour), settings.zone)
    pages = Pages(desk, name=settings.name, zone=settings.zone)
    book = FaultBook()
    routes = [
        Route("/", pages.tickets),
        Route("/ticket/{number}", pages.ticket),
        Route("/ticket/{number}", pages.answer, methods=["POST"]),
        Route("/static/{name}", pages.static),
        Route("/livez", _alive),
        Route("/_faults", _FaultDoor(book).answer, methods=["GET", "POST", "DELETE"]),
        Route("/oauth_token.do", api.token, methods=["POST"]),
    ]
    for prefix in ("/api/now/table", "/api/now/{version}/table"):
        routes.append(Route(f"{prefix}/{{table}}", api.records, methods=["GET", "POST"]))
        routes.append(Route(f"{prefix}/{{table}}/{{sys_id}}", api.record, methods=["GET", "PATCH", "PUT", "DELETE"]))
    routes.append(Route("/api/now/{rest:path}", _no_such_resource, methods=["GET", "POST", "PATCH", "PUT", "DELETE"]))
    return FaultyLine(Starlette(routes=routes, exception_handlers={404: pages.missing}), book)


async def _alive(_request: Request) -> Response:
    return JSONResponse({"alive": True})


async def _no_such_resource(_request: Request) -> Response:
    return JSONResponse(error_body("Requested URI does not represent any resource", None), 400)


@dataclass(frozen=True, slots=True)
class _FaultDoor:
    book: FaultBook

    async def answer(self, request: Request) -> Response:
        if request.method == "DELETE":
            self.book.faults.clear()
        if request.method == "POST":
            # a page on another site cannot send this type without asking first, and we never answer that question
            if request.headers.get("Content-Type", "").partition(";")[0].strip() != "application/json":
                return JSONResponse({"error": "send the fault as application/json"}, 415)
            try:
                self.book.faults.append(fault_from_json(json.loads(await request.body())))
            except ValueError:
                return JSONResponse({"error": "the body is not valid JSON"}, 400)
            except BadInput as error:
                return JSONResponse({"error": error.sentence()}, 400)
        return JSONResponse(self.book.report(), 201 if request.method == "POST" else 200)
