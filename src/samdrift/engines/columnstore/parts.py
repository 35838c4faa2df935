# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Parts of blocks and of steps: a span of time, some ports, one port."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from samdrift.engines.columnstore.block import Block, Column
from samdrift.engines.columnstore.planes import Bools, Ints, Words
from samdrift.engines.columnstore.rollup import Steps
from samdrift.engines.columnstore.spans import Spans
from samdrift.engines.columnstore.sweep import Readings

LARGEST_PART = 128
"""More ports than this are stored in several parts of half as many each, so that one port is read quickly."""


def within(block: Block, start_ms: int, end_ms: int) -> Block:
    """What was read from `start_ms` until before `end_ms`; devices and ports without any value there are left out."""
    real = np.arange(block.at_ms.shape[1])[np.newaxis] < block.slots[:, np.newaxis]
    inside = real & (block.at_ms >= start_ms) & (block.at_ms < end_ms)
    slots = inside.sum(axis=1).astype(np.int64)
    begin = inside.argmax(axis=1)
    most = int(slots.max(initial=0))
    place = begin[:, np.newaxis] + np.minimum(np.arange(most)[np.newaxis], np.maximum(slots - 1, 0)[:, np.newaxis])
    padding = np.arange(most)[np.newaxis] >= slots[:, np.newaxis]
    columns = {}
    for name, column in block.columns.items():
        known = np.take_along_axis(column.known, place[block.owner], axis=1) & ~padding[block.owner]
        if known.any():
            values = np.take_along_axis(column.values, place[block.owner], axis=1)
            columns[name] = Column(np.where(known, values, np.uint64(0)), known)
    at_ms, uptime = (np.take_along_axis(part, place, axis=1) for part in (block.at_ms, block.uptime))
    cut = Block(block.device, slots, at_ms, uptime, block.owner, block.if_index, columns)
    told = np.zeros(len(block.owner), bool)
    for column in columns.values():
        told |= column.known.any(axis=1)
    return cut if told.all() and (slots > 0).all() else _without_empty(cut, told)


def _without_empty(block: Block, told: Bools) -> Block:
    block = with_ports(block, np.flatnonzero(told))
    read = block.slots > 0
    number = np.cumsum(read) - 1
    return Block(
        block.device[read],
        block.slots[read],
        block.at_ms[read],
        block.uptime[read],
        number[block.owner],
        block.if_index,
        block.columns,
    )


def with_ports(block: Block, ports: Ints) -> Block:
    """Only these ports, by their numbers in the block; all its devices stay."""
    columns = {name: Column(column.values[ports], column.known[ports]) for name, column in block.columns.items()}
    return Block(
        block.device, block.slots, block.at_ms, block.uptime, block.owner[ports], block.if_index[ports], columns
    )


def steps_with_ports(steps: Steps, ports: Ints) -> Steps:
    """Only these ports, by their numbers."""
    columns = {
        name: Spans(spans.mean[ports], spans.least[ports], spans.most[ports], spans.known_s[ports])
        for name, spans in steps.columns.items()
    }
    return Steps(steps.start_ms, steps.step_ms, steps.device[ports], steps.if_index[ports], columns)


def parted(if_index: Ints) -> Iterator[tuple[Ints, int, int]]:
    """The parts in which ports are stored: their numbers, the lowest and the highest ifIndex among them."""
    count = len(if_index)
    size = count if count <= LARGEST_PART else LARGEST_PART // 2
    for begin in range(0, count, max(size, 1)):
        numbers = np.arange(begin, min(begin + size, count))
        yield numbers, int(if_index[numbers].min()), int(if_index[numbers].max())


@dataclass(frozen=True, slots=True)
class Series:
    """One port's readings, oldest first: times, sysUpTime, and by column [C, S] values and whether they are known."""

    at_ms: Ints
    uptime: Ints
    values: Words
    known: Bools


def series_of_block(block: Block, device: int, if_index: int, names: tuple[str, ...]) -> Series | None:
    """One port out of a block, with these columns; None where it is not in it."""
    owners = np.flatnonzero(block.device == device)
    if not len(owners):
        return None
    ports = np.flatnonzero((block.owner == owners[0]) & (block.if_index == if_index))
    if not len(ports):
        return None
    count = int(block.slots[owners[0]])
    values, known = np.zeros((len(names), count), np.uint64), np.zeros((len(names), count), bool)
    for number, name in enumerate(names):
        if name in block.columns:
            values[number] = block.columns[name].values[ports[0], :count]
            known[number] = block.columns[name].known[ports[0], :count]
    return Series(block.at_ms[owners[0], :count], block.uptime[owners[0], :count], values, known)


def series_of_readings(readings: Readings, device: int, if_index: int, columns: list[int]) -> Series:
    """One port out of readings, with the columns of these numbers."""
    rows = np.flatnonzero(readings.if_index == if_index)
    reading = np.searchsorted(readings.first, rows, side="right") - 1
    mine = readings.device[reading] == device
    rows, reading = rows[mine], reading[mine]
    chosen = np.ix_(columns, rows)
    return Series(readings.at_ms[reading], readings.uptime[reading], readings.values[chosen], readings.known[chosen])


def series_joined(parts: list[Series], columns: int) -> Series:
    """One port's readings by time; the same time counts once."""
    if not parts:
        none = np.zeros(0, np.int64)
        return Series(none, none, np.zeros((columns, 0), np.uint64), np.zeros((columns, 0), bool))
    at_ms = np.concatenate([part.at_ms for part in parts])
    times, first = np.unique(at_ms, return_index=True)
    return Series(
        times,
        np.concatenate([part.uptime for part in parts])[first],
        np.concatenate([part.values for part in parts], axis=1)[:, first],
        np.concatenate([part.known for part in parts], axis=1)[:, first],
    )
