# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What a sweeper is handed, what it tells, and what it remembers of a device while its sweep lasts."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from samdrift.engines.snmpsweep.flight import Out
from samdrift.engines.snmpsweep.questions import Question


@dataclass(slots=True, eq=False)
class Run:
    """One device in one sweep: the questions still to ask are kept last one first."""

    todo: list[Question]
    out: Out | None = None
    unread: int = 0
    answers: int = 0
    gave_up: bool = False
    unreadable: int = 0
    longest_s: float = 0.0
    total_s: float = 0.0
    aside: bool = False
    put_aside: int = 0


@dataclass(slots=True, eq=False)
class Datagrams:
    """What a socket brought: rows of `octets`, each `stride` wide; from whom, when, and whether it was cut off by the row."""

    octets: NDArray[np.uint8]
    stride: int
    rows: NDArray[np.int64]
    lengths: NDArray[np.int64]
    peers: NDArray[np.int64]
    cut: NDArray[np.bool_]
    at_ms: int


@dataclass(slots=True)
class Remark:
    """What is not asked, or cannot be had, of a device, and why."""

    device_id: int
    reason: str
