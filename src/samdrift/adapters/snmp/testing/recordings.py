# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Recordings of real devices (.snmprec): served by snmpsim, and read here on their own as the truth to compare with.

The recordings are not ours to ship; tests find them beside the checkout and are skipped with a reason where they lack.
"""

import gzip
import json
import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gufo.snmp.sync import SnmpSession

from samdrift.adapters.snmp.ifwords import ADMIN, IF_TYPE, OPER

REPOSITORY = Path(__file__).resolve().parents[5]
STARTING_S = 120.0
IF = "1.3.6.1.2.1.2.2.1"
IFX = "1.3.6.1.2.1.31.1.1.1"


class Missing(Exception):  # noqa: N818 - reads as the reason for a skip
    """What is not here, and how to get it."""


def recordings_folder() -> Path:
    """The folder with `rec` and `expected`; Missing says where it was looked for."""
    shared = Path(os.environ.get("SAMDRIFT_SHARED", REPOSITORY.parent / "shared"))
    folder = shared / "recordings"
    if not (folder / "rec").is_dir():
        raise Missing(f"no recordings of real devices at {folder} (SAMDRIFT_SHARED says where they are)")
    return folder


def responder() -> Path:
    """The snmpsim responder; Missing tells how to set it up."""
    named = os.environ.get("SAMDRIFT_SNMPSIM")
    path = Path(named) if named else REPOSITORY / "tools/snmpsim/.venv/bin/snmpsim-command-responder"
    if not path.exists():
        raise Missing(f"no snmpsim at {path}: run tools/snmpsim.sh, or set SAMDRIFT_SNMPSIM")
    return path


def recording_names() -> list[str]:
    """Every recording by name; empty where there are none."""
    try:
        return sorted(path.stem for path in (recordings_folder() / "rec").glob("*.snmprec"))
    except Missing:
        return []


@contextmanager
def served_recordings(cache: Path, only: Sequence[str] = ()) -> Iterator[int]:
    """Run snmpsim with all recordings, or `only` some, on a free loopback port, which it yields.

    The community is the recording's name.
    """
    folder = recordings_folder() / "rec"
    program = responder()
    port = _free_port()
    shutil.rmtree(cache, ignore_errors=True)
    cache.mkdir(parents=True)
    if only:
        chosen = cache.with_name("chosen")
        chosen.mkdir(exist_ok=True)
        for name in only:
            shutil.copy(folder / f"{name}.snmprec", chosen)
        folder = chosen
    command = [
        str(program),
        f"--data-dir={folder}",
        f"--cache-dir={cache}",
        f"--agent-udpv4-endpoint=127.0.0.1:{port}",
        "--logging-method=stderr",
        "--log-level=error",
        "--max-var-binds=256",
    ]
    if os.geteuid() == 0:
        command += ["--process-user=root", "--process-group=root"]
    log = cache / "snmpsim.log"
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output)
    try:
        _wait_until_it_answers(process, port, max(folder.glob("*.snmprec")).stem, log)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=30)


def _free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_it_answers(process: subprocess.Popen[bytes], port: int, community: str, log: Path) -> None:
    deadline = time.monotonic() + STARTING_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"snmpsim ended: {log.read_text(errors='replace')[-2000:]}")
        try:
            SnmpSession(addr="127.0.0.1", port=port, community=community, timeout=0.5).get("1.3.6.1.2.1.1.2.0")
        except TimeoutError:
            time.sleep(0.1)  # a closed port is refused at once
        else:
            return
    raise RuntimeError(f"snmpsim did not answer within {STARTING_S:.0f} s")


@dataclass(frozen=True, slots=True)
class Recording:
    """One .snmprec file: object identifier to (tag, octets as sent)."""

    name: str
    values: dict[str, tuple[str, bytes]]

    def column(self, oid: str) -> dict[str, bytes]:
        """Index (dotted) to value below `oid`."""
        start = len(oid) + 1
        return {name[start:]: octets for name, (_, octets) in self.values.items() if name.startswith(f"{oid}.")}


def read_recording(name: str) -> Recording:
    """One of the recordings beside the checkout."""
    return recording_at(recordings_folder() / "rec" / f"{name}.snmprec")


def recording_at(path: Path) -> Recording:
    """The file as the device answered it."""
    values: dict[str, tuple[str, bytes]] = {}
    for line in path.read_bytes().split(b"\n"):
        parts = line.rstrip(b"\r").split(b"|", 2)
        if len(parts) != 3:
            continue
        tag = parts[1].decode()
        octets = bytes.fromhex(parts[2].decode()) if tag.endswith("x") else parts[2]
        values[parts[0].decode()] = (tag, octets)
    return Recording(path.stem, values)


def expected(name: str) -> dict[str, Any]:
    """What another product found in the same recording; agreement with it is measured, not required."""
    with gzip.open(recordings_folder() / "expected" / f"{name}.json.gz") as file:
        found: dict[str, Any] = json.load(file)
    return found


def _words(octets: bytes) -> str:
    octets = octets.lstrip(b"\0").split(b"\0")[0]
    try:
        return octets.decode("utf-8").strip()
    except UnicodeDecodeError:
        return octets.decode("latin-1").strip()


def _hexmac(octets: bytes) -> str | None:
    if len(octets) == 6:
        return octets.hex()
    parts = re.split(r"[:\- ]", _words(octets))
    return "".join(part.zfill(2) for part in parts).lower() if len(parts) == 6 else None


def port_truth(recording: Recording) -> dict[int, dict[str, Any]]:
    """Each port field the recording holds, by ifIndex."""
    fields: dict[str, tuple[str, Any]] = {
        "descr": (f"{IF}.2", _words),
        "type": (f"{IF}.3", lambda octets: IF_TYPE[int(octets)]),
        "mtu": (f"{IF}.4", int),
        "mac": (f"{IF}.6", _hexmac),
        "admin_status": (f"{IF}.7", lambda octets: ADMIN.get(int(octets))),
        "oper_status": (f"{IF}.8", lambda octets: OPER.get(int(octets))),
        "name": (f"{IFX}.1", _words),
        "alias": (f"{IFX}.18", _words),
    }
    ports: dict[int, dict[str, Any]] = {}
    for table in (IF, IFX):
        for rest in recording.column(table):
            arcs = rest.split(".")
            if len(arcs) == 2:
                ports.setdefault(int(arcs[1]), {"if_index": int(arcs[1])})
    for field, (oid, decode) in fields.items():
        for index, octets in recording.column(oid).items():
            if index.isdigit() and (value := decode(octets)) is not None:
                ports[int(index)][field] = value
    low, high = recording.column(f"{IF}.5"), recording.column(f"{IFX}.15")
    for index in {*low, *high}:
        fast = int(high.get(index, b"0")) * 1_000_000
        if fast or index in low:
            ports[int(index)]["speed_bps"] = fast or int(low[index])
    return ports
