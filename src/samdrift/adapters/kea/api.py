# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Kea's control API: one JSON question and its answer, over HTTP (control agent, or the server itself from 2.7 on) or a socket.

The control agent wants to know which service is meant and answers with a list; a server itself ignores `service` and may answer
with one object. Both are read.
"""

import json
import socket
from types import TracebackType
from typing import Any, Literal, Self

import httpx

TIMEOUT_S = 20.0
LARGEST = 256 * 1024**2
OK, EMPTY, UNSUPPORTED = 0, 3, 2
Family = Literal[4, 6]


class KeaTrouble(Exception):  # noqa: N818 - an answer, not always a mishap
    """Why there is no answer, in a sentence; `unsupported`: the server does not know the command (a hook is not loaded)."""

    def __init__(self, reason: str, *, unsupported: bool = False) -> None:
        super().__init__(reason)
        self.unsupported = unsupported


class KeaApi:
    """Questions to one server. `url`: http://, https:// or unix:/path."""

    def __init__(self, url: str, *, user: str = "", password: str = "") -> None:
        self.url = url
        auth = httpx.BasicAuth(user, password) if user else None
        self._http = None if url.startswith("unix:") else httpx.Client(auth=auth, timeout=TIMEOUT_S)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._http is not None:
            self._http.close()

    @property
    def host(self) -> str:
        """The host in the URL; empty for a socket."""
        return "" if self._http is None else httpx.URL(self.url).host

    def ask(self, command: str, family: Family, **arguments: Any) -> dict[str, Any]:
        """The arguments of the answer, {} where it is empty. KeaTrouble for anything else."""
        question: dict[str, Any] = {"command": command}
        if arguments:
            question["arguments"] = arguments
        if self._http is None:
            answer = _over_socket(self.url.removeprefix("unix:"), question)
        else:
            answer = _over_http(self._http, self.url, question | {"service": [f"dhcp{family}"]})
        if isinstance(answer, list):
            answer = answer[0] if answer else {}
        if not isinstance(answer, dict) or not isinstance(answer.get("result"), int):
            raise KeaTrouble(f"{command}: that is no answer of Kea's")
        if answer["result"] not in {OK, EMPTY}:
            raise KeaTrouble(
                f"{command}: {str(answer.get('text', 'refused'))[:200]}", unsupported=answer["result"] == UNSUPPORTED
            )
        found = answer.get("arguments", {})
        return found if isinstance(found, dict) else {}


def _over_http(client: httpx.Client, url: str, question: dict[str, Any]) -> Any:
    try:
        answer = client.post(url, json=question)
        answer.raise_for_status()
        return answer.json()
    except httpx.HTTPStatusError as error:
        raise KeaTrouble(f"{error.response.status_code} {error.response.reason_phrase}") from error
    except httpx.HTTPError as error:
        raise KeaTrouble(f"{type(error).__name__}: {error}") from error
    except ValueError as error:
        raise KeaTrouble("that is no answer of Kea's") from error


def _over_socket(path: str, question: dict[str, Any]) -> Any:
    try:
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(TIMEOUT_S)
            line.connect(path)
            line.sendall(json.dumps(question).encode())
            said = bytearray()
            while part := line.recv(1 << 16):
                said += part
                if len(said) > LARGEST:
                    raise KeaTrouble("the answer is too large")
        return json.loads(said)
    except OSError as error:
        raise KeaTrouble(f"{path}: {error.strerror or error}") from error
    except ValueError as error:
        raise KeaTrouble("that is no answer of Kea's") from error
