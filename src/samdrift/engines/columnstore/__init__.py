# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Samples of ports in columns: a sweep's journal form, the kept form of half an hour, and steps with mean, least and most.

Calculation only: bytes in, arrays out. Where the bytes lie is monitoring's business.
"""

from samdrift.engines.columnstore.block import Block, Column, decode_block, encode_block, readings_of
from samdrift.engines.columnstore.columns import COLUMNS, COUNTERS, NUMBER
from samdrift.engines.columnstore.gathering import block_of
from samdrift.engines.columnstore.onejournal import series_of_sweeps
from samdrift.engines.columnstore.oneport import (
    Series,
    series_joined,
    series_of_block,
    series_of_blocks,
    series_of_readings,
)
from samdrift.engines.columnstore.parts import parted, steps_with_ports, with_ports, within
from samdrift.engines.columnstore.rates import Rates, rates
from samdrift.engines.columnstore.rollup import Steps, coarser, decode_steps, encode_steps, merged, roll_up
from samdrift.engines.columnstore.spans import Spans, longer, spans_of
from samdrift.engines.columnstore.sweep import (
    UNKNOWN_UPTIME,
    Journal,
    Readings,
    by_device,
    decode_sweep,
    encode_sweep,
    joined,
    no_readings,
)

__all__ = [
    "COLUMNS",
    "COUNTERS",
    "NUMBER",
    "UNKNOWN_UPTIME",
    "Block",
    "Column",
    "Journal",
    "Rates",
    "Readings",
    "Series",
    "Spans",
    "Steps",
    "block_of",
    "by_device",
    "coarser",
    "decode_block",
    "decode_steps",
    "decode_sweep",
    "encode_block",
    "encode_steps",
    "encode_sweep",
    "joined",
    "longer",
    "merged",
    "no_readings",
    "parted",
    "rates",
    "readings_of",
    "roll_up",
    "series_joined",
    "series_of_block",
    "series_of_blocks",
    "series_of_readings",
    "series_of_sweeps",
    "spans_of",
    "steps_with_ports",
    "with_ports",
    "within",
]
