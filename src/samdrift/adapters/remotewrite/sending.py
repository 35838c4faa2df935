# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""One request to the receiver, and what its answer means: taken, later again, or refused for good."""

from dataclasses import dataclass
from typing import Literal

import httpx

HEADERS = {
    "Content-Encoding": "snappy",
    "Content-Type": "application/x-protobuf",
    "User-Agent": "Samdrift",
    "X-Prometheus-Remote-Write-Version": "0.1.0",
}
TIMEOUT_S = 10.0
LONGEST_REASON = 300


@dataclass(frozen=True, slots=True)
class Answer:
    """`again`: the same request may be taken later, after `wait_s` seconds where the receiver says so."""

    kind: Literal["taken", "again", "refused"]
    reason: str = ""
    wait_s: float | None = None


def client_for(token: str) -> httpx.Client:
    """A client with a time-out; `token` is sent as bearer where there is one."""
    own = {"Authorization": f"Bearer {token}"} if token else {}
    return httpx.Client(headers=HEADERS | own, timeout=TIMEOUT_S, follow_redirects=False)


def send(client: httpx.Client, url: str, body: bytes) -> Answer:
    """POST one request; never raises for what the network or the receiver does."""
    try:
        answer = client.post(url, content=body)
    except httpx.HTTPError as error:
        return Answer("again", f"{type(error).__name__}: {error}"[:LONGEST_REASON])
    if answer.is_success:
        return Answer("taken")
    said = " ".join(answer.text.split())[:LONGEST_REASON]
    reason = f"{answer.status_code} {answer.reason_phrase}: {said}".rstrip(": ")
    if answer.status_code == httpx.codes.TOO_MANY_REQUESTS or answer.is_server_error:
        return Answer("again", reason, _seconds(answer.headers.get("Retry-After", "")))
    return Answer("refused", reason)


def _seconds(told: str) -> float | None:
    return float(told) if told.isdecimal() and len(told) < 7 else None
