# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The facts of the machine a figure was measured on, and the kernel's count of datagrams it had no room for."""

import os
import platform
from pathlib import Path


def facts() -> list[str]:
    """One fact a line."""
    cpu = next(
        (line.split(":", 1)[1].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")), "?"
    )
    memory = next((int(line.split()[1]) for line in _lines("/proc/meminfo") if line.startswith("MemTotal")), 0)
    rmem = "".join(_lines("/proc/sys/net/core/rmem_max"))
    load = os.getloadavg()[0]
    return [
        f"{os.cpu_count()} cores, {cpu}; {memory / 2**20:.0f} GiB; Linux {platform.release()}; Python {platform.python_version()}",
        f"largest receive buffer {rmem} octets; load {load:.1f} at the start (others may use the machine: compare ratios only)",
    ]


def receive_errors() -> int:
    """UDP RcvbufErrors of the whole machine so far."""
    rows = [line.split() for line in _lines("/proc/net/snmp") if line.startswith("Udp:")]
    return int(dict(zip(rows[0], rows[1], strict=True))["RcvbufErrors"])


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text().splitlines()
    except OSError:
        return []
