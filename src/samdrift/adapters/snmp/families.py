# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Make, operating system, model, version and serial, by the table in families.toml and the chassis of ENTITY-MIB."""

import re
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from samdrift.adapters.snmp.decode import label
from samdrift.adapters.snmp.session import Agent
from samdrift.inventory.types import DeviceFacts
from samdrift.kernel.errors import BadInput

ENTERPRISES = "1.3.6.1.4.1."
DATA = Path(__file__).with_name("families.toml")
Entities = Sequence[dict[str, Any]]
Ask = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a family tells one fact: in sysDescr, in an object, or in a part of the chassis."""

    descr: str = ""
    oid: str = ""
    match: str = ""
    prefix: str = ""
    part: str = ""


@dataclass(frozen=True, slots=True)
class Family:
    """One make and operating system; `oid` holds prefixes of sysObjectID that end at an arc."""

    os: str
    vendor: str
    type: str
    oid: tuple[str, ...] = ()
    descr: str = ""
    has: str = ""
    sources: dict[str, tuple[Source, ...]] = field(default_factory=dict)

    def fits(self, sys_object_id: str, sys_descr: str, ask: Ask) -> bool:
        """Whether all conditions hold; the device is asked last, when the rest holds."""
        if self.oid and not any(_below(sys_object_id, prefix) for prefix in self.oid):
            return False
        if self.descr and not re.search(self.descr, sys_descr):
            return False
        return not self.has or ask(self.has) is not None


def _below(sys_object_id: str, prefix: str) -> bool:
    return f"{sys_object_id}.".startswith(prefix if prefix.endswith(".") else f"{prefix}.")


@cache
def families(path: Path = DATA) -> tuple[Family, ...]:
    """The table, in its order. BadInput names the entry that is wrong."""
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    return tuple(_family(row, f"{path.name}, family {at}") for at, row in enumerate(table["family"], start=1))


def _family(row: dict[str, Any], where: str) -> Family:
    facts = ("hardware", "version", "serial", "features")
    try:
        sources = {fact: tuple(Source(**source) for source in row.pop(fact, ())) for fact in facts}
        prefixes = tuple(
            prefix if prefix.startswith("1.3.6.1.2") else ENTERPRISES + prefix for prefix in row.pop("oid", ())
        )
        family = Family(**row, oid=prefixes, sources=sources)
        for pattern in [family.descr, *(s.descr or s.match for each in sources.values() for s in each)]:
            re.compile(pattern)
    except (TypeError, re.error) as error:
        raise BadInput(f"cannot be read: {error}", where=where, remedy="see the head of the file") from error
    return family


def identify(device: DeviceFacts, entities: Entities, agent: Agent) -> DeviceFacts:
    """`device` with os, vendor, type, hardware, version, serial and features where they could be told."""
    ask = _asker(agent)
    descr = device.sys_descr or ""
    family = next((each for each in families() if each.fits(device.sys_object_id or "", descr, ask)), None)
    chassis = _chassis_words(entities)
    sources = family.sources if family else {}

    def told(fact: str, fallback: str) -> str | None:
        return _first_told(sources.get(fact, ()), descr, chassis, ask) or chassis(fallback)

    return replace(
        device,
        os=family.os if family else None,
        vendor=family.vendor if family else None,
        type=family.type if family else None,
        hardware=told("hardware", "model"),
        version=told("version", "software"),
        serial=told("serial", "serial"),
        features=_first_told(sources.get("features", ()), descr, chassis, ask),
    )


def _first_told(sources: Sequence[Source], descr: str, chassis: Ask, ask: Ask) -> str | None:
    for source in sources:
        if source.part:
            words = chassis(source.part)
        elif source.oid:
            words = _matched(source.match, ask(source.oid))
        else:
            words = _matched(source.descr, descr)
        if words:
            return source.prefix + words
    return None


def _matched(pattern: str, words: str | None) -> str | None:
    if not pattern or words is None:
        return words
    found = re.search(pattern, words)
    return found.group(1).strip() if found else None


def _asker(agent: Agent) -> Ask:
    """Ask for a scalar, or for the first non-empty value below a column; each object once."""
    known: dict[str, str | None] = {}

    def ask(oid: str) -> str | None:
        if oid not in known:
            told = label(agent.get([oid]).get(oid))
            if told is None and not oid.endswith(".0"):
                told = next((words for value in agent.column(oid).values() if (words := label(value))), None)
            known[oid] = told
        return known[oid]

    return ask


def _chassis_words(entities: Entities) -> Ask:
    """What the outermost chassis says of itself; a stack without words of its own lends those of its first member."""
    first = [entity for entity in entities if entity["class"] in {"chassis", "stack"}]
    outermost = [entity for entity in entities if entity["contained_in"] == 0 and entity not in first]
    candidates = [*first, *outermost] or entities  # some agents fill neither class nor containment

    def words(key: str) -> str | None:
        return next((entity[key] for entity in candidates if entity[key]), None)

    return words
