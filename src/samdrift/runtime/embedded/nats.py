# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""NATS with JetStream for one machine: the lane on which samples travel from pollers to the judge.

Every message is on disk before it is acknowledged (`sync_interval: always`), so a power cut takes no sample that a
poller believes delivered. The server listens on loopback only and asks for a token.
"""

import json
import secrets
import shutil
import signal
import socket
import subprocess
import sysconfig
import time
from dataclasses import dataclass, field
from pathlib import Path

from samdrift.kernel.errors import NotNow
from samdrift.runtime.embedded import lock
from samdrift.runtime.supervise import child
from samdrift.runtime.supervise.ending import end

START_PATIENCE_S = 30.0
STOPPING = ((signal.SIGTERM, 5.0),)


@dataclass(frozen=True)
class NatsServer:
    """Where one embedded NATS lives, and how to reach it."""

    home: Path
    port: int
    token: str = field(repr=False)

    @property
    def url(self) -> str:
        return f"nats://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        return self.home / "nats.log"

    @property
    def _settings(self) -> Path:
        return self.home / "nats.conf"

    def prepare(self) -> None:
        """Write the settings, readable by nobody else because the token stands in them."""
        self.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        # NATS reads JSON as a form of its own format, so nothing needs quoting rules of ours
        settings = {
            "server_name": "samdrift",
            "listen": f"127.0.0.1:{self.port}",
            "authorization": {"token": self.token},
            "jetstream": {"store_dir": str(self.home / "jetstream"), "sync_interval": "always"},
        }
        self._settings.touch(mode=0o600)
        self._settings.write_text(json.dumps(settings, indent=2), encoding="utf-8")

    def server_command(self) -> list[str]:
        """How to start the server in the foreground; only meaningful after `prepare`."""
        beside_python = Path(sysconfig.get_path("scripts")) / "nats-server"
        program = str(beside_python) if beside_python.exists() else shutil.which("nats-server")
        if program is None:
            raise NotNow("nats-server is not on this machine", remedy="install the packages of requirements/base.txt")
        return [program, "-c", str(self._settings)]

    def answers(self) -> bool:
        """Whether our own server (it knows the token) is there with JetStream switched on."""
        introduction = json.dumps({"verbose": False, "pedantic": False, "auth_token": self.token}).encode()
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=2) as connection:
                lines = connection.makefile("rb")
                greeting = lines.readline(65_536)
                connection.sendall(b"CONNECT " + introduction + b"\r\nPING\r\n")
                return b'"jetstream":true' in greeting and lines.readline(1_024).startswith(b"PONG")
        except OSError:
            return False


@dataclass
class NatsHandle:
    """A NATS to use: our own server, or somebody else's (then `stop` leaves it alone)."""

    url: str
    token: str = field(repr=False)
    process: subprocess.Popen[bytes] | None = None
    _lock: lock.Lock | None = field(default=None, repr=False)

    def stop(self) -> None:
        """End our own server; what it holds is on disk already."""
        if self.process is not None:
            end(self.process, STOPPING)
        if self._lock is not None:
            self._lock.release()


def plan(data_dir: Path, *, port: int = 0) -> NatsServer:
    """Where the NATS of `data_dir` lives, on `port` or a free one. The token is made at the first plan and kept."""
    home = data_dir.resolve() / "nats"
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    kept = home / "token"
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(32), encoding="ascii")
    return NatsServer(home=home, port=port or free_port(), token=kept.read_text(encoding="ascii"))


def free_port() -> int:
    """A loopback TCP port that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def ensure_running(data_dir: Path, *, port: int = 0, external_url: str = "", external_token: str = "") -> NatsHandle:
    """A running NATS with JetStream. With `external_url` nothing is started.

    Raises NotNow when the server cannot start or another Samdrift already runs from `data_dir`.
    """
    if external_url:
        return NatsHandle(url=external_url, token=external_token)
    server = plan(data_dir, port=port)
    handle = NatsHandle(url=server.url, token=server.token, _lock=lock.take(server.home / "in-use", folder=data_dir))
    try:
        server.prepare()
        with server.log.open("ab") as log:
            handle.process = subprocess.Popen(
                child.command(server.server_command()),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        _wait_until_ready(server, handle.process)
    except BaseException:
        handle.stop()
        raise
    return handle


def _wait_until_ready(server: NatsServer, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_PATIENCE_S
    while not server.answers():
        if process.poll() is not None or time.monotonic() > deadline:
            words = server.log.read_text(encoding="utf-8", errors="replace").splitlines()[-2:]
            raise NotNow(f"NATS did not start: {' / '.join(words)}", where=str(server.log))
        time.sleep(0.03)
