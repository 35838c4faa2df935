# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Runs a real desk process for tests: started, killed and started again on the same data and port, with faults on request."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

USER = "samdrift.integration"
PASSWORD = "practice-Æ-password"  # noqa: S105 - of a throwaway process on loopback
CLIENT_ID = "samdrift-client"
CLIENT_SECRET = "practice-client-secret"  # noqa: S105


class RunningDesk:
    """The ServiceNow emulator in a process of its own; `base_url` stays the same across `start` and `kill`."""

    def __init__(self, folder: Path, *options: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "password").write_text(PASSWORD, encoding="utf-8")
        (folder / "client-secret").write_text(CLIENT_SECRET, encoding="utf-8")
        self._folder = folder
        self._options = options
        self._process: subprocess.Popen[str] | None = None
        self.base_url = "http://127.0.0.1:0"

    def start(self) -> None:
        """Start and wait until it listens."""
        port = self.base_url.rpartition(":")[2]
        secret = ["--client-id", CLIENT_ID, "--client-secret-file", str(self._folder / "client-secret")]
        command = [
            sys.executable,
            "-m",
            "samdrift.partner",
            "servicenow",
            "run",
            "--port",
            port,
            "--user",
            USER,
            *secret,
        ]
        self._process = subprocess.Popen(
            [*command, "--data", str(self._folder), *self._options], stdout=subprocess.PIPE, text=True
        )
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if "://" not in line:
            self.kill()
            raise RuntimeError(f"the desk did not start: {line!r}; its words stand on standard error")
        self.base_url = line.split()[-1]

    def kill(self) -> None:
        """SIGKILL, as a power cut would."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()

    def fault(self, kind: str, **more: Any) -> None:
        """Let the next requests meet a fault; see `faults.Fault` for the fields."""
        httpx.post(f"{self.base_url}/_faults", json={"kind": kind, **more}).raise_for_status()

    def clear_faults(self) -> None:
        httpx.delete(f"{self.base_url}/_faults").raise_for_status()

    def counters(self) -> dict[str, Any]:
        """`requests` and `writes` since the start, and the faults in force."""
        report: dict[str, Any] = httpx.get(f"{self.base_url}/_faults").json()
        return report

    def supplier_answers(
        self, number: str, text: str = "", *, visible: bool = True, state: str = "", close_notes: str = ""
    ) -> None:
        """Answer on the supplier's page; `state` is ServiceNow's code."""
        audience = "visible" if visible else "internal"
        form = {"text": text, "audience": audience, "state": state, "close_notes": close_notes}
        answered = httpx.post(f"{self.base_url}/ticket/{number}", data=form)
        if answered.status_code != 303:
            raise RuntimeError(f"the page answered {answered.status_code}")


@contextmanager
def running_desk(folder: Path, *options: str) -> Iterator[RunningDesk]:
    """A desk for the length of a test; it is killed at the end."""
    desk = RunningDesk(folder, *options)
    desk.start()
    try:
        yield desk
    finally:
        desk.kill()
