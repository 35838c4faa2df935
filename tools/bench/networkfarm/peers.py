# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Other people's pollers on the same farm: installed, or unpacked into a folder by peers.sh."""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

LIMIT_S = 300
_WRAPPED = """#!/bin/sh
sed -i -e '1i PluginDir "{root}/usr/lib/collectd"' -e 's#"/usr/share/collectd#"{root}/usr/share/collectd#' collectd.conf
exec {root}/usr/sbin/collectd "$@"
"""


@dataclass(frozen=True, slots=True)
class Peer:
    """A program, the script that drives it over the farm, and what that prints of one sweep."""

    name: str
    program: str
    script: tuple[str, ...]
    says: str
    """Where CPU seconds and then values stand in what is printed last."""


PEERS = (
    Peer(
        "collectd, snmp plugin",
        "collectd",
        ("sweep_collectd.py", "5500", "16", "20", "2"),
        r"cpu=([\d.]+)s per interval, requests=\d+ varbinds=(\d+)",
    ),
    Peer(
        "snmp_exporter, the same columns",
        "prometheus-snmp-exporter",
        ("sweep_exporter.py", "sweep", "32", "5500"),
        r"wall=[\d.]+s cpu=([\d.]+)s .*varbinds=(\d+)",
    ),
    Peer(
        "Zino 2, its own tasks (no traffic counters)",
        "zino",
        ("sweep_zino.py", "netsnmp", "5500", "32"),
        r"wall=[\d.]+s cpu=([\d.]+)s .*varbinds=(\d+)",
    ),
)


@dataclass(frozen=True, slots=True)
class Swept:
    """One sweep by a peer: CPU seconds and the values the farm gave it; or why there is none."""

    cpu_s: float = 0.0
    values: int = 0
    reason: str = ""


def sweep(peer: Peer, *, farm: Path, bench: Path, unpacked: Path | None) -> Swept:
    """Let it sweep the farm that runs in `farm`."""
    environment = {**os.environ, "PYTHONPATH": str(bench), "PYTHONDONTWRITEBYTECODE": "1"}
    if unpacked is not None:
        environment |= _environment(unpacked, farm)
    program = shutil.which(peer.program, path=environment["PATH"])
    if program is None:
        return Swept(reason="not installed (tools/bench/peers.sh FOLDER, then --peers FOLDER)")
    own = Path(program).resolve().parent / "python"
    python = str(own) if own.exists() else sys.executable
    try:
        done = subprocess.run(
            [python, str(bench / peer.script[0]), *peer.script[1:]],
            cwd=farm, capture_output=True, text=True, timeout=LIMIT_S, check=False, env=environment,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return Swept(reason=f"did not end in {LIMIT_S} s")
    found = re.findall(peer.says, done.stdout)
    if not found:
        return Swept(reason=f"failed: {' '.join((done.stderr or done.stdout).split())[-120:]}")
    cpu, values = found[-1]
    return Swept(float(cpu), int(values))


def _environment(unpacked: Path, farm: Path) -> dict[str, str]:
    root = unpacked / "root"
    wrapped = farm / "peers"
    wrapped.mkdir(exist_ok=True)
    (wrapped / "collectd").write_text(_WRAPPED.format(root=root))
    (wrapped / "collectd").chmod(0o755)
    paths = (wrapped, root / "usr/bin", unpacked / "zino/bin", *os.environ["PATH"].split(":"))
    libraries = sorted({str(file.parent) for file in (root / "usr/lib").rglob("libnetsnmp.so*")})
    return {"PATH": ":".join(map(str, paths)), "LD_LIBRARY_PATH": ":".join(libraries)}
