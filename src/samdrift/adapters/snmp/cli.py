# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""`samdrift discover`: ask one device by SNMP and print what it is. Needs no running Samdrift and no database."""

import argparse
import json
import sys
from pathlib import Path
from typing import cast

from samdrift.adapters.snmp.discover import discover
from samdrift.adapters.snmp.library import library
from samdrift.adapters.snmp.opening import AUTH_KEYS, PRIV_KEYS
from samdrift.adapters.snmp.report import document
from samdrift.inventory.types import DeviceSnapshot, SnmpCredential
from samdrift.kernel.errors import BadInput, SamdriftError


def main(argv: list[str]) -> int:
    """0 when the device answered; 2 with one sentence on standard error when the input is bad or it did not."""
    arguments = _parser().parse_args(argv)
    try:
        library()  # a mistake in a vendor file is told before the device is troubled
        snapshot = discover(
            arguments.address, _credential(arguments), timeout_s=arguments.timeout, retries=arguments.retries
        )
    except SamdriftError as error:
        print(f"samdrift discover: {error.sentence()}.", file=sys.stderr)
        return 2
    if arguments.json:
        json.dump(document(snapshot), sys.stdout, indent=2)  # ASCII: right in every locale
        print()
    else:
        print(_summary(snapshot))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="samdrift discover", description="Ask one device by SNMP what it is.")
    parser.add_argument("address", metavar="ADDRESS", help="IP address or name of the device")
    parser.add_argument("--port", type=_port, default=161, metavar="P", help="UDP port (161)")
    parser.add_argument("--community", metavar="C", help="community, for SNMP v2c")
    parser.add_argument("--v3-user", metavar="U", help="user, for SNMPv3")
    parser.add_argument("--v3-auth", choices=sorted(AUTH_KEYS), default="SHA-256", help="authentication (SHA-256)")
    parser.add_argument("--v3-auth-key-file", type=Path, metavar="F", help="file that holds the authentication key")
    parser.add_argument("--v3-priv", choices=sorted(PRIV_KEYS), default="AES", help="privacy (AES)")
    parser.add_argument("--v3-priv-key-file", type=Path, metavar="F", help="file that holds the privacy key")
    parser.add_argument("--timeout", type=_seconds, default=2.0, metavar="S", help="seconds to wait for an answer (2)")
    parser.add_argument("--retries", type=_times, default=1, metavar="N", help="how often to ask again (1)")
    parser.add_argument("--json", action="store_true", help="print the whole device as JSON")
    return parser


def _port(words: str) -> int:
    port = int(words) if words.isdigit() else 0
    if not 1 <= port <= 65535:
        raise argparse.ArgumentTypeError(f"«{words}» is not a port number from 1 to 65535")
    return port


def _times(words: str) -> int:
    if not words.isdigit() or int(words) > 10:
        raise argparse.ArgumentTypeError(f"«{words}» is not a number from 0 to 10")
    return int(words)


def _seconds(words: str) -> float:
    try:
        seconds = float(words)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= 60:
        raise argparse.ArgumentTypeError(f"«{words}» is not a number of seconds above 0, up to 60")
    return seconds


def _credential(arguments: argparse.Namespace) -> SnmpCredential:
    if bool(arguments.community) == bool(arguments.v3_user):
        raise BadInput("give either --community (v2c) or --v3-user (v3)", where="arguments")
    if arguments.community:
        return SnmpCredential(version="2c", community=arguments.community, port=arguments.port)
    auth_key = _key(arguments.v3_auth_key_file, "--v3-auth-key-file")
    priv_key = _key(arguments.v3_priv_key_file, "--v3-priv-key-file")
    return SnmpCredential(
        version="3",
        user=arguments.v3_user,
        auth_protocol=arguments.v3_auth if auth_key else "",
        auth_key=auth_key,
        priv_protocol=arguments.v3_priv if priv_key else "",
        priv_key=priv_key,
        port=arguments.port,
    )


def _key(path: Path | None, option: str) -> str:
    """Keys come from files, so that they stand neither in the process list nor in the shell's history."""
    if path is None:
        return ""
    try:
        key = path.read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"cannot be read: {cast('OSError', error)}", where=f"{option} {path}") from None
    if not key:
        raise BadInput("is empty", where=f"{option} {path}")
    return key


def _summary(snapshot: DeviceSnapshot) -> str:
    device = snapshot.device
    return "\n".join(
        [
            f"{device.sys_name or '(no name)'}: {device.vendor or ''} {device.hardware or ''} {device.version or ''}".strip(),
            f"os {device.os}, serial {device.serial}, location {device.sys_location}",
            f"{len(snapshot.interfaces)} ports, {len(snapshot.neighbours)} neighbours, {len(snapshot.entities)} parts",
            f"{len(snapshot.vlans)} VLANs, {len(snapshot.problems)} problems (--json tells all)",
        ]
    )
