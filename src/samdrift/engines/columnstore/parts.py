# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Parts of blocks and of steps: a span of time, some ports."""

from collections.abc import Iterator

import numpy as np

from samdrift.engines.columnstore.block import Block, Column
from samdrift.engines.columnstore.planes import Bools, Ints
from samdrift.engines.columnstore.rollup import Steps
from samdrift.engines.columnstore.spans import Spans

LARGEST_PART = 128
"""More ports than this are stored in several parts of half as many each, so that one port is read quickly."""


def within(block: Block, start_ms: int, end_ms: int) -> Block:
    """What was read from `start_ms` until before `end_ms`; devices and ports without any value there are left out."""
    real = np.arange(block.at_ms.shape[1])[np.newaxis] < block.slots[:, np.newaxis]
    inside = real & (block.at_ms >= start_ms) & (block.at_ms < end_ms)
    slots = inside.sum(axis=1).astype(np.int64)
    begin = inside.argmax(axis=1)
    most = int(slots.max(initial=0))
    if len(slots) and (slots == most).all() and (begin == begin[0]).all():
        cut = _sliced(block, int(begin[0]), int(begin[0]) + most)
        told = _told(cut)
        return cut if told.all() and most else _without_empty(cut, told)
    place = begin[:, np.newaxis] + np.minimum(np.arange(most)[np.newaxis], np.maximum(slots - 1, 0)[:, np.newaxis])
    padding = np.arange(most)[np.newaxis] >= slots[:, np.newaxis]
    columns = {}
    place_of_port, real_of_port = place[block.owner], ~padding[block.owner]
    knowledge: dict[int, Bools] = {}  # columns mostly share one and the same
    for name, column in block.columns.items():
        known = knowledge.get(id(column.known))
        if known is None:
            known = knowledge[id(column.known)] = np.take_along_axis(column.known, place_of_port, axis=1) & real_of_port
        if known.any():
            values = np.take_along_axis(column.values, place_of_port, axis=1)
            columns[name] = Column(values if known.all() else np.where(known, values, np.uint64(0)), known)
    at_ms, uptime = (np.take_along_axis(part, place, axis=1) for part in (block.at_ms, block.uptime))
    cut = Block(block.device, slots, at_ms, uptime, block.owner, block.if_index, columns)
    told = _told(cut)
    return cut if told.all() and (slots > 0).all() else _without_empty(cut, told)


def _sliced(block: Block, begin: int, end: int) -> Block:
    some = np.s_[:, begin:end]
    masks = {id(column.known): column.known[some] for column in block.columns.values()}
    told = {mask for mask, known in masks.items() if known.any()}
    columns = {
        name: Column(column.values[some], masks[id(column.known)])
        for name, column in block.columns.items()
        if id(column.known) in told
    }
    slots = np.full(len(block.device), end - begin, np.int64)
    return Block(block.device, slots, block.at_ms[some], block.uptime[some], block.owner, block.if_index, columns)


def _told(block: Block) -> Bools:
    told = np.zeros(len(block.owner), bool)
    for known in {id(column.known): column.known for column in block.columns.values()}.values():
        told |= known.any(axis=1)
    return told


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
    """Only these ports, by their numbers in the block, which rise; all its devices stay."""
    if len(ports) == len(block.owner):
        return block
    masks = {id(column.known): column.known[ports] for column in block.columns.values()}
    columns = {name: Column(column.values[ports], masks[id(column.known)]) for name, column in block.columns.items()}
    return Block(
        block.device, block.slots, block.at_ms, block.uptime, block.owner[ports], block.if_index[ports], columns
    )


def steps_with_ports(steps: Steps, ports: Ints) -> Steps:
    """Only these ports, by their numbers, which rise."""
    if len(ports) == len(steps.device):
        return steps
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
