# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Facts this context publishes. Subject is `device:<id>`. No fact carries a line of a configuration."""

from typing import TypedDict

CONFIG_CHANGED = "configbackup.config.changed.v1"
"""A device is set otherwise than at the reading before. `in_window` False: no work on it was agreed, so somebody should look."""


class ChangeFact(TypedDict):
    """Payload of changed. `since` and the fact's own time bound when it happened (ISO 8601); lines counted after masking."""

    device_id: int
    device: str
    place_id: int | None
    version_id: int
    commit: str
    added: int
    removed: int
    since: str
    in_window: bool
