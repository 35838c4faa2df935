# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Every setting in one typed object: read once from the environment, unknown SAMDRIFT_ names refused. No Django."""

import os
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from samdrift.kernel.errors import BadInput

PREFIX = "SAMDRIFT_"
DEMO_SECRET = "demo-secret-for-an-invented-municipality-only"  # noqa: S105 - refused outside the demo
#: names read by tests and by parts that must start without this module
ELSEWHERE = {"SAMDRIFT_SHARED", "SAMDRIFT_SNMPSIM", "SAMDRIFT_METRICS_PORT"}


class Config(BaseSettings):
    """Where things are and how this installation behaves. Secrets come from files (SAMDRIFT_…_FILE) or the environment."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid")

    mode: Literal["production", "demo", "test"] = "production"
    data_dir: Path = Path("var")
    database_url: str = ""
    nats_url: str = "nats://127.0.0.1:4222"
    """One address, or those of a cluster with commas between."""
    nats_token: SecretStr = SecretStr("")
    nats_token_file: Path | None = None
    nats_ca: Path | None = None
    nats_certificate: Path | None = None
    nats_key: Path | None = None
    nats_domain: str = ""
    nats_replicas: Literal["1", "3", "5"] = "1"
    """On how many servers of a cluster each stream lies. Whoever speaks to the servers reads these settings itself."""
    zone: str = "main"
    zones: str = ""
    """Zones beside our own and the prefixes in each: north=10.20.0.0/16,10.21.0.0/16; south=10.30.0.0/16."""
    poller: str = ""
    """What this poller is called; empty: as the machine."""
    keep_mb: int = Field(default=256, ge=0)
    """So much a poller keeps on its disk while the line is cut."""
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)
    public_url: str = ""
    """The address people use, for links in mails and reports; empty: http://host:port."""
    secret_key: SecretStr = SecretStr("")
    secret_key_file: Path | None = None
    allowed_hosts: str = "127.0.0.1,localhost,[::1]"
    trap_address: str = "0.0.0.0:162"
    syslog_udp: str = ""
    """Where syslog is heard, HOST:PORT; empty: not that way. The listener reads these itself."""
    syslog_tcp: str = ""
    syslog_tls: str = ""
    syslog_tls_certificate: Path | None = None
    syslog_tls_key: Path | None = None
    syslog_tls_clients: Path | None = None
    syslog_keep_days: float = Field(default=90, ge=1)
    twin_control: str = ""
    partner_url: str = ""
    mail_page_url: str = ""
    smtp_host: str = "127.0.0.1"
    smtp_port: int = 25
    mail_from: str = "samdrift@localhost.localdomain"
    whereabouts_minutes: int = Field(default=15, ge=1, le=24 * 60)
    """How old the known forwarding tables and ARP may grow before a device is asked for them again."""
    packets_per_second: float = Field(default=20.0, ge=0, le=10_000)
    """The most that Samdrift asks one device, half by discovery and half by the poller; 0: as fast as it answers."""
    packets_per_second_in_all: float = Field(default=2000.0, ge=0, le=1_000_000)
    """The most that discovery asks all devices together; 0: as many as it can."""
    reads_at_once: int = Field(default=128, ge=1, le=1024)
    """Devices that are read in full side by side."""
    full_read_minutes: int = Field(default=15, ge=1, le=24 * 60)
    """How old what is known of a device may grow; each is read at a phase of its own within it."""
    families_dir: Path | None = None
    """A folder of vendor files beside those that ship. Whoever reads devices reads this setting itself."""
    time_zone: str = "Europe/Copenhagen"
    log_level: str = "INFO"
    behind_https: bool = False
    metrics_token: SecretStr = SecretStr("")
    """Lets a monitoring system on another machine read /metrics; empty: loopback alone."""
    metrics_keep_raw_days: float = Field(default=2, ge=1)
    metrics_keep_fine_days: float = Field(default=90, ge=1)
    metrics_keep_hour_days: float = Field(default=1095, ge=1)
    metrics_budget_mb: int = Field(default=0, ge=0)
    """Samples take no more room than this; 0: as much as there is."""
    metrics_reserve_mb: int = Field(default=1024, ge=0)
    """So much of the disk is left free: below it the oldest samples go."""
    config_backup_file: Path | None = None
    """A file of logins to devices; while there is none, no configuration is backed up."""
    remote_write_url: str = ""
    """Where every sample is handed on to by Prometheus remote write; empty: nowhere."""
    remote_write_token_file: Path | None = None
    remote_write_queue_mb: int = Field(default=512, ge=1)
    """So much waits on the disk while the receiver is away; beyond it the oldest go."""
    kea_url: str = ""
    """Kea's control API, http:// or https://, or unix:/path/of/socket; several with blanks between; empty: no DHCP."""
    kea_user: str = ""
    kea_password_file: Path | None = None
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: SecretStr = SecretStr("")
    oidc_client_secret_file: Path | None = None
    oidc_label: str = "Single sign-on"

    def signing_key(self) -> str:
        """The key that signs sessions and seals stored credentials. Production refuses none, a short one and the demo's."""
        key = self.secret_key.get_secret_value()
        if self.secret_key_file is not None:
            try:
                key = self.secret_key_file.read_text(encoding="utf-8").strip()
            except OSError as error:
                raise BadInput(
                    f"cannot read the secret key: {error.strerror}",
                    where=str(self.secret_key_file),
                    remedy="point SAMDRIFT_SECRET_KEY_FILE at a file only Samdrift can read, with at least 40 random characters",
                ) from error
        if self.mode != "production":
            return key or DEMO_SECRET
        if key == DEMO_SECRET or len(key) < 40:
            what = (
                "production mode refuses the demo's secret"
                if key == DEMO_SECRET
                else "the secret key is missing or too short"
            )
            raise BadInput(
                what,
                where="SAMDRIFT_SECRET_KEY_FILE",
                remedy="make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(60))' > FILE; chmod 600 FILE",
            )
        return key

    def discovery_packets(self) -> float:
        """Questions a second that discovery may ask one device; the other half is the poller's."""
        return self.packets_per_second / 2

    def remote_write(self) -> dict[str, Any] | None:
        """Where samples are handed on to: url, token, folder of the queue, queue_mb; None where that is not set up."""
        if not self.remote_write_url:
            return None
        return {
            "url": self.remote_write_url,
            "token": _secret(self.remote_write_token_file, "SAMDRIFT_REMOTE_WRITE_TOKEN_FILE"),
            "folder": self.data_dir / "remote-write",
            "queue_mb": self.remote_write_queue_mb,
        }

    def kea(self) -> dict[str, Any] | None:
        """The DHCP servers that are asked: urls, user, password; None where that is not set up."""
        if not self.kea_url.strip():
            return None
        password = _secret(self.kea_password_file, "SAMDRIFT_KEA_PASSWORD_FILE")
        return {"urls": self.kea_url.split(), "user": self.kea_user, "password": password}

    def oidc(self) -> dict[str, str]:
        """Issuer, client_id, client_secret and label of the identity provider; empty where none is set up."""
        if not self.oidc_issuer:
            return {}
        secret = self.oidc_client_secret.get_secret_value()
        if self.oidc_client_secret_file is not None:
            try:
                secret = self.oidc_client_secret_file.read_text(encoding="utf-8").strip()
            except OSError as error:
                raise BadInput(
                    f"cannot read the identity provider's client secret: {error.strerror}",
                    where=str(self.oidc_client_secret_file),
                    remedy="point SAMDRIFT_OIDC_CLIENT_SECRET_FILE at a file only Samdrift can read",
                ) from error
        return {
            "issuer": self.oidc_issuer,
            "client_id": self.oidc_client_id,
            "client_secret": secret,
            "label": self.oidc_label,
        }

    def base_url(self) -> str:
        """Where people reach this installation, without a trailing slash."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")


def _secret(file: Path | None, setting: str) -> str:
    """What stands in a file of secrets; empty where none is named. BadInput where it cannot be read."""
    if file is None:
        return ""
    try:
        return file.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise BadInput(
            f"cannot read a secret: {error.strerror}",
            where=str(file),
            remedy=f"point {setting} at a file only Samdrift can read",
        ) from error


@lru_cache(maxsize=1)
def load() -> Config:
    """The configuration of this process. An unknown SAMDRIFT_ name is an error: a typing mistake must not pass silently."""
    known = {PREFIX + name.upper() for name in Config.model_fields} | ELSEWHERE
    unknown = sorted(name for name in os.environ if name.startswith(PREFIX) and name not in known)
    if unknown:
        raise BadInput(f"unknown setting {unknown[0]}", where="environment", remedy="see docs/reference/settings")
    try:
        return Config()
    except ValidationError as error:
        first = error.errors()[0]
        name = PREFIX + str(first["loc"][0]).upper()
        raise BadInput(first["msg"], where=name, remedy="see docs/reference/settings") from error
