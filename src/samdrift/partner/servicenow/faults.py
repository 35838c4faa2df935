# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Faults on request: what a supplier's system does on a bad day, so that a bridge can be shown to live through it.
They hit the ServiceNow paths only; the page, where people answer, always works.
"""

import asyncio
import json
from dataclasses import dataclass
from typing import Any, Literal, get_args

from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from samdrift.kernel.errors import BadInput

FaultKind = Literal["401", "429", "500", "html", "silence", "hang", "lost_answer", "double"]
"""silence: not a byte comes back. hang: the answer stops in its middle. lost_answer: the work is done, then the line drops.
double: a write is carried out twice, a list names each row twice."""
SERVICENOW_PATHS = ("/api/now/", "/oauth_token.do")
_HIBERNATING = "<!DOCTYPE html><html><title>Instance Hibernating</title><p>Your instance is hibernating.</p></html>"


@dataclass(slots=True)
class Fault:
    """`left` requests will be hit, or all until cleared when None; `method` and `path` narrow which ones."""

    kind: FaultKind
    left: int | None = 1
    retry_after_s: float = 5
    method: str = ""
    path: str = ""

    def hits(self, method: str, path: str) -> bool:
        return self.method in {"", method} and self.path in path


class FaultBook:
    """The faults in force, oldest first, and how many requests came; a test asserts silence by the counters."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.requests = 0
        self.writes = 0

    def take(self, method: str, path: str) -> Fault | None:
        """Count the request and the fault that it meets, if any."""
        self.requests += 1
        self.writes += method in {"POST", "PATCH", "PUT", "DELETE"} and path.startswith("/api/now/")
        fault = next((each for each in self.faults if each.hits(method, path)), None)
        if fault is not None and fault.left is not None:
            fault.left -= 1
            if fault.left <= 0:
                self.faults.remove(fault)
        return fault

    def report(self) -> dict[str, Any]:
        faults = [
            {"kind": f.kind, "count": f.left, "retry_after_s": f.retry_after_s, "method": f.method, "path": f.path}
            for f in self.faults
        ]
        return {"faults": faults, "requests": self.requests, "writes": self.writes}


def fault_from_json(body: Any) -> Fault:
    """Read one fault as `POST /_faults` takes it. Raises BadInput with the field and the remedy."""
    if not isinstance(body, dict):
        raise BadInput("the body must be a JSON object", where="fault", remedy='send {"kind": "500", "count": 1}')
    unknown = body.keys() - {"kind", "count", "retry_after_s", "method", "path"}
    if unknown:
        raise BadInput(f"unknown fields {sorted(unknown)}", where="fault", remedy="leave them out")
    kind = str(body.get("kind", ""))
    if kind not in get_args(FaultKind):
        raise BadInput(f"no such kind {kind!r}", where="kind", remedy=f"use one of {', '.join(get_args(FaultKind))}")
    count = body.get("count", 1)
    if not (count is None or (isinstance(count, int) and not isinstance(count, bool) and count > 0)):
        raise BadInput("not a positive whole number", where="count", remedy="give 1 or more, or null for until cleared")
    retry_after_s = body.get("retry_after_s", 5)
    if not isinstance(retry_after_s, int | float) or isinstance(retry_after_s, bool) or retry_after_s < 0:
        raise BadInput("not a number of seconds", where="retry_after_s", remedy="give 0 or more")
    method, path = str(body.get("method", "")).upper(), str(body.get("path", ""))
    return Fault(kind, count, float(retry_after_s), method, path)  # type: ignore[arg-type]  # checked above against the Literal


class FaultyLine:
    """ASGI wrapper that lets each request meet the fault that waits for it."""

    def __init__(self, app: ASGIApp, book: FaultBook) -> None:
        self.app = app
        self.book = book

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(SERVICENOW_PATHS):
            await self.app(scope, receive, send)
            return
        fault = self.book.take(scope["method"], scope["path"])
        match fault.kind if fault else None:
            case None:
                await self.app(scope, receive, send)
            case "silence":
                await _until_the_client_leaves(receive)
            case "hang":
                await send({"type": "http.response.start", "status": 200, "headers": _JSON_HEADERS})
                await send({"type": "http.response.body", "body": b'{"result":[{"sys_id":"', "more_body": True})
                await _until_the_client_leaves(receive)
            case "lost_answer":
                await _answers_of(self.app, scope, await _whole_body(receive))
                await _drop(receive, send)
            case "double":
                await self._twice(scope, receive, send)
            case _:
                assert fault is not None
                await _refusal(fault)(scope, receive, send)

    async def _twice(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = await _whole_body(receive)
        status, headers, content = await _answers_of(self.app, scope, body)
        if scope["method"] == "GET":
            content = _each_row_twice(content)
        else:
            status, headers, content = await _answers_of(self.app, scope, body)
        kept = [(name, value) for name, value in headers if name.lower() != b"content-length"]
        kept.append((b"content-length", str(len(content)).encode()))
        await send({"type": "http.response.start", "status": status, "headers": kept})
        await send({"type": "http.response.body", "body": content})


_JSON_HEADERS = [(b"content-type", b"application/json;charset=UTF-8"), (b"content-length", b"4096")]


def error_body(message: str, detail: str | None) -> dict[str, Any]:
    """An error in ServiceNow's shape."""
    return {"error": {"message": message, "detail": detail}, "status": "failure"}


def not_authenticated() -> Response:
    body = error_body("User Not Authenticated", "Required to provide Auth information")
    return JSONResponse(body, 401, headers={"WWW-Authenticate": 'BASIC realm="Service-now"'})


def too_many(retry_after_s: float, headers: dict[str, str]) -> Response:
    body = error_body("Rate limit exceeded", "The number of requests exceeds the rate limit rule of this user")
    return JSONResponse(body, 429, headers={"Retry-After": f"{retry_after_s:g}", **headers})


def _refusal(fault: Fault) -> Response:
    match fault.kind:
        case "401":
            return not_authenticated()
        case "429":
            limits = {"X-RateLimit-Limit": "1", "X-RateLimit-Reset": "0", "X-RateLimit-Rule": "fault"}
            return too_many(fault.retry_after_s, limits)
        case "html":
            return HTMLResponse(_HIBERNATING)
        case _:
            return JSONResponse(error_body("Internal server error", "java.lang.NullPointerException"), 500)


async def _whole_body(receive: Receive) -> bytes:
    chunks = []
    while True:
        message = await receive()
        chunks.append(message.get("body", b""))
        if message["type"] == "http.disconnect" or not message.get("more_body"):
            return b"".join(chunks)


async def _answers_of(app: ASGIApp, scope: Scope, body: bytes) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
    """Let `app` do the work and keep its answer here."""
    status, headers, chunks = 500, [], []

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Message) -> None:
        nonlocal status, headers
        if message["type"] == "http.response.start":
            status, headers = message["status"], list(message["headers"])
        else:
            chunks.append(message.get("body", b""))

    await app(dict(scope), receive, send)
    return status, headers, b"".join(chunks)


def _each_row_twice(content: bytes) -> bytes:
    answer = json.loads(content) if content else {}
    if isinstance(answer.get("result"), list):
        answer["result"] = [row for row in answer["result"] for _ in range(2)]
    return json.dumps(answer).encode()


async def _until_the_client_leaves(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _drop(receive: Receive, send: Send) -> None:
    # uvicorn has no public way to cut a line; its send is bound to the cycle that holds the transport
    transport = getattr(getattr(send, "__self__", None), "transport", None)
    if isinstance(transport, asyncio.Transport):
        transport.abort()
    await _until_the_client_leaves(receive)
