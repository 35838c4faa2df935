# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""A device to read, how to log in to it, and what became of it, as frozen records. No Django."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Way = Literal["ssh", "netconf"]
Outcome = Literal["first", "same", "changed", "failed"]


@dataclass(frozen=True, slots=True)
class Target:
    """One device to be read. Secrets do not show in its repr. `known_hosts`: path of a file, empty: any host key is taken.

    `driver` is netmiko's name of the kind of command line; `timeout_s` bounds each wait.
    """

    address: str
    port: int
    way: Way
    driver: str
    command: str
    user: str
    password: str = field(default="", repr=False)
    enable_password: str = field(default="", repr=False)
    key_file: str = ""
    known_hosts: str = ""
    timeout_s: float = 30.0


@dataclass(frozen=True, slots=True)
class StateRow:
    """How a device stands. `outcome` of the last reading; `good_at` when its configuration was last read."""

    device_id: int
    device: str
    place_id: int | None
    os: str
    supported: bool
    outcome: Outcome | None
    asked_at: datetime | None
    good_at: datetime | None
    changed_at: datetime | None
    error: str


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One kept configuration. `in_window`: changed within agreed work; None where nobody knows (the first one)."""

    id: int
    device_id: int
    at: datetime
    commit: str
    added: int
    removed: int
    size: int
    in_window: bool | None


@dataclass(frozen=True, slots=True)
class DiffLine:
    """A line of a difference: `sign` + added, - taken out, @ where in the file, space unchanged."""

    sign: str
    text: str
