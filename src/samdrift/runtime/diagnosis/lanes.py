# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Looks at the way of the samples: the lane's servers, and the pollers that hand over to them."""

import json
import os
import socket
import ssl
from collections.abc import Iterator
from urllib.parse import urlsplit

from samdrift.adapters.jetstream.settings import LaneSettings
from samdrift.kernel.clock import utc_now
from samdrift.kernel.errors import BadInput
from samdrift.platform.actor import system_actor
from samdrift.platform.scope import acting_as
from samdrift.runtime.diagnosis.finding import Finding, hint, well, wrong
from samdrift.runtime.pollers import pollers_in, troubles

WHAT = "Lane (NATS)"


def lanes(url: str, token: str) -> Iterator[Finding]:
    """Each server of the lane."""
    try:
        settings = LaneSettings.from_env({**os.environ, "SAMDRIFT_NATS_URL": url})
        tls = settings.tls()
    except BadInput as error:
        yield wrong(WHAT, f"{error.where}: {error.what}", error.remedy)
        return
    for one in settings.urls:
        yield lane(one, token or settings.token, tls)


def lane(url: str, token: str, tls: ssl.SSLContext | None = None) -> Finding:
    """Reachable, with JetStream, and the token right."""
    parts = urlsplit(url)
    where = f"{parts.hostname}:{parts.port}"
    remedy = "start it, or correct SAMDRIFT_NATS_URL"
    try:
        greeting, answer = _talk(url, token, tls)
    except TimeoutError:  # a NATS server speaks first, and at once
        greeting = answer = b""
    except ssl.SSLError as error:
        return wrong(WHAT, f"TLS with {where} fails: {error}", "correct SAMDRIFT_NATS_CA and the certificates")
    except OSError as error:
        return wrong(WHAT, f"cannot be reached at {where}: {error}", remedy)
    if not greeting.startswith(b"INFO "):
        return wrong(WHAT, f"something else answers at {where}", remedy)
    if b'"jetstream":true' not in greeting:
        return wrong(WHAT, "JetStream is off, so samples would be lost", "start nats-server with JetStream")
    if not answer.startswith(b"PONG"):
        return wrong(WHAT, "it refuses our token", "correct SAMDRIFT_NATS_TOKEN")
    return well(WHAT, f"{where} answers, and keeps what it is given")


def _talk(url: str, token: str, tls: ssl.SSLContext | None) -> tuple[bytes, bytes]:
    """What the server says first, and what it answers to our introduction."""
    parts = urlsplit(url)
    host = parts.hostname or "127.0.0.1"
    introduction = {"verbose": False, "pedantic": False, "auth_token": token}
    if parts.username and parts.password:
        introduction |= {"user": parts.username, "pass": parts.password}
    with socket.create_connection((host, parts.port or 4222), timeout=3) as plain:
        greeting = b""
        while not greeting.endswith(b"\n") and len(greeting) < 65_536 and (more := plain.recv(4096)):
            greeting += more
        secret = tls or (ssl.create_default_context() if b'"tls_required":true' in greeting else None)
        connection = secret.wrap_socket(plain, server_hostname=host) if secret is not None else plain
        connection.sendall(b"CONNECT " + json.dumps(introduction).encode() + b"\r\nPING\r\n")
        return greeting, connection.makefile("rb").readline(1_024)


def pollers() -> Finding:
    """Who asks the network, and whether they keep up."""
    from samdrift.platform.django_start import start_django

    start_django()
    from samdrift.runtime.figures import poller_pulse

    now = utc_now()
    with acting_as(system_actor("doctor")):
        detail = poller_pulse()
    found = "; ".join(troubles(detail, now))
    there = [one for one in pollers_in(detail) if one.alive(now)]
    if found:
        return wrong("Pollers", found, "look at that poller's log and its line to the lane; start another in the zone")
    if not there:
        return hint("Pollers", "none is heard", "start one with «samdrift poller», or everything with «samdrift up»")
    words = [f"{one.poller} (zone {one.zone}) asks {one.devices} devices at {one.places} places" for one in there]
    return well("Pollers", "; ".join(words))
