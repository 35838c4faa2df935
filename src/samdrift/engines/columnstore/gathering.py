# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""From readings as they came to a block: what belongs to one port side by side, by time."""

import numpy as np

from samdrift.engines.columnstore.block import Block, Column
from samdrift.engines.columnstore.columns import COLUMNS
from samdrift.engines.columnstore.planes import Bools, Ints
from samdrift.engines.columnstore.sweep import Readings


def block_of(readings: Readings, *, closest_ms: int = 0, which: Ints | None = None) -> Block:
    """Readings in any order as one block; with `which` those at these places alone, ordered by device and time. The same
    device at the same time counts once, the first given; readings that follow their predecessor by less than `closest_ms`
    are left out.
    """
    kept = _kept(readings, closest_ms, which)
    steady = _steady(readings, kept)
    if steady is not None:
        return steady
    if not np.array_equal(kept, np.arange(len(readings))):
        readings = readings.chosen(kept)
    device, begin, slots = np.unique(readings.device, return_index=True, return_counts=True)
    most = int(slots.max(initial=0))
    place = np.minimum(np.arange(most)[np.newaxis], slots[:, np.newaxis] - 1) + begin[:, np.newaxis]
    counts = np.diff(readings.first)
    device_of_row = np.repeat(np.repeat(np.arange(len(device)), slots), counts)
    slot_of_row = np.repeat(np.arange(len(readings)) - np.repeat(begin, slots), counts)
    owner, if_index, port_of_row = _ports(device_of_row, readings.if_index)
    shape = (len(owner), most)
    flat = port_of_row * most + slot_of_row
    present = np.zeros(shape, bool)
    present.reshape(-1)[flat] = True
    columns = {}
    for number, name in enumerate(COLUMNS):
        if not readings.known[number].any():
            continue
        values, known = np.zeros(shape, np.uint64), present
        values.reshape(-1)[flat] = readings.values[number]
        if not readings.known[number].all():
            known = np.zeros(shape, bool)
            known.reshape(-1)[flat] = readings.known[number]
        columns[name] = Column(values, known)
    return Block(
        device, slots.astype(np.int64), readings.at_ms[place], readings.uptime[place], owner, if_index, columns
    )


def _steady(readings: Readings, kept: Ints) -> Block | None:
    """The block of a network at rest, as nearly always: each device was read as often as the others and had the same ports
    in the same order each time. Then one look-up brings every value to its place, without sorting.
    """
    of = readings.device[kept]
    new = np.flatnonzero(np.diff(of, prepend=-1) != 0)
    slots = len(kept) // max(1, len(new))
    if not slots or not np.array_equal(new, np.arange(0, len(kept), slots)):
        return None
    kept = kept.reshape(-1, slots)
    counts = np.diff(readings.first)[kept]
    if (counts != counts[:, :1]).any():
        return None
    ports = counts[:, 0]
    owner = np.repeat(np.arange(len(new)), ports)
    offset = np.arange(len(owner)) - np.repeat(np.cumsum(ports) - ports, ports)
    rows = readings.first[kept][owner] + offset[:, np.newaxis]
    indexes = readings.if_index[rows]
    if_index = np.ascontiguousarray(indexes[:, 0])
    if (indexes != if_index[:, np.newaxis]).any() or (np.diff(if_index) <= 0)[np.diff(owner) == 0].any():
        return None
    known, everywhere = readings.known[:, rows], np.ones(rows.shape, bool)
    values = readings.values[:, rows]
    columns = {}
    for number, name in enumerate(COLUMNS):
        if known[number].all():
            columns[name] = Column(values[number], everywhere)
        elif known[number].any():
            columns[name] = Column(values[number], known[number])
    device = of[new]
    return Block(
        device, np.full(len(device), slots), readings.at_ms[kept], readings.uptime[kept], owner, if_index, columns
    )


def _kept(readings: Readings, closest_ms: int, which: Ints | None) -> Ints:
    order = np.lexsort((readings.at_ms, readings.device)) if which is None else which
    device, at = readings.device[order], readings.at_ms[order]
    same = np.diff(device, prepend=-1) == 0
    gap = np.diff(at, prepend=0)
    keep = ~same | (gap > 0)
    if closest_ms and bool((same & (gap < closest_ms)).any()):
        _thin(device, at, keep, closest_ms)
    kept: Ints = order[keep].astype(np.int64)
    return kept


def _thin(device: Ints, at: Ints, keep: Bools, closest_ms: int) -> None:
    last_device, last_at = -1, 0
    for number in np.flatnonzero(keep).tolist():
        if device[number] == last_device and at[number] - last_at < closest_ms:
            keep[number] = False
        else:
            last_device, last_at = device[number], at[number]


def _ports(device: Ints, if_index: Ints) -> tuple[Ints, Ints, Ints]:
    """The different ports among rows, ordered, and which one each row is."""
    order = np.lexsort((if_index, device))
    ordered_device, ordered_index = device[order], if_index[order]
    new = np.empty(len(order), bool)
    new[:1] = True
    new[1:] = (np.diff(ordered_device) != 0) | (np.diff(ordered_index) != 0)
    which = np.empty(len(order), np.int64)
    which[order] = np.cumsum(new) - 1
    return ordered_device[new], ordered_index[new], which
