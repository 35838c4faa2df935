# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""One installation on one machine: where its data are, what its processes must be told, and which processes they are.

`samdrift up` and `samdrift demo` are two lists of the same parts.
"""

import os
import secrets
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from samdrift.kernel.errors import BadInput
from samdrift.runtime.config import PREFIX, Config
from samdrift.runtime.embedded import nats, postgres
from samdrift.runtime.supervise.part import Part
from samdrift.runtime.supervise.probes import answers_http

MODE_NOTE = "mode"
OWN_KEY = "secret-key"


@dataclass(frozen=True)
class Installation:
    """The settings, and the servers that we bring ourselves (None where the settings name somebody else's)."""

    config: Config
    data_dir: Path
    cluster: postgres.Cluster | None
    lane: nats.NatsServer | None

    def environment(self, **more: str) -> dict[str, str]:
        """What each process is told: our own environment, with every address filled in. Names without SAMDRIFT_."""
        told = {"mode": self.config.mode, "data_dir": str(self.data_dir), "host": self.config.host}
        told["port"] = str(self.config.port)
        if self.cluster:
            told["database_url"] = self.cluster.url
        if self.lane:
            told |= {"nats_url": self.lane.url, "nats_token": self.lane.token}
        if key := self._key_file():
            told["secret_key_file"] = str(key)
        named = {f"{PREFIX}{name.upper()}": value for name, value in {**told, **more}.items()}
        return {**os.environ, "PYTHONUNBUFFERED": "1", **named}

    def _key_file(self) -> Path | None:
        """In production without a key of its own: one made here, once, for nobody else to read."""
        if self.config.mode != "production" or self.config.secret_key_file or self.config.secret_key.get_secret_value():
            return None
        path = self.data_dir / OWN_KEY
        if not path.exists():
            path.touch(mode=0o600)
            path.write_text(secrets.token_urlsafe(60), encoding="ascii")
        return path

    def foundations(self) -> list[Part]:
        """The database and the lane, where we bring them. The database's data are made here when missing."""
        parts = []
        if self.cluster:
            self.cluster.prepare()
            account = self.cluster.account
            parts.append(
                Part(
                    "postgres",
                    tuple(self.cluster.server_command()),
                    purpose="Starting the database",
                    needs=(),
                    env=postgres.CLEAN_ENVIRONMENT,
                    folder=str(self.cluster.home),
                    account=(account.uid, account.gid) if account else None,
                    before=self.cluster.prepare,
                    ready=self.cluster.answers,
                    afterwards=self.cluster.ensure_database,
                    foundation=True,
                    stopping=postgres.STOPPING,
                    orphaned=signal.SIGQUIT,  # it ends its own children at once; its journal brings back the rest
                )
            )
        if self.lane:
            self.lane.prepare()
            parts.append(
                Part(
                    "nats",
                    tuple(self.lane.server_command()),
                    needs=(),
                    before=self.lane.prepare,
                    ready=self.lane.answers,
                    foundation=True,
                )
            )
        return parts

    def product(self, environment: Mapping[str, str]) -> list[Part]:
        """Samdrift's own processes. All need the tables; none needs another, because each waits for what it leans on."""
        ours = partial(our_part, environment=environment, needs=("migrate",))
        front_ready = answers_http(reachable(self.config.host), self.config.port, "/livez")
        return [
            ours("front", purpose="Starting the pages", ready=front_ready),
            ours("worker"),
            ours("watch"),
            ours("poller", purpose="Starting to ask the network"),
            ours("listener"),
        ]

    def migration(self, environment: Mapping[str, str]) -> Part:
        """The tables, brought up to this version before anybody reads them."""
        needs = ("postgres",) if self.cluster else ()
        return our_part("migrate", environment, purpose="Making the tables", needs=needs, once=True, patience_s=900)


def our_part(name: str, environment: Mapping[str, str], *arguments: str, command: str = "", **more: object) -> Part:
    """A part that is one of our own commands."""
    argv = (sys.executable, "-m", "samdrift.runtime.cli", command or name, *arguments)
    return Part(name, argv, env=environment, **more)  # type: ignore[arg-type]


def reachable(host: str) -> str:
    """The address at which we ask our own front: one that means «all addresses» cannot be asked."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(host, host)  # noqa: S104


def plan(config: Config) -> Installation:
    """What the settings mean on this machine. Refuses a folder that belongs to the other kind of installation."""
    data_dir = config.data_dir.resolve()
    note = data_dir / MODE_NOTE
    if note.exists() and (kept := note.read_text(encoding="utf-8").strip()) != config.mode:
        raise BadInput(
            f"this folder holds a {kept} installation",
            where=str(data_dir),
            remedy="give this one its own folder with SAMDRIFT_DATA_DIR",
        )
    data_dir.mkdir(parents=True, exist_ok=True)
    note.write_text(f"{config.mode}\n", encoding="utf-8")
    return Installation(
        config=config,
        data_dir=data_dir,
        cluster=None if config.database_url else postgres.plan(data_dir),
        lane=None if "nats_url" in config.model_fields_set else nats.plan(data_dir),
    )
