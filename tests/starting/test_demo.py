# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The demo as a newcomer starts it: it comes up, heals what is killed, stops clean, and goes on where it ended."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import psycopg
import pytest

from samdrift.runtime.embedded import nats, postgres

PATIENCE_S = 180.0
DEMO = (sys.executable, "-m", "samdrift.runtime.cli", "demo")


class Demo:
    """One demo in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.var = folder / "var"
        self.port = nats.free_port()
        self.output = folder / "output"

    def command(self, *arguments: str) -> dict[str, object]:
        own = {name: value for name, value in os.environ.items() if not name.startswith("SAMDRIFT_")}
        environment = {**own, "SAMDRIFT_DATA_DIR": str(self.var)}
        return {"args": [*DEMO, "--port", str(self.port), *arguments], "env": environment}

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        with self.output.open("wb") as output:
            process = subprocess.Popen(**self.command(*arguments), stdout=output, stderr=output, start_new_session=True)
        until(lambda: "Ctrl-C stops everything" in self.said() or process.poll() is not None)
        assert process.poll() is None, self.said()
        return process

    def said(self) -> str:
        return self.output.read_text()

    def children(self) -> dict[str, int]:
        return json.loads((self.var / "run" / "children.json").read_text())

    def ready(self) -> bool:
        try:
            return httpx.get(f"http://127.0.0.1:{self.port}/readyz", timeout=10).status_code == 200
        except httpx.HTTPError:
            return False

    def places(self) -> int:
        with psycopg.connect(postgres.plan(self.var).admin_url.replace("/postgres?", "/samdrift?")) as connection:
            return connection.execute("SELECT count(*) FROM parties_place").fetchone()[0]


def until(true: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.1)


def lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.fixture
def demo() -> Iterator[Demo]:
    folder = Path(tempfile.mkdtemp(prefix="samdrift-demo-"))
    folder.chmod(0o711)  # the database's own account must get through
    running = Demo(folder)
    yield running
    shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.slow
def test_the_demo_comes_up_heals_stops_clean_and_goes_on_where_it_ended(demo):
    process = demo.start()
    first = demo.children()
    until(demo.ready)
    assert demo.places() == 40

    for pid in first.values():
        os.kill(pid, signal.SIGKILL)
    until(lambda: all(demo.children().get(name) not in (None, pid) for name, pid in first.items()))
    until(demo.ready)
    assert demo.places() == 40

    second = demo.children()
    process.send_signal(signal.SIGINT)
    assert process.wait(PATIENCE_S) == 0
    assert not any(lives(pid) for pid in second.values())

    again = demo.start()
    assert demo.places() == 40
    third = demo.children()
    again.kill()
    again.wait(10)
    until(lambda: not any(lives(pid) for pid in third.values()))


def test_a_port_in_use_is_one_sentence_and_nothing_is_started(demo):
    with socket.create_server(("127.0.0.1", demo.port)):
        ended = subprocess.run(**demo.command(), capture_output=True, text=True, check=False, timeout=PATIENCE_S)

    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == (
        f"samdrift demo: port {demo.port} is in use by another program; choose another: make demo PORT=8100\n"
    )
    assert [path.name for path in demo.var.iterdir()] == ["run"]


def test_an_unknown_setting_is_one_sentence(demo):
    command = demo.command()
    command["env"] = {**command["env"], "SAMDRIFT_PROT": "8100"}

    ended = subprocess.run(**command, capture_output=True, text=True, check=False, timeout=PATIENCE_S)

    assert (ended.returncode, len(ended.stderr.splitlines())) == (2, 1)
    assert "unknown setting SAMDRIFT_PROT" in ended.stderr
