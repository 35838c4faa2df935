# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What a port's name tells: which unit and slot it sits in, and which port other words mean. Pure."""

import re
from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass

PHYSICAL = frozenset(
    {"ethernetCsmacd", "fastEther", "fastEtherFX", "gigabitEthernet", "iso88023Csmacd", "fibreChannel"}
)
"""Types of IANAifType-MIB that are sockets one can plug into."""
_NUMBERS = re.compile(r"^(?P<word>[A-Za-z][A-Za-z _-]*?)?[\s_-]*(?P<numbers>\d+(?:[/:.]\d+){0,4})$", re.ASCII)
_ON_UNIT = re.compile(r"port\s*(\d+)\s+on\s+unit\s+(\d+)", re.ASCII | re.IGNORECASE)
_WORDS = re.compile(r"[A-Za-z]+|\d+(?:[/:.]\d+)*", re.ASCII)
_INSIDE = re.compile(
    r"vlan|loop|null|tunnel|bridge|stack|mgmt|manage|virtual|channel|trunk|lag|cpu|console|oob|vxlan|gre|erspan|ipsec|miniport"
    r"|filter|schedul|kernel|multiplex|debug|driver"
    r"|^(lo|po|ae|br|vl|bvi|irb|sc|wlan|wwan|wifi|macv|usb|npi|dummy|sit|tun|tap|ifb|veth|docker|ap|bl|fxp|modem)[-\s]?\d*(/\d+)*$|^br-",
    re.IGNORECASE,
)
"""Names of what is no socket on the front, whatever its type says."""


@dataclass(frozen=True, slots=True)
class Position:
    """Where a port sits: numbers from left to right, as (unit, slot, number); 0 where there is no such level."""

    unit: int
    slot: int
    number: int
    word: str


def position_of(name: str) -> Position | None:
    """Where `Gi2/0/14`, `1/1/25`, `ge-0/0/3` or `A4` sits; None where the name does not say."""
    modular = re.fullmatch(r"(?:Trk)?([A-La-l])(\d{1,2})", name)  # HPE ProCurve chassis: slots by letter
    if modular:
        return Position(0, ord(modular.group(1).upper()) - 64, int(modular.group(2)), "")
    on_unit = _ON_UNIT.search(name)
    if on_unit:
        return Position(int(on_unit.group(2)), 0, int(on_unit.group(1)), "")
    match = _NUMBERS.match(name.strip())
    if match is None:
        return None
    numbers = [int(number) for number in re.split(r"[/:.]", match.group("numbers"))]
    if max(numbers) > 65_535:
        return None
    unit, slot, number = (
        ([0, 0, 0, *numbers])[-3:] if len(numbers) <= 3 else (numbers[0], numbers[1], _joined(numbers[2:]))
    )
    if len(numbers) == 2:
        unit, slot = numbers[0], 0
    return Position(unit, slot, number, (match.group("word") or "").strip())


def _joined(numbers: list[int]) -> int:
    """A port split in lanes (49/1 to 49/4) takes the place of its lanes, in order."""
    return numbers[0] * 10 + numbers[1] if len(numbers) > 1 else numbers[0]


def is_socket(name: str, if_type: str, names: Container[str] = ()) -> bool:
    """Whether one can plug something in there, as far as type and name tell. `names`: of all ports; eth0.20 belongs to eth0."""
    if if_type not in PHYSICAL or _INSIDE.search(name):
        return False
    return "." not in name or name.rpartition(".")[0] not in names


def port_in_words(ports: Iterable[tuple[int, str]]) -> Callable[[str], int | None]:
    """A look-up from words such as «Te 1/1/3 Receive Power» to the ifIndex of the port they name; None where none fits.

    A port fits where its number stands in the words whole, and its word begins or ends alike (`Te`, `TenGigabitEthernet`).
    """
    by_number: dict[str, list[tuple[str, int]]] = {}
    for if_index, name in ports:
        parts = _WORDS.findall(name)
        if parts and parts[-1][0].isdigit():
            word = next((part for part in reversed(parts) if part[0].isalpha()), "")
            by_number.setdefault(parts[-1], []).append((word.casefold(), if_index))

    def find(words: str) -> int | None:
        parts = _WORDS.findall(words)
        for at, part in enumerate(parts):
            before = parts[at - 1].casefold() if at and parts[at - 1][0].isalpha() else ""
            for word, if_index in by_number.get(part, ()) if part[0].isdigit() else ():
                alike = bool(word and before) and (word.startswith(before) or before.startswith(word))
                if alike or (("/" in part or ":" in part) and not word) or (not word and before == "port"):
                    return if_index
        return None

    return find
