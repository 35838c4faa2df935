# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Open data as its pages and files see it: frozen records, no Django."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Terms:
    """How a municipality gives its counts away. `floor`: fewer people than this are not told; `rounding`: to whole multiples."""

    on: bool = False
    floor: int = 10
    rounding: int = 5


@dataclass(frozen=True, slots=True)
class Cell:
    """About so many people (`about`) at one place in the hour that begins at `hour`, UTC. There is no other kind of figure."""

    place: str
    name: str
    kind: str
    hour: datetime
    about: int
