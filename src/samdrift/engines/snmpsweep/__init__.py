# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Sweeps of many SNMPv2c devices as arrays: requests made once, replies decoded side by side, every name checked. Pure."""

from samdrift.engines.snmpsweep.columns import COLUMNS, NAMES, STATUS_COLUMNS, SYS_UPTIME, Column
from samdrift.engines.snmpsweep.matrix import State, SweepMatrix, join, pack_matrix, unpack_matrix

__all__ = [
    "COLUMNS",
    "NAMES",
    "STATUS_COLUMNS",
    "SYS_UPTIME",
    "Column",
    "State",
    "SweepMatrix",
    "join",
    "pack_matrix",
    "unpack_matrix",
]
