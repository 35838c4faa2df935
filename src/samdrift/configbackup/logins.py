# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""How to log in to devices: from a file that SAMDRIFT_CONFIG_BACKUP_FILE names. Without that file nothing is backed up.

    [[login]]
    municipality = "aadal"              # slug; may be left out where there is one
    os = ["ios", "procurve"]            # may be left out: every kind
    networks = ["10.20.0.0/16"]         # may be left out: everywhere
    user = "backup"
    password_file = "/etc/samdrift/backup.password"

Passwords stand in files of their own. Logins are tried in the order of the file; the first that fits a device is used.
"""

import tomllib
from ipaddress import ip_address, ip_network
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from samdrift.configbackup.masking import Family
from samdrift.configbackup.types import Target, Way
from samdrift.inventory.types import DeviceRow
from samdrift.kernel.errors import BadInput


class Login(BaseModel):
    """One way in. `known_hosts`: an OpenSSH file of host keys; where it is given, a device with another key is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    municipality: str = ""
    os: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()
    user: str = Field(min_length=1)
    password_file: Path | None = None
    enable_password_file: Path | None = None
    key_file: Path | None = None
    known_hosts: Path | None = None
    way: Way = "ssh"
    port: int = Field(default=0, ge=0, le=65535)
    timeout_s: float = Field(default=30.0, gt=0, le=600)

    @field_validator("networks")
    @classmethod
    def _are_networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(str(ip_network(text, strict=False)) for text in value)

    def fits(self, device: DeviceRow, slug: str) -> bool:
        """Whether it is for this device of the municipality with this slug."""
        return (
            self.municipality in {"", slug}
            and (not self.os or device.os in self.os)
            and (not self.networks or any(ip_address(device.address) in ip_network(n) for n in self.networks))
        )


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")
    login: tuple[Login, ...]


def read_logins(path: Path) -> tuple[Login, ...]:
    """The logins of this file; BadInput with file, field and reason."""
    try:
        return _File.model_validate(tomllib.loads(path.read_text(encoding="utf-8"))).login
    except OSError as error:
        raise BadInput(f"cannot be read: {error.strerror}", where=str(path)) from error
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"it is not TOML: {error}", where=str(path)) from error
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise BadInput(
            first["msg"], where=f"{path}, {field}", remedy="see docs/how-to/back-up-configurations"
        ) from error


def target_for(device: DeviceRow, login: Login, family: Family) -> Target:
    """Where and how to read this device; the secrets are read now. BadInput where a file cannot be read."""
    way: Way = "netconf" if login.way == "netconf" and family.netconf else "ssh"
    return Target(
        address=device.address,
        port=login.port or (830 if way == "netconf" else 22),
        way=way,
        driver=family.driver,
        command=family.command,
        user=login.user,
        password=_secret(login.password_file),
        enable_password=_secret(login.enable_password_file),
        key_file=str(login.key_file or ""),
        known_hosts=str(login.known_hosts or ""),
        timeout_s=login.timeout_s,
    )


def _secret(path: Path | None) -> str:
    if path is None:
        return ""
    try:
        return path.read_text(encoding="utf-8").rstrip("\r\n")
    except OSError as error:
        raise BadInput(f"cannot be read: {error.strerror}", where=str(path)) from error
