# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""`samdrift seed ADDRESS …`: give Samdrift one address and how to ask it; it finds the rest of the network itself."""

import argparse
import sys
from ipaddress import ip_address
from pathlib import Path

from samdrift.inventory.types import SnmpCredential
from samdrift.kernel.errors import BadInput
from samdrift.platform.django_start import start_django


def main(argv: list[str]) -> int:
    """Exit 0 when discovery is queued; 2 with a sentence when the input cannot be used."""
    start_django()
    from samdrift.inventory.commands import add_credential, add_seed
    from samdrift.parties.models import Municipality
    from samdrift.platform.actor import system_actor
    from samdrift.platform.scope import acting_as

    given = _parser().parse_args(argv)
    address = _address(given.address)
    with acting_as(system_actor("seed")) as actor:
        city = Municipality.objects.filter(slug=given.municipality).first()
        if city is None and given.name:
            city = Municipality.objects.create(slug=given.municipality, name=given.name)
        if city is None:
            raise BadInput(
                f"no municipality «{given.municipality}»", where="--municipality", remedy="add --name to make it"
            )
        add_credential(
            municipality_id=city.pk,
            name=given.credential_name,
            credential=_credential(given),
            icmp=not given.no_icmp,
            actor=actor,
        )
        add_seed(municipality_id=city.pk, address=address, actor=actor)
    print(f"discovery starts at {address}", file=sys.stderr)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="samdrift seed", description=__doc__)
    parser.add_argument("address", help="IP address of one device")
    parser.add_argument("--municipality", required=True, help="slug of the municipality")
    parser.add_argument("--name", default="", help="the municipality's name, to make it when it is not there")
    parser.add_argument("--credential-name", default="default")
    parser.add_argument("--port", type=int, default=161)
    parser.add_argument("--community-file", type=Path, help="SNMP v2c: file with the community")
    parser.add_argument("--v3-user", default="")
    parser.add_argument("--v3-auth", default="SHA-256", help="MD5, SHA, SHA-224, SHA-256, SHA-384 or SHA-512")
    parser.add_argument("--v3-auth-key-file", type=Path)
    parser.add_argument("--v3-priv", default="AES", help="DES or AES")
    parser.add_argument("--v3-priv-key-file", type=Path)
    parser.add_argument("--no-icmp", action="store_true", help="judge reachability by SNMP alone")
    return parser


def _address(text: str) -> str:
    try:
        return str(ip_address(text))
    except ValueError as error:
        raise BadInput(f"«{text}» is not an IP address", where="ADDRESS") from error


def _secret(path: Path | None, what: str) -> str:
    if path is None:
        raise BadInput("a file with the secret is needed", where=what)
    try:
        return path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise BadInput(f"cannot be read: {error.strerror}", where=str(path)) from error


def _credential(given: argparse.Namespace) -> SnmpCredential:
    if given.v3_user:
        return SnmpCredential(
            version="3",
            user=given.v3_user,
            auth_protocol=given.v3_auth,
            auth_key=_secret(given.v3_auth_key_file, "--v3-auth-key-file"),
            priv_protocol=given.v3_priv,
            priv_key=_secret(given.v3_priv_key_file, "--v3-priv-key-file"),
            port=given.port,
        )
    return SnmpCredential(version="2c", community=_secret(given.community_file, "--community-file"), port=given.port)
