# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""VLANs, neighbours and parts that stand in a maker's own MIB, as the vendor files of the device's family name them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from samdrift.adapters.snmp.decode import Index, address, hex_digits, label, mac, number
from samdrift.adapters.snmp.knowledge import Book, Neighbours, Parts
from samdrift.adapters.snmp.rows import Device, entry_of
from samdrift.inventory.types import InterfaceFacts, NeighbourFacts


def read_vlans(device: Device, books: Sequence[Book]) -> dict[int, str | None]:
    """VLAN number to name."""
    found: dict[int, str | None] = {}
    for rows in (vlans for book in books for vlans in book.vlan):
        entry = entry_of(rows.name)
        for index, value in sorted(device.column(rows.name).items()):
            vlan = number(device.fill(rows.id, entry, index)) if device.keep(rows, entry, index) else None
            if vlan is not None and 1 <= vlan <= 4094:
                found[vlan] = found.get(vlan) or label(value)
    return found


def read_neighbours(
    device: Device, books: Sequence[Book], interfaces: Mapping[int, InterfaceFacts]
) -> list[NeighbourFacts]:
    """Neighbours by protocols other than LLDP."""
    return [
        neighbour
        for book in books
        for rows in book.neighbour
        for index in _indexes(device, rows)
        if (neighbour := _neighbour(device, rows, index, interfaces)).remote_name or neighbour.remote_chassis_id
    ]


def _indexes(device: Device, rows: Neighbours) -> list[Index]:
    columns = (rows.name, rows.port, rows.platform, rows.address, rows.chassis)
    return sorted({index for column in columns if column for index in device.column(f"{rows.entry}.{column}")})


def _neighbour(
    device: Device, rows: Neighbours, index: Index, interfaces: Mapping[int, InterfaceFacts]
) -> NeighbourFacts:
    def told(column: int | None) -> Any:
        return device.cell(str(column), rows.entry, index) if column else None

    if_index = number(device.fill(rows.local, rows.entry, index))
    port = interfaces.get(if_index) if if_index is not None else None
    remote_port = told(rows.port)
    chassis = told(rows.chassis)
    return NeighbourFacts(
        protocol=rows.protocol,
        local_if_index=if_index if port else None,
        local_port=(port.name or port.descr) if port else device.fill(rows.local, rows.entry, index) or None,
        remote_name=label(told(rows.name)),
        remote_port=(mac(remote_port) if isinstance(remote_port, bytes) and len(remote_port) == 6 else None)
        or label(remote_port),
        remote_platform=label(told(rows.platform)),
        remote_address=address(told(rows.address)),
        remote_chassis_id=hex_digits(chassis) if chassis else None,
        local_evidence="index is the ifIndex" if port else None,
    )


def read_parts(device: Device, books: Sequence[Book], known: set[int]) -> tuple[dict[str, Any], ...]:
    """Parts by a maker's own tables, for what ENTITY-MIB does not tell; an index already `known` is left alone."""
    found: dict[int, dict[str, Any]] = {}
    for rows in (parts for book in books for parts in book.part):
        for part in _parts(device, rows):
            if part["index"] not in known:
                found.setdefault(part["index"], part)
    return tuple(found.values())


def _part_index(device: Device, rows: Parts, index: Index, running: int) -> int | None:
    if rows.index_weights:
        return sum(arc * weight for arc, weight in zip(index, rows.index_weights, strict=False))
    return number(device.fill(rows.index, rows.entry, index, running))


def _parts(device: Device, rows: Parts) -> Iterator[dict[str, Any]]:
    texts = {"name": rows.name, "descr": rows.descr, "model": rows.model, "serial": rows.serial}
    texts["software"] = rows.software
    columns = {column for template in texts.values() for column in re.findall(r"\{(\d+)\}", template)}
    indexes = sorted({index for column in columns for index in device.column(f"{rows.entry}.{column}")})
    for running, index in enumerate(indexes, rows.first):
        at = _part_index(device, rows, index, running)
        if at is None or not device.keep(rows, rows.entry, index):
            continue
        words = {key: device.fill(template, rows.entry, index) or None for key, template in texts.items()}
        if any(words.values()):
            yield {
                "index": at,
                "class": rows.cls,
                **words,
                "hardware": None,
                "firmware": None,
                "manufacturer": None,
                "contained_in": rows.contained_in,
                "position": None,
                "if_index": None,
            }
