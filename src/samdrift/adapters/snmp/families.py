# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Make, operating system, model, version and serial: by the vendor files in families/ and the chassis of ENTITY-MIB.

Of the families whose conditions hold the most specific is taken: the higher `rank`, then the more that had to match
(an arc of sysObjectID below enterprises counts 1, a pattern for sysDescr 2, an object that must answer 3). The names and
the order of the files mean nothing.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from samdrift.adapters.snmp.decode import label
from samdrift.adapters.snmp.knowledge import ENTERPRISES, Book, Family, Source
from samdrift.adapters.snmp.library import folders, library
from samdrift.adapters.snmp.session import Agent
from samdrift.inventory.types import DeviceFacts

Entities = Sequence[dict[str, Any]]
Ask = Callable[[str], str | None]


def families() -> tuple[tuple[str, Family], ...]:
    """Every family with the name of its file."""
    return _families(folders())


@cache
def _families(read: tuple[Path, ...]) -> tuple[tuple[str, Family], ...]:
    return tuple((name, family) for name, book in library(*read).items() for family in book.family)


def books_for(name: str | None, family: Family | None) -> tuple[Book, ...]:
    """What to read of a device: its family's own file, the files it names, and those read of every device."""
    books = library()
    names = [] if name is None or family is None else [name, *family.reads]
    names += [other for other, book in books.items() if book.always and other not in names]
    return tuple(books[each] for each in dict.fromkeys(names))


def recognise(device: DeviceFacts, agent: Agent) -> tuple[str | None, Family | None]:
    """The family of a device and its file's name, or (None, None)."""
    sys_object_id, descr = device.sys_object_id or "", device.sys_descr or ""
    candidates = [
        (family.rank, points, name, family)
        for name, family in families()
        if (points := _points(family, sys_object_id, descr)) is not None
    ]
    ask = asker(agent)
    for _, _, name, family in sorted(candidates, key=lambda each: (-each[0], -each[1], each[3].os)):
        if family.has is None or ask(family.has) is not None:
            return name, family
    return None, None


def _points(family: Family, sys_object_id: str, descr: str) -> int | None:
    """How specific the match is; None when a condition does not hold. Whether `has` answers is asked later."""
    prefixes = [prefix for prefix in family.oid if _below(sys_object_id, prefix)]
    if (family.oid and not prefixes) or (family.descr and not re.search(family.descr, descr)):
        return None
    arcs = max((_arcs(prefix) for prefix in prefixes), default=0)
    return arcs + (2 if family.descr else 0) + (3 if family.has else 0)


def _arcs(prefix: str) -> int:
    return len(prefix.removeprefix(ENTERPRISES).strip(".").split("."))


def _below(sys_object_id: str, prefix: str) -> bool:
    return f"{sys_object_id}.".startswith(prefix if prefix.endswith(".") else f"{prefix}.")


def identify(device: DeviceFacts, family: Family | None, entities: Entities, agent: Agent) -> DeviceFacts:
    """`device` with os, vendor, type, hardware, version, serial and features where they could be told."""
    ask = asker(agent)
    descr = device.sys_descr or ""
    chassis = _chassis_words(entities)

    def told(fact: str, fallback: str) -> str | None:
        sources = getattr(family, fact) if family else ()
        return _first_told(sources, descr, chassis, ask) or chassis(fallback)

    return replace(
        device,
        os=family.os if family else None,
        vendor=family.vendor if family else None,
        type=family.type if family else None,
        hardware=told("hardware", "model") or product(device.sys_object_id),
        version=told("version", "software"),
        serial=told("serial", "serial"),
        features=_first_told(family.features if family else (), descr, chassis, ask),
    )


def product(sys_object_id: str | None) -> str | None:
    """The model by the maker's registration of sysObjectID, for devices that do not tell it themselves."""
    return _products(folders()).get(sys_object_id or "")


@cache
def _products(read: tuple[Path, ...]) -> dict[str, str]:
    return {oid: model for book in library(*read).values() for oid, model in book.product.items()}


def _first_told(sources: Sequence[Source], descr: str, chassis: Ask, ask: Ask) -> str | None:
    for source in sources:
        if source.part:
            words = _matched(source.match, chassis(source.part))
        elif source.oid:
            words = _matched(source.match, ask(source.oid))
        else:
            words = _matched(source.descr, descr)
        if words:
            for pattern, better in source.replace.items():
                words = re.sub(pattern, better, words)
            return source.prefix + words
    return None


def _matched(pattern: str, words: str | None) -> str | None:
    if not pattern or words is None:
        return words
    found = re.search(pattern, words)
    return next((group.strip() for group in found.groups() if group), None) if found else None


def asker(agent: Agent) -> Ask:
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
