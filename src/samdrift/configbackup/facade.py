# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What the wiring and the later contexts ask of configuration backup."""

from samdrift.configbackup.commands import is_on
from samdrift.configbackup.ports import use_config_reader, use_windows

__all__ = ["is_on", "use_config_reader", "use_windows"]
