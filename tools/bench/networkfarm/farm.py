# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The farm of 5,500 agents on 127.20.x.y:161 and the flooder, built from C where that lies, started and surely stopped."""

import csv
import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import IPv4Address
from pathlib import Path

from samdrift.engines.snmpsweep import COLUMNS, Target

ROWS_A_FRAME = 6
COMMUNITY = b"public"


class CannotRun(Exception):  # noqa: N818 - it is an answer, not a mishap
    """What is missing, in a sentence."""


@dataclass(frozen=True, slots=True)
class Flood:
    """One run of the flooder: CPU seconds, wall seconds and requests of one sweep."""

    cpu_s: float
    wall_s: float
    requests: int


class Farm:
    """Built in `folder`; `running` holds it up with the options given."""

    def __init__(self, sources: Path, folder: Path) -> None:
        if os.geteuid() != 0:
            raise CannotRun("the farm answers on port 161 and needs root")
        if shutil.which("gcc") is None:
            raise CannotRun("gcc is not installed")
        if not (sources / "farm.c").is_file() or not (sources / "flood.c").is_file():
            raise CannotRun(f"no farm.c and flood.c in {sources}; name the folder above `bench` by SAMDRIFT_SHARED")
        if _taken():
            raise CannotRun("something answers on 127.20.0.1:161 already")
        self.folder = folder
        for name, more in (("farm", ["-pthread", "-lm"]), ("flood", [])):
            source = sources / f"{name}.c"
            command = ["gcc", "-O3", "-march=native", "-w", "-o", str(folder / name), str(source), *more]
            subprocess.run(command, check=True)

    @contextmanager
    def running(self, *options: str) -> Iterator[None]:
        """The farm is up inside the block, and down after it."""
        with (self.folder / "farm.log").open("w") as log:
            farm = subprocess.Popen(
                [str(self.folder / "farm"), "-w", "inv.csv", *options], cwd=self.folder, stdout=log, stderr=log
            )
        (self.folder / "farm.pid").write_text(str(farm.pid))
        try:
            until = time.monotonic() + 20
            while not _taken():
                if farm.poll() is not None or time.monotonic() > until:
                    raise CannotRun(f"the farm did not come up: {(self.folder / 'farm.log').read_text()[-200:]}")
                time.sleep(0.05)
            yield
        finally:
            farm.terminate()
            farm.wait(10)

    def targets(self) -> list[Target]:
        """The devices of the farm."""
        with (self.folder / "inv.csv").open() as file:
            return [
                Target(
                    int(row["device"]),
                    int(IPv4Address(row["ip"])),
                    161,
                    COMMUNITY,
                    tuple(range(int(row["first_ifindex"]), int(row["first_ifindex"]) + int(row["ports"]))),
                )
                for row in csv.DictReader(file)
            ]

    def flood(self, *, window: int, sweeps: int = 5) -> Flood:
        """The cheapest sweep a core can do."""
        command = [
            "./flood",
            "-i",
            "inv.csv",
            "-M",
            "sweep",
            "-r",
            str(ROWS_A_FRAME),
            "-s",
            str(sweeps),
            "-w",
            str(window),
        ]
        said = subprocess.run(command, cwd=self.folder, check=True, capture_output=True, text=True).stdout
        found = dict(re.findall(r"(\w+)=([\d.]+)", said))
        if int(found["lost"]):
            raise CannotRun(f"the flooder lost {found['lost']} answers: {said}")
        return Flood(float(found["cpu"]) / sweeps, float(found["wall"]) / sweeps, int(found["requests"]) // sweeps)


def fewest_requests(targets: list[Target]) -> int:
    """Requests a sweep needs when each answer fills a frame."""
    return sum(max(1, -(-len(target.if_indexes) // ROWS_A_FRAME)) for target in targets)


def values_in(targets: list[Target]) -> int:
    """Values of a whole sweep."""
    return sum(1 + len(COLUMNS) * len(target.if_indexes) for target in targets)


def _taken() -> bool:
    """Whether somebody has 127.20.0.1:161 (a connected UDP socket hears when nobody does)."""
    asked = bytes.fromhex("302602010104067075626c6963a019020112020100020100300e300c06082b060102010103000500")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        one.settimeout(0.3)
        one.connect(("127.20.0.1", 161))
        try:
            one.send(asked)
            one.recv(2000)
        except OSError:
            return False
    return True
