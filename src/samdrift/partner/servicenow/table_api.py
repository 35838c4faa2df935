# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The Table API: what ServiceNow answers, header by header, for the tables a bridge uses. Its forgiving ways are kept."""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from samdrift.partner.servicenow.accounts import Accounts, RateLimit
from samdrift.partner.servicenow.desk import Desk
from samdrift.partner.servicenow.faults import error_body, not_authenticated, too_many
from samdrift.partner.servicenow.query import parse
from samdrift.partner.servicenow.rendering import View, render
from samdrift.partner.servicenow.rules import DataPolicyError
from samdrift.partner.servicenow.tables import INCIDENT, TABLES, Row, Table

DEFAULT_LIMIT = 10_000
_NOT_FOUND = error_body("No Record found", "Record doesn't exist or ACL restricts the record retrieval")


class _BadBodyError(Exception):
    """The request's body is no JSON object; the message says so."""


@dataclass(frozen=True, slots=True)
class TableApi:
    """Answers one call: who is it, may it, what does it want."""

    desk: Desk
    accounts: Accounts
    rate_limit: RateLimit
    zone: ZoneInfo

    async def token(self, request: Request) -> Response:
        """POST /oauth_token.do"""
        form = {name: str(value) for name, value in (await request.form()).items()}
        token = self.accounts.token_for(form, self.desk.now())
        if token is None:
            return JSONResponse({"error": "server_error", "error_description": "access_denied"}, 401)
        seconds = self.accounts.token_lifetime_s
        return JSONResponse(
            {"access_token": token, "scope": "useraccount", "token_type": "Bearer", "expires_in": seconds}
        )

    async def records(self, request: Request) -> Response:
        """GET and POST on a table."""
        return await self._admitted(request)

    async def record(self, request: Request) -> Response:
        """GET, PATCH, PUT and DELETE on one record."""
        return await self._admitted(request)

    async def _admitted(self, request: Request) -> Response:
        at = self.desk.now()
        user_name = self.accounts.user_of(request.headers.get("Authorization", ""), at)
        if user_name is None:
            return not_authenticated()
        passes, headers, wait_s = self.rate_limit.admit(at)
        if not passes:
            return too_many(wait_s, headers)
        table = TABLES.get(request.path_params["table"])
        if table is None:
            message = f"Invalid table {request.path_params['table']}"
            response: Response = JSONResponse(error_body(message, None), 400)
        else:
            response = await self._answer(request, table, user_name)
        response.headers.update(headers)
        return response

    async def _answer(self, request: Request, table: Table, user_name: str) -> Response:
        sys_id = request.path_params.get("sys_id")
        try:
            if request.method in {"GET", "HEAD"}:
                return self._one(request, table, sys_id) if sys_id else self._list(request, table)
            if not table.api_writable:
                detail = f"ACL Exception: Operation against table {table.name} failed due to security constraints"
                return JSONResponse(error_body("Operation Failed", detail), 403)
            if request.method == "DELETE":
                return (
                    Response(status_code=204)
                    if self.desk.delete_incident(str(sys_id))
                    else JSONResponse(_NOT_FOUND, 404)
                )
            return self._write(request, sys_id, await _body(request), user_name)
        except _BadBodyError as error:
            return JSONResponse(error_body("Exception while reading request", str(error)), 400)
        except DataPolicyError as error:
            return JSONResponse(error_body("Operation Failed", str(error)), 403)

    def _one(self, request: Request, table: Table, sys_id: str) -> Response:
        row = self.desk.store.get(table, sys_id)
        if row is None:
            return JSONResponse(_NOT_FOUND, 404)
        return _json({"result": render(row, table, self._view(request), self.desk)})

    def _write(self, request: Request, sys_id: str | None, body: Row, user_name: str) -> Response:
        actor = self.desk.user(user_name)
        if sys_id is None:
            row: Row | None = self.desk.open_incident(body, actor=actor)
        else:
            row = self.desk.change_incident(sys_id, body, actor=actor)
        if row is None:
            return JSONResponse(_NOT_FOUND, 404)
        response = _json({"result": render(row, INCIDENT, self._view(request), self.desk)}, 200 if sys_id else 201)
        if sys_id is None:
            response.headers["Location"] = f"{_base(request)}/api/now/table/incident/{row['sys_id']}"
        return response

    def _list(self, request: Request, table: Table) -> Response:
        query = parse(request.query_params.get("sysparm_query", ""), table)
        limit = _number(request, "sysparm_limit", DEFAULT_LIMIT)
        offset = _number(request, "sysparm_offset", 0)
        rows = self.desk.store.select(table, query, limit=limit, offset=offset)
        total = self.desk.store.count(table, query)
        if not rows and request.path_params.get("version") == "v1":
            return JSONResponse(_NOT_FOUND, 404)
        view = self._view(request)
        response = _json({"result": [render(row, table, view, self.desk) for row in rows]})
        if request.query_params.get("sysparm_no_count") != "true":
            response.headers["X-Total-Count"] = str(total)
        if request.query_params.get("sysparm_suppress_pagination_header") != "true":
            response.headers["Link"] = _page_links(request, limit=limit, offset=offset, total=total)
        return response

    def _view(self, request: Request) -> View:
        asked = request.query_params
        display = asked.get("sysparm_display_value", "false")
        fields = tuple(name.strip() for name in asked.get("sysparm_fields", "").split(",") if name.strip())
        return View(
            base_url=_base(request),
            zone=self.zone,
            display=display if display in {"true", "all"} else "false",
            links=asked.get("sysparm_exclude_reference_link") != "true",
            fields=fields,
        )


def _json(content: Any, status: int = 200) -> Response:
    return JSONResponse(content, status, media_type="application/json;charset=UTF-8")


def _base(request: Request) -> str:
    return str(request.base_url).rstrip("/")


def _number(request: Request, name: str, default: int) -> int:
    # a limit that is no number is ignored by the real desk, so it is here
    text = request.query_params.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else default


async def _body(request: Request) -> Row:
    try:
        content = json.loads(await request.body() or b"{}")
    except (ValueError, RecursionError) as error:
        raise _BadBodyError("The payload is not valid JSON.") from error
    if not isinstance(content, dict):
        raise _BadBodyError("The payload must be one JSON object.")
    return {name: _text(value) for name, value in content.items()}


def _text(value: Any) -> str:
    if isinstance(value, dict) and "value" in value:
        value = value["value"]
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = value if isinstance(value, str) else json.dumps(value)
    return text.encode("utf-8", "replace").decode()  # a lone surrogate cannot be stored


def _page_links(request: Request, *, limit: int, offset: int, total: int) -> str:
    step = max(limit, 1)
    last = max((total - 1) // step * step, 0)
    pages = {"first": 0} | ({"prev": max(offset - step, 0)} if offset else {})
    pages |= ({"next": offset + step} if offset + step < total else {}) | {"last": last}
    asked = [(name, value) for name, value in request.query_params.multi_items() if name != "sysparm_offset"]
    target = f"{_base(request)}{request.url.path}"
    return ",".join(
        f'<{target}?{urlencode([*asked, ("sysparm_offset", start)])}>;rel="{rel}"' for rel, start in pages.items()
    )
