# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""A real network of twelve switches in network namespaces, and an installation of Samdrift inside its monitoring namespace."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("SAMDRIFT_SHARED", ROOT.parent / "shared"))
SCRIPT = SHARED / "netlab" / "netlab.py"
NEEDED = ("ip", "snmpd", "snmptrapd", "lldpd", "nft", "snmpinform", "ping")


def why_not() -> str:
    """Why the network cannot be built here; empty when it can."""
    if os.geteuid() != 0:
        return "building network namespaces needs root"
    if not SCRIPT.exists():
        return f"there is no network lab at {SCRIPT}"
    path = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
    missing = [name for name in NEEDED if shutil.which(name, path=path) is None]
    return f"not installed: {', '.join(missing)}" if missing else ""


class Lab:
    """The network. Faults by name, as its own README lists them."""

    def __init__(self, folder: Path) -> None:
        prefix = f"t{os.getpid() % 100_000}-"
        self.env = {**os.environ, "NETLAB_STATE": str(folder / "lab"), "NETLAB_PREFIX": prefix}
        self.env["PATH"] = f"{self.env.get('PATH', '')}:/usr/sbin:/sbin"
        self.monitor = f"{prefix}mon"

    def do(self, *words: str, check: bool = True) -> str:
        ran = subprocess.run(
            [sys.executable, str(SCRIPT), *words],
            env=self.env,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        if check and ran.returncode:
            raise AssertionError(f"netlab {' '.join(words)}: {ran.stdout}{ran.stderr}")
        return ran.stdout

    def truth(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.do("truth"))
        return found

    def free_trap_port(self) -> None:
        """The lab listens for traps itself; that is our part now."""
        for line in Path(self.env["NETLAB_STATE"], "pids").read_text(encoding="utf-8").splitlines():
            pid, _, where, label = line.split()
            if (where, label) == ("mon", "snmptrapd"):
                os.kill(int(pid), signal.SIGKILL)


class Installation:
    """`samdrift up` in the monitoring namespace; the database is asked over its Unix socket, which no namespace hides."""

    def __init__(self, lab: Lab, folder: Path) -> None:
        self.lab = lab
        self.data = folder / "var"
        kept = {k: v for k, v in lab.env.items() if not k.startswith("SAMDRIFT_")}
        self.env = {
            **kept,
            "SAMDRIFT_MODE": "test",
            "SAMDRIFT_DATA_DIR": str(self.data),
            "SAMDRIFT_PORT": "8080",
            "SAMDRIFT_TRAP_ADDRESS": "10.99.0.1:162",
        }
        self.log = (folder / "up.log").open("w", encoding="utf-8")
        self.process = subprocess.Popen(
            self._inside("up"),
            env=self.env,
            stdin=subprocess.DEVNULL,
            stdout=self.log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def _inside(self, *words: str) -> list[str]:
        return ["ip", "netns", "exec", self.lab.monitor, sys.executable, "-m", "samdrift.runtime.cli", *words]

    def url(self) -> str:
        return f"postgresql://samdrift@/samdrift?host={self.data / 'postgres' / 'socket'}"

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        env = {**self.env, "SAMDRIFT_DATABASE_URL": self.url()}
        return subprocess.run(self._inside(*words), env=env, capture_output=True, text=True, check=False, timeout=60)

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.url()) as connection:
            connection.execute("SET samdrift.system = 'on'")
            return connection.execute(query, values).fetchall()

    def children(self) -> dict[str, int]:
        path = self.data / "run" / "children.json"
        return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self.log.close()


def eventually(what: str, look: Callable[[], Any], *, patience_s: float) -> Any:
    """What `look` gives once it gives something; patience is only how long a broken product is waited for."""
    end = time.monotonic() + patience_s
    while True:
        try:
            found = look()
        except psycopg.OperationalError:
            found = None
        if found:
            return found
        if time.monotonic() > end:
            raise AssertionError(f"never came: {what}")
        time.sleep(0.2)
