# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Reads what somebody brings along: ranges of addresses, and lists of devices as CSV or as NetBox exports them. Pure."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_interface, ip_network
from typing import Any

from samdrift.kernel.errors import BadInput

MOST_ADDRESSES = 65_536
MOST_ROWS = 20_000
_ADDRESS_COLUMNS = (
    "address",
    "ip",
    "ip_address",
    "ip address",
    "primary_ip4",
    "primary_ip",
    "primary_ip6",
    "primary ipv4",
    "ipv4 address",
    "ip-adresse",
    "oob_ip",
)
_NAME_COLUMNS = ("name", "navn", "hostname", "device", "display")


def read_range(text: str) -> IPv4Network | IPv6Network:
    """A range such as 10.20.0.0/16; BadInput where it is none, or has more than `MOST_ADDRESSES` addresses."""
    try:
        network = ip_network(text.strip(), strict=False)
    except ValueError:
        raise BadInput(
            "that is not a range of addresses", where="range", remedy="write one such as 10.20.0.0/24"
        ) from None
    if network.is_multicast or network.is_unspecified:
        raise BadInput("no device has an address in that range", where="range", remedy="write one such as 10.20.0.0/24")
    if network.num_addresses > MOST_ADDRESSES:
        raise BadInput(
            f"that range has more than {MOST_ADDRESSES} addresses", where="range", remedy="look through parts of it"
        )
    return network


def addresses_in(network: IPv4Network | IPv6Network) -> Iterator[str]:
    """The addresses that a device can have, in order: without the network's own and its broadcast (RFC 3021 for /31)."""
    return (str(address) for address in network.hosts())


@dataclass(frozen=True, slots=True)
class Candidate:
    """A device somebody knows of: where to ask it, and what they call it."""

    address: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Candidates:
    """What a file held, each address once. `without`: names of those whose row has no usable address."""

    found: tuple[Candidate, ...]
    without: tuple[str, ...] = ()


def read_candidates(text: str) -> Candidates:
    """CSV with a header (comma, semicolon or tab), or NetBox' devices as CSV or JSON. BadInput where it is neither."""
    plain = text.removeprefix("\ufeff").replace("\x00", "").strip()
    rows = list(_json_rows(plain)) if plain[:1] in {"[", "{"} else list(_csv_rows(plain))
    if len(rows) > MOST_ROWS:
        raise BadInput(f"the file has more than {MOST_ROWS} rows", where="file", remedy="bring it in parts")
    found: dict[str, Candidate] = {}
    without = []
    for row in rows:
        name = next((str(row[c]).strip() for c in _NAME_COLUMNS if row.get(c)), "")[:120]
        address = next((a for c in _ADDRESS_COLUMNS if (a := _address(row.get(c)))), "")
        if address:
            found.setdefault(address, Candidate(address, name))
        else:
            without.append(name or "?")
    return Candidates(tuple(found.values()), tuple(without))


def _csv_rows(text: str) -> Iterable[dict[str, Any]]:
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    first = lines.partition("\n")[0]
    try:
        rows = [*csv.DictReader(io.StringIO(lines), delimiter=max(",;\t", key=first.count))]
    except csv.Error as error:
        raise BadInput(f"the file is no CSV: {error}", where="file", remedy="save it as CSV (UTF-8)") from None
    named = [{(k or "").strip().casefold(): v for k, v in row.items()} for row in rows]
    if not named or not named[0].keys() & set(_ADDRESS_COLUMNS):
        raise BadInput(
            "the file has no column of addresses",
            where="file",
            remedy="name it address, ip or primary_ip4 in the first line",
        )
    return named


def _json_rows(text: str) -> Iterable[dict[str, Any]]:
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        raise BadInput("the file is no JSON", where="file", remedy="export the devices again") from None
    rows = told.get("results", [told]) if isinstance(told, dict) else told
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise BadInput("the file holds no list of devices", where="file", remedy="export the devices again")
    return [{str(k).casefold(): v for k, v in row.items()} for row in rows]


def _address(value: Any) -> str:
    """Out of 10.1.2.3, 10.1.2.3/24, or NetBox' {"address": "10.1.2.3/24"}; empty where there is none of one device."""
    if isinstance(value, dict):
        value = value.get("address")
    if not isinstance(value, str) or not value.strip():
        return ""
    try:
        address = ip_interface(value.strip()).ip
    except ValueError:
        return ""
    usable = not (address.is_multicast or address.is_unspecified or address.is_reserved)
    return str(ip_address(address)) if usable else ""
