# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Sweeps of many SNMPv2c devices as arrays: requests made once, replies decoded side by side, every name checked. Pure."""

from samdrift.engines.snmpsweep.columns import COLUMNS, NAMES, STATUS_COLUMNS, SYS_UPTIME, Column
from samdrift.engines.snmpsweep.flight import Out
from samdrift.engines.snmpsweep.lockstep import ROOM
from samdrift.engines.snmpsweep.manner import FRAME_OCTETS, Manner
from samdrift.engines.snmpsweep.matrix import State, SweepMatrix, join, pack_matrix, unpack_matrix
from samdrift.engines.snmpsweep.questions import Target, fits
from samdrift.engines.snmpsweep.records import Datagrams, Remark
from samdrift.engines.snmpsweep.sweeper import Sweeper

__all__ = [
    "COLUMNS",
    "FRAME_OCTETS",
    "NAMES",
    "ROOM",
    "STATUS_COLUMNS",
    "SYS_UPTIME",
    "Column",
    "Datagrams",
    "Manner",
    "Out",
    "Remark",
    "State",
    "SweepMatrix",
    "Sweeper",
    "Target",
    "fits",
    "join",
    "pack_matrix",
    "unpack_matrix",
]
