# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Takes every secret out of a configuration before anything is written. Pure but for reading the family files, once.

Each family is data (families/*.toml): which `os` it is, how it is asked, which lines change by themselves, and its masks;
`every.toml` is applied to all. A file with a mistake is refused at the first use with file and reason.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from samdrift.kernel.errors import BadInput

FOLDER = Path(__file__).with_name("families")
EVERY = "every"
MASKED = "«masked»"
KEYS = {"os", "driver", "command", "netconf", "volatile", "mask"}


@dataclass(frozen=True, slots=True)
class Family:
    """How devices of one kind are asked and cleaned. `driver`: netmiko's name; `netconf`: it speaks NETCONF as well."""

    name: str
    os: tuple[str, ...]
    driver: str
    command: str
    netconf: bool
    volatile: tuple[re.Pattern[str], ...]
    masks: tuple[re.Pattern[str], ...]


@lru_cache(maxsize=1)
def families() -> Mapping[str, Family]:
    """Every family by `os`. BadInput names file and reason."""
    found: dict[str, Family] = {}
    common = _masks(EVERY, _read(EVERY).get("mask", []))
    for path in sorted(FOLDER.glob("*.toml")):
        if path.stem == EVERY:
            continue
        family = _family(path.stem, _read(path.stem), common)
        for os in family.os:
            if os in found:
                raise BadInput(f"{os} is {found[os].name} already", where=path.name)
            found[os] = family
    return found


def clean(text: str, family: Family) -> str:
    """The configuration without its secrets and without what changes by itself; lines end in a line feed."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    for mask in family.masks:
        lines = mask.sub(_masked, lines)
    kept = (line.rstrip() for line in lines.split("\n") if not any(p.match(line) for p in family.volatile))
    return "\n".join(kept).strip("\n") + "\n"


def _masked(found: re.Match[str]) -> str:
    told = found.groupdict()
    keep, tail = told.get("keep") or "", told.get("tail") or ""
    before = "" if not keep or keep[-1] in "=:>-" or "://" in keep else " "
    return f"{keep}{before}{MASKED}{tail}"


def _read(name: str) -> dict[str, Any]:
    path = FOLDER / f"{name}.toml"
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"it is not TOML: {error}", where=path.name) from error
    unknown = set(told) - KEYS
    if unknown:
        raise BadInput(f"it says {min(unknown)}, which means nothing", where=path.name)
    return told


def _family(name: str, told: Mapping[str, Any], common: tuple[re.Pattern[str], ...]) -> Family:
    missing = {"os", "driver", "command"} - set(told)
    if missing:
        raise BadInput(f"it does not say {min(missing)}", where=f"{name}.toml")
    return Family(
        name=name,
        os=tuple(told["os"]),
        driver=str(told["driver"]),
        command=str(told["command"]),
        netconf=bool(told.get("netconf", False)),
        volatile=tuple(_compiled(name, pattern) for pattern in told.get("volatile", [])),
        masks=(*_masks(name, told.get("mask", [])), *common),
    )


def _masks(name: str, told: Iterable[Mapping[str, Any]]) -> tuple[re.Pattern[str], ...]:
    found = tuple(_compiled(name, row.get("pattern", "")) for row in told)
    for pattern in found:
        if "keep" not in pattern.groupindex:
            raise BadInput(f"a mask has no group «keep»: {pattern.pattern[:60]}", where=f"{name}.toml")
    return found


def _compiled(name: str, pattern: str) -> re.Pattern[str]:
    try:
        return re.compile(pattern)
    except re.error as error:
        raise BadInput(f"{pattern[:60]} is no pattern: {error}", where=f"{name}.toml") from error
