# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""One HTTP call to ServiceNow with a clear ending: rows, or an error that says in words whether to try again or to call a
person. Nothing is repeated here. The one exception is an OAuth token that ran out: a 401 did nothing, so a new token may ask.
"""

import ipaddress
import json
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from samdrift.adapters.servicenow.auth import Auth, BasicAuth, ClientCredentials
from samdrift.adapters.servicenow.verdicts import SIGN_IN_REMEDY, Answer, Reader
from samdrift.kernel.errors import BadInput, NotNow, Refused

MAX_ANSWER_BYTES = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of a list. `more` says that the instance has further rows, even where this page is empty (hidden by rights)."""

    rows: list[dict[str, Any]]
    more: bool


class TableClient:
    """The Table API of one instance. Safe to share between threads. Every call ends within about `timeout_s` seconds."""

    def __init__(
        self, base_url: str, auth: Auth, *, timeout_s: float, transport: httpx.BaseTransport | None = None
    ) -> None:
        """Raises BadInput for an address that cannot be used or would send the password in the clear."""
        url = _checked(base_url)
        self.where = f"ServiceNow at {url.netloc.decode('ascii')}"
        self._auth = auth
        self._reader = Reader(self.where, auth.secrets)
        self._timeout_s = timeout_s
        self._token = ""
        self._token_ends = 0.0
        self._token_lock = threading.Lock()
        self._client = httpx.Client(
            base_url=url,
            timeout=timeout_s,
            follow_redirects=False,
            headers={"Accept": "application/json"},
            transport=transport,
        )

    def close(self) -> None:
        self._client.close()

    def list(self, table: str, params: dict[str, str], *, limit: int, offset: int = 0) -> Page:
        """One page of `table`."""
        asked = {**params, **_PLAIN, "sysparm_limit": str(limit), "sysparm_offset": str(offset)}
        answer = self._call("GET", f"/api/now/table/{table}", asked)
        if self._reader.is_not_found(answer):
            return Page([], more=False)  # version 1 of the API says «not found» for an empty list
        rows = self._reader.result(answer)
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise self._reader.not_data("something that is no list of rows")
        return Page(rows, _more(answer.headers, count=len(rows), limit=limit, offset=offset))

    def get(self, table: str, sys_id: str, params: dict[str, str]) -> dict[str, Any] | None:
        return self._row("GET", f"/api/now/table/{table}/{sys_id}", params, None)

    def post(self, table: str, params: dict[str, str], body: dict[str, str]) -> dict[str, Any] | None:
        return self._row("POST", f"/api/now/table/{table}", params, body)

    def patch(self, table: str, sys_id: str, params: dict[str, str], body: dict[str, str]) -> dict[str, Any] | None:
        return self._row("PATCH", f"/api/now/table/{table}/{sys_id}", params, body)

    def _row(
        self, method: str, path: str, params: dict[str, str], body: dict[str, str] | None
    ) -> dict[str, Any] | None:
        answer = self._call(method, path, {**params, **_PLAIN}, body)
        if self._reader.is_not_found(answer):
            return None
        row = self._reader.result(answer)
        if not isinstance(row, dict):
            raise self._reader.not_data("something that is no row")
        return row

    def _call(self, method: str, path: str, params: dict[str, str], body: dict[str, str] | None = None) -> Answer:
        content = None if body is None else json.dumps(body).encode()
        answer = self._send(method, path, params, content, self._authorization())
        if answer.status == 401 and isinstance(self._auth, ClientCredentials):
            self._token_ends = 0.0
            answer = self._send(method, path, params, content, self._authorization())
        return answer

    def _authorization(self) -> httpx.BasicAuth | str:
        if isinstance(self._auth, BasicAuth):
            return httpx.BasicAuth(self._auth.user_name, self._auth.password)
        with self._token_lock:
            if time.monotonic() >= self._token_ends:
                self._fetch_token(self._auth)
            return f"Bearer {self._token}"

    def _fetch_token(self, auth: ClientCredentials) -> None:
        form = {"grant_type": "client_credentials", "client_id": auth.client_id, "client_secret": auth.client_secret}
        asked_at = time.monotonic()
        encoded = httpx.QueryParams(form)
        answer = self._send(
            "POST", "/oauth_token.do", {}, str(encoded).encode(), None, "application/x-www-form-urlencoded"
        )
        if answer.status in {400, 401, 403}:
            raise Refused("does not accept the OAuth client id and secret", where=self.where, remedy=SIGN_IN_REMEDY)
        if answer.status != 200:
            raise self._reader.error(answer)
        token = self._reader.object(answer)
        if not isinstance(token.get("access_token"), str):
            raise self._reader.not_data("no access token")
        lifetime_s = token.get("expires_in")
        self._token = token["access_token"]
        self._token_ends = asked_at + (float(lifetime_s) if isinstance(lifetime_s, int | float) else 60.0) - 30

    def _send(
        self,
        method: str,
        path: str,
        params: dict[str, str],
        content: bytes | None,
        authorization: httpx.BasicAuth | str | None,
        content_type: str = "application/json",
    ) -> Answer:
        headers = {"Content-Type": content_type} if content is not None else {}
        if isinstance(authorization, str):
            headers["Authorization"] = authorization
        auth = authorization if isinstance(authorization, httpx.BasicAuth) else None
        deadline = time.monotonic() + self._timeout_s
        try:
            with self._client.stream(
                method, path, params=params, content=content, headers=headers, auth=auth
            ) as response:
                return Answer(response.status_code, response.headers, self._read(response, deadline))
        except httpx.TimeoutException as error:
            raise self._silent() from error
        except httpx.ConnectError as error:
            remedy = "it is tried again by itself; if it lasts, check the address and the network"
            raise NotNow("no connection could be made", where=self.where, remedy=remedy) from error
        except httpx.HTTPError as error:
            remedy = "it is tried again by itself, after a look whether the first try had arrived"
            raise NotNow("the connection broke before the answer was whole", where=self.where, remedy=remedy) from error

    def _read(self, response: httpx.Response, deadline: float) -> bytes:
        # httpx limits the wait for each piece; an answer that drips for ever must end as well
        chunks, size = [], 0
        for chunk in response.iter_bytes():
            chunks.append(chunk)
            size += len(chunk)
            if size > MAX_ANSWER_BYTES:
                raise self._reader.not_data(f"more than {MAX_ANSWER_BYTES // 1024 // 1024} MB")
            if time.monotonic() > deadline:
                raise self._silent()
        return b"".join(chunks)

    def _silent(self) -> NotNow:
        remedy = "it is tried again by itself, after a look whether the first try had arrived"
        return NotNow(f"did not answer within {self._timeout_s:g} s", where=self.where, remedy=remedy)


_PLAIN = {"sysparm_display_value": "false", "sysparm_exclude_reference_link": "true"}


def _checked(base_url: str) -> httpx.URL:
    try:
        url = httpx.URL(base_url.rstrip("/"))
    except httpx.InvalidURL as error:
        raise BadInput(
            "the address is no web address", where="base_url", remedy="give it like https://supplier.example"
        ) from error
    if url.scheme not in {"http", "https"} or not url.host:
        raise BadInput(
            "the address is no web address", where="base_url", remedy="give it like https://supplier.example"
        )
    if url.userinfo:
        raise BadInput(
            "the address holds a secret", where="base_url", remedy="keep user and password out of the address"
        )
    if url.scheme == "http" and not _is_this_machine(url.host):
        raise BadInput("the address would send the password in the clear", where="base_url", remedy="use https")
    return url


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _more(headers: Mapping[str, str], *, count: int, limit: int, offset: int) -> bool:
    if "link" in headers:
        return 'rel="next"' in headers["link"]
    total = headers.get("x-total-count", "")
    return offset + limit < int(total) if total.isdigit() else count >= limit
