# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Facts this context publishes. Subject is `device:<id>`."""

DEVICE_FOUND = "inventory.device.found.v1"
DEVICE_CHANGED = "inventory.device.changed.v1"
"""A device or its links changed in a way that monitoring must know: address, ports, links, place."""
PREFIX = "inventory."
