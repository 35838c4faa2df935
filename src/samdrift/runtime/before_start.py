# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What is asked before anything is started, so that a start either works or leaves nothing half-done behind."""

import contextlib
import errno
import json
import os
import shutil
import socket
import time
from pathlib import Path

from samdrift.kernel.errors import NotNow

LEAST_FREE = 1_000_000_000  # bytes
PREDECESSORS_PATIENCE_S = 15.0


def room_on_disk(data_dir: Path, *, least: int = LEAST_FREE) -> None:
    """NotNow when the disk that would hold the data is nearly full."""
    folder = next(parent for parent in (data_dir, *data_dir.parents) if parent.exists())
    free = shutil.disk_usage(folder).free
    if free < least:
        raise NotNow(
            f"only {free / 1e9:.1f} GB are free on the disk and Samdrift needs {least / 1e9:.0f} GB",
            where=str(data_dir),
            remedy="free some space, or choose another disk with SAMDRIFT_DATA_DIR",
        )


def vendor_files() -> None:
    """BadInput, with file and line, when a vendor file cannot be used: better now than at the first device of that make."""
    from samdrift.adapters.snmp.library import library

    library()


def may_write(data_dir: Path) -> None:
    """NotNow when the data folder cannot be made or written."""
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        probe = data_dir / f".write-test-{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise NotNow(
            f"the data folder cannot be written: {error.strerror}",
            where=str(data_dir),
            remedy="choose another with SAMDRIFT_DATA_DIR",
        ) from error


def port_free(host: str, port: int, *, remedy: str) -> None:
    """NotNow when `port` cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise NotNow(f"port {port} is in use by another program", remedy=remedy) from error
            raise NotNow(f"port {port} on {host} cannot be used: {error.strerror}", remedy=remedy) from error


def predecessors_gone(register: Path, *, patience_s: float = PREDECESSORS_PATIENCE_S) -> None:
    """Wait until the processes of a supervisor that was killed have ended: the kernel has told them to."""
    try:
        pids: dict[str, int] = json.loads(register.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return
    deadline = time.monotonic() + patience_s
    while any(_is_ours(pid) for pid in pids.values()) and time.monotonic() < deadline:
        time.sleep(0.1)
    register.unlink(missing_ok=True)


def _is_ours(pid: int) -> bool:
    """Whether the process looks like one of Samdrift's; its number may have gone to a stranger."""
    with contextlib.suppress(OSError):
        words = Path(f"/proc/{pid}/cmdline").read_bytes()
        return b"samdrift" in words or b"postgres" in words or b"nats" in words
    return False
