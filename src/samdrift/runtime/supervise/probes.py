# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Ways to ask a part whether it is ready."""

import http.client
import socket
from collections.abc import Callable


def listens(host: str, port: int) -> Callable[[], bool]:
    """Ready when a TCP connection is accepted."""

    def ask() -> bool:
        try:
            socket.create_connection((host, port), timeout=2).close()
        except OSError:
            return False
        return True

    return ask


def answers_http(host: str, port: int, path: str) -> Callable[[], bool]:
    """Ready when `path` is answered without a server error."""

    def ask() -> bool:
        connection = http.client.HTTPConnection(host, port, timeout=3)
        try:
            connection.request("GET", path)
            return connection.getresponse().status < 500
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    return ask
