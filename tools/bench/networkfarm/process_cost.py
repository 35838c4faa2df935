# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""CPU seconds of a running installation, part by part, as the kernel counts them (Linux)."""

import os
from collections import defaultdict
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def cpu_by_part(root: int) -> dict[str, float]:
    """Seconds used so far by the process `root` and all below it, those that have ended too, by the part they belong to."""
    parents: dict[int, int] = {}
    used: dict[int, float] = {}
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has ended meanwhile
        parents[int(folder.name)] = int(fields[1])
        used[int(folder.name)] = sum(map(int, fields[11:15])) / _TICKS
    found: dict[str, float] = defaultdict(float)
    for pid, seconds in used.items():
        way = _way_up(pid, root, parents)
        if way:
            found[_name(way[-2] if len(way) > 1 else root)] += seconds
    return dict(found)


def _way_up(pid: int, root: int, parents: dict[int, int]) -> list[int]:
    """From `pid` to `root`; empty where it is not below it."""
    way = [pid]
    while way[-1] != root:
        if way[-1] not in parents or parents[way[-1]] <= 1:
            return []
        way.append(parents[way[-1]])
    return way


def _name(pid: int) -> str:
    try:
        words = Path(f"/proc/{pid}/cmdline").read_text().split("\0")
    except OSError:
        return "ended"
    if "samdrift.runtime.cli" in words:
        return words[words.index("samdrift.runtime.cli") + 1]
    return Path(words[0]).name or "ended"
