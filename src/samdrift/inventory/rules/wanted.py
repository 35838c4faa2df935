# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What somebody typed who looks for a station: a MAC address in any usual notation, the beginning of one, an IP, or words."""

import re
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Literal

MAC_DIGITS = 12
LEAST_DIGITS = 4
"""Fewer digits of a MAC begin thousands of them."""
_NOTATION = re.compile(
    r"[0-9a-f]{1,2}([:\- ][0-9a-f]{1,2}){1,5}|[0-9a-f]{4}(\.[0-9a-f]{4}){1,2}|[0-9a-f]{6}-[0-9a-f]{6}"
)
_BARE = re.compile(r"(0x)?([0-9a-f]{6,12})")
_MANY = {"000000000000", "ffffffffffff"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """`mac`: 12 hex digits. `prefix`: the first hex digits of one. `address`: an IP as text. `words`: anything else."""

    kind: Literal["mac", "prefix", "address", "words", "nothing"]
    text: str = ""

    @property
    def span(self) -> tuple[str, str]:
        """The lowest and the highest MAC that begin so."""
        return self.text.ljust(MAC_DIGITS, "0"), self.text.ljust(MAC_DIGITS, "f")


def read_wanted(typed: str) -> Wanted:
    """Reads tolerantly; what is neither MAC nor IP is words. Nothing at all asks for nothing."""
    text = typed.replace("\x00", "").strip().casefold()
    if not text:
        return Wanted("nothing")
    digits = _hex_digits(text)
    if digits and len(digits) >= LEAST_DIGITS:
        return Wanted("mac" if len(digits) == MAC_DIGITS else "prefix", digits)
    try:
        return Wanted("address", str(ip_address(text.strip("[]"))))
    except ValueError:
        return Wanted("words", text[:80])


def _hex_digits(text: str) -> str:
    """The digits of a MAC or of its beginning; empty where it is none. A bare word like «facade» must have a digit."""
    if _NOTATION.fullmatch(text):
        if "." in text or re.fullmatch(r"[0-9a-f]{6}-[0-9a-f]{6}", text):
            return re.sub(r"[.\-]", "", text)
        return "".join(part.zfill(2) for part in re.split(r"[:\- ]", text))
    bare = _BARE.fullmatch(text)
    if bare and (re.search(r"\d", bare[2]) or len(bare[2]) == MAC_DIGITS):
        return bare[2]
    return ""


def is_station(mac: str) -> bool:
    """Whether these 12 hex digits can be one station: not all zeros or ones, and not a group address (IEEE 802)."""
    if len(mac) != MAC_DIGITS or mac in _MANY or not re.fullmatch(r"[0-9a-f]{12}", mac):
        return False
    return not int(mac[1], 16) & 1
