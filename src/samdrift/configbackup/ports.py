# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What configuration backup needs from outside: somebody who reads a device, and somebody who knows of agreed work."""

from datetime import datetime
from typing import Protocol

from samdrift.configbackup.types import Target
from samdrift.kernel.errors import NotNow


class ConfigReader(Protocol):
    """Logs in and reads the running configuration, secrets and all: whoever calls masks it before anything else."""

    def __call__(self, target: Target) -> str:
        """The configuration as text. NotNow: no answer, try later. Refused: it says no (login, host key)."""
        ...


class Windows(Protocol):
    """Agreed work on the network."""

    def __call__(self, municipality_id: int, device_id: int, start: datetime, end: datetime) -> bool:
        """Whether work on this device was agreed for any moment between `start` and `end`."""
        ...


def _nobody_reads(target: Target) -> str:
    raise NotNow("nothing reads configurations here", where=target.address, remedy="install samdrift[configbackup]")


def _nothing_agreed(municipality_id: int, device_id: int, start: datetime, end: datetime) -> bool:
    del municipality_id, device_id, start, end
    return False


_reader: list[ConfigReader] = [_nobody_reads]
_windows: list[Windows] = [_nothing_agreed]


def use_config_reader(reader: ConfigReader) -> None:
    """Called once at start by runtime.subscriptions."""
    _reader[0] = reader


def use_windows(windows: Windows) -> None:
    """Called once at start by runtime.subscriptions, where agreed work is known."""
    _windows[0] = windows


def read_config(target: Target) -> str:
    """Ask the reader in use."""
    return _reader[0](target)


def agreed(municipality_id: int, device_id: int, start: datetime, end: datetime) -> bool:
    """Ask whoever knows of agreed work; where nobody does, nothing is agreed."""
    return _windows[0](municipality_id, device_id, start, end)
