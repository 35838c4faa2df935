# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Where syslog is heard, from the environment. Nowhere, unless somebody says so: an open log port is for whoever wants it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

from samdrift.kernel.errors import BadInput

Address = tuple[str, int]


@dataclass(frozen=True, slots=True)
class LogSettings:
    """Addresses to hear at, None where syslog does not come that way. `zone` is taken for a device's that names none."""

    udp: Address | None = None
    tcp: Address | None = None
    tls: Address | None = None
    certificate: Path | None = None
    key: Path | None = None
    clients: Path | None = None
    zone: tzinfo = UTC

    @property
    def wanted(self) -> bool:
        return bool(self.udp or self.tcp or self.tls)

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> "LogSettings":
        """SAMDRIFT_SYSLOG_UDP, _TCP, _TLS, _TLS_CERTIFICATE, _TLS_KEY, _TLS_CLIENTS, and SAMDRIFT_TIME_ZONE."""

        def address(name: str) -> Address | None:
            text = env.get(f"SAMDRIFT_SYSLOG_{name}", "")
            return parse_address(text, where=f"SAMDRIFT_SYSLOG_{name}", example="0.0.0.0:514") if text else None

        def path(name: str) -> Path | None:
            text = env.get(f"SAMDRIFT_SYSLOG_TLS_{name}", "")
            return Path(text) if text else None

        made = cls(
            udp=address("UDP"),
            tcp=address("TCP"),
            tls=address("TLS"),
            certificate=path("CERTIFICATE"),
            key=path("KEY"),
            clients=path("CLIENTS"),
            zone=_zone(env.get("SAMDRIFT_TIME_ZONE", "Europe/Copenhagen")),
        )
        if made.tls is not None and made.certificate is None:
            raise BadInput(
                "syslog over TLS needs a certificate",
                where="SAMDRIFT_SYSLOG_TLS_CERTIFICATE",
                remedy="name a PEM file with our certificate, and its key in SAMDRIFT_SYSLOG_TLS_KEY",
            )
        return made


def parse_address(text: str, *, where: str, example: str) -> Address:
    """Host and port of 192.0.2.1:162 or [2001:db8::1]:162; BadInput for anything else."""
    host, _, port = text.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not host or not port.isdecimal() or int(port) > 65_535:
        raise BadInput(f"{text!r} is no address with port", where=where, remedy=f"{example} is one")
    return host, int(port)


def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise BadInput(f"{name!r} is no time zone", where="SAMDRIFT_TIME_ZONE", remedy="Europe/Oslo is one") from error
