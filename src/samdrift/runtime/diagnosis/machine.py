# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Looks at the machine: Python, disk, secrets, rights to ping and to hear traps, the clock."""

import ctypes
import os
import shutil
import socket
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

from samdrift.adapters.snmp.library import library
from samdrift.kernel.errors import BadInput
from samdrift.runtime.before_start import LEAST_FREE
from samdrift.runtime.config import Config
from samdrift.runtime.diagnosis.finding import Finding, hint, well, wrong
from samdrift.runtime.installation import OWN_KEY

CAP_NET_BIND_SERVICE, CAP_NET_RAW = 10, 13
CLOCK_UNSYNCHRONISED = 5  # TIME_ERROR, adjtimex(2)
PACKAGE = Path(__file__).resolve().parents[2]


def look(config: Config) -> Iterator[Finding]:
    """Everything that can be seen without asking another process."""
    yield python()
    yield disk(config.data_dir)
    yield from secrets(config)
    yield ping()
    yield traps(config.trap_address)
    yield clock()
    yield assets()
    yield vendor_files()


def python() -> Finding:
    return well("Python", ".".join(map(str, sys.version_info[:3])))


def disk(data_dir: Path) -> Finding:
    folder = next(parent for parent in (data_dir.resolve(), *data_dir.resolve().parents) if parent.exists())
    free = shutil.disk_usage(folder).free
    found = f"{free / 1e9:.1f} GB free at {folder}"
    return well("Disk", found) if free >= LEAST_FREE else wrong("Disk", found, "free at least 1 GB")


def secrets(config: Config) -> Iterator[Finding]:
    """Whether the signing key is fit for production, and whether others may read the files that hold secrets."""
    own = config.data_dir / OWN_KEY
    try:
        config.signing_key()
    except BadInput as error:
        if not (config.secret_key_file or config.secret_key.get_secret_value()):
            yield well("Secret key", f"«samdrift up» keeps its own in {own}")
        else:
            yield wrong("Secret key", error.what, error.remedy)
    else:
        yield well("Secret key", "long enough" if config.mode == "production" else f"not needed in {config.mode} mode")
    for path in dict.fromkeys((config.secret_key_file, own, config.oidc_client_secret_file)):
        if path is not None and path.exists():
            mode = stat.S_IMODE(path.stat().st_mode)
            if mode & 0o077:
                yield wrong("Secret file", f"others may read {path}", f"chmod 600 {path}")
            else:
                yield well("Secret file", f"only its owner reads {path}")


def ping() -> Finding:
    """ICMP needs a raw socket or the kernel's leave for ping sockets (net.ipv4.ping_group_range)."""
    if os.geteuid() == 0 or _has(CAP_NET_RAW) or _in_ping_group():
        return well("Ping", "this account may ask devices by ICMP")
    return hint(
        "Ping",
        "this account may not ping, so devices are judged by SNMP alone",
        "sysctl net.ipv4.ping_group_range='0 2147483647', or give Python CAP_NET_RAW",
    )


def _in_ping_group() -> bool:
    try:
        low, high = map(int, Path("/proc/sys/net/ipv4/ping_group_range").read_text(encoding="ascii").split())
    except (OSError, ValueError):
        return False
    return any(low <= group <= high for group in (os.getegid(), *os.getgroups()))


def traps(trap_address: str) -> Finding:
    """Whether the listener can have its port. One that is taken is most likely our own listener's."""
    host, _, port_text = trap_address.rpartition(":")
    if not port_text.isdecimal() or not host:
        return wrong("Traps", f"«{trap_address}» is no HOST:PORT", "set SAMDRIFT_TRAP_ADDRESS to one, as 0.0.0.0:162")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as probe:
        try:
            probe.bind((host.strip("[]"), int(port_text)))
        except PermissionError:
            return wrong(
                "Traps",
                f"this account may not listen on port {port_text}",
                "use a port above 1023 in SAMDRIFT_TRAP_ADDRESS, or give the process CAP_NET_BIND_SERVICE",
            )
        except (OSError, OverflowError) as error:
            if getattr(error, "errno", None) == 98:
                return well("Traps", f"somebody listens on {trap_address}; the listener, when Samdrift runs")
            return wrong(
                "Traps", f"{trap_address} cannot be used: {error}", "set SAMDRIFT_TRAP_ADDRESS to an own address"
            )
    return well("Traps", f"{trap_address} is free for the listener")


def clock() -> Finding:
    """Whether something keeps the clock right: service times are reckoned to the minute, sign-in codes to 30 s."""
    status = -1
    if sys.platform == "linux":
        # struct timex with modes = 0 only asks; 512 bytes are more than any architecture's
        status = ctypes.CDLL(None).adjtimex(ctypes.create_string_buffer(512))
    if status == CLOCK_UNSYNCHRONISED:
        return hint("Clock", "nothing keeps it right", "let chrony or systemd-timesyncd look after it")
    return well("Clock", "kept right" if status >= 0 else "this system does not say whether it is kept right")


def assets() -> Finding:
    if not (PACKAGE / "ui" / "static" / "vendor").is_dir():
        return wrong("Pages", "their style and scripts are missing", "run tools/setup.sh run")
    if not any(PACKAGE.glob("*/locale/da/LC_MESSAGES/django.mo")):
        return wrong("Pages", "the translations are not compiled", "run tools/setup.sh run")
    return well("Pages", "style, scripts and translations are there")


def vendor_files() -> Finding:
    """Whether every vendor file can be used, those of this installation too."""
    try:
        known = library()
    except BadInput as error:
        return wrong("Vendor files", f"{error.where}: {error.what}", error.remedy)
    return well("Vendor files", f"{len(known)} read")


def _has(capability: int) -> bool:
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        return False
    effective = next((line.split()[1] for line in status.splitlines() if line.startswith("CapEff:")), "0")
    return bool(int(effective, 16) >> capability & 1)
