# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What inventory needs from outside: somebody who asks one device everything. Wired in runtime."""

from typing import Protocol

from samdrift.inventory.types import DeviceSnapshot, SnmpCredential


class DeviceReader(Protocol):
    """Raises kernel.errors: NotNow when the device is silent, Refused when it turns the credential down."""

    def __call__(self, address: str, credential: SnmpCredential) -> DeviceSnapshot: ...
