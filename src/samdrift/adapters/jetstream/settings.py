# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Where the lane's servers are, who we are to them, and how big things may grow; the environment names most of it."""

import os
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from samdrift.kernel.errors import BadInput

DEFAULT_URL = "nats://127.0.0.1:4222"


@dataclass(frozen=True, slots=True)
class LaneSettings:
    """`zone` is what this process publishes as. Ages and waits are seconds, sizes bytes, `buffer` observations."""

    url: str = field(default=DEFAULT_URL, repr=False)
    """One address, or those of a cluster's servers with commas between; a user and password may stand in each."""
    token: str = field(default="", repr=False)
    zone: str = "main"
    authority: str = ""
    """PEM file with the authority that signed the servers' certificates; given, only TLS is spoken."""
    certificate: str = ""
    key: str = field(default="", repr=False)
    """PEM files with our own certificate and key, for servers that ask for them."""
    domain: str = ""
    """JetStream's domain, where we reach it through a leaf node that has none of its own."""
    replicas: int = 1
    """On how many servers of a cluster each stream lies: 1 or 3."""
    buffer: int = 60_000
    bridge_s: float = 30.0
    """So long a sample waits in memory for the server, and is judged when it arrives; what waits longer is kept."""
    keep_folder: str = ""
    """Where samples are kept while the line is cut; empty: they are dropped."""
    keep_bytes: int = 256 * 2**20
    sample_age_s: float = 300.0
    sample_bytes: int = 32 * 2**20
    kept_bytes: int = 64 * 2**20
    notification_bytes: int = 256 * 2**20
    ack_wait_s: float = 10.0
    """How long the judge has before an unacknowledged delivery is handed out again."""
    publish_timeout_s: float = 2.0

    @property
    def urls(self) -> tuple[str, ...]:
        """Each server's address."""
        return tuple(one.strip() for one in self.url.split(",") if one.strip())

    @property
    def shown(self) -> str:
        """The addresses without what a user or password would stand in."""
        return ", ".join(one.rpartition("@")[2] for one in self.urls)

    def tls(self) -> ssl.SSLContext | None:
        """How TLS is spoken; None without an authority (then a `tls://` address goes by the system's authorities)."""
        if not self.authority:
            return None
        try:
            context = ssl.create_default_context(cafile=self.authority)
            if self.certificate:
                context.load_cert_chain(self.certificate, self.key or None)
        except OSError as error:  # ssl.SSLError is one too
            raise BadInput(
                f"a TLS file of the lane cannot be read: {error.strerror or error}",
                where="SAMDRIFT_NATS_CA, SAMDRIFT_NATS_CERTIFICATE, SAMDRIFT_NATS_KEY",
                remedy="name PEM files that this process may read",
            ) from error
        return context

    @classmethod
    def from_env(cls, env: Mapping[str, str] | None = None) -> "LaneSettings":
        """SAMDRIFT_NATS_URL, _TOKEN (or _TOKEN_FILE), _CA, _CERTIFICATE, _KEY, _DOMAIN, _REPLICAS, SAMDRIFT_ZONE."""
        env = os.environ if env is None else env
        return cls(
            url=env.get("SAMDRIFT_NATS_URL", DEFAULT_URL),
            token=_token(env),
            zone=_zone(env.get("SAMDRIFT_ZONE", "main")),
            authority=env.get("SAMDRIFT_NATS_CA", ""),
            certificate=env.get("SAMDRIFT_NATS_CERTIFICATE", ""),
            key=env.get("SAMDRIFT_NATS_KEY", ""),
            domain=env.get("SAMDRIFT_NATS_DOMAIN", ""),
            replicas=_replicas(env.get("SAMDRIFT_NATS_REPLICAS", "1")),
        )


def is_zone(name: str) -> bool:
    """Whether a zone may be called so: it becomes part of subjects and keys."""
    return bool(name) and len(name) <= 60 and all(letter.isalnum() or letter in "-_" for letter in name)


def _zone(name: str) -> str:
    if not is_zone(name):
        raise BadInput(
            f"{name!r} cannot be a zone's name", where="SAMDRIFT_ZONE", remedy="use letters, digits, - and _"
        )
    return name


def _token(env: Mapping[str, str]) -> str:
    file = env.get("SAMDRIFT_NATS_TOKEN_FILE", "")
    if not file:
        return env.get("SAMDRIFT_NATS_TOKEN", "")
    try:
        return Path(file).read_text(encoding="utf-8").strip()
    except OSError as error:
        remedy = "name a file that only Samdrift can read"
        what = f"the lane's token cannot be read from {file}: {error.strerror}"
        raise BadInput(what, where="SAMDRIFT_NATS_TOKEN_FILE", remedy=remedy) from error


def _replicas(text: str) -> int:
    if text not in ("1", "3", "5"):
        raise BadInput(
            f"{text!r} servers", where="SAMDRIFT_NATS_REPLICAS", remedy="1, or 3 or 5 with a cluster of so many"
        )
    return int(text)
