# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""ICMP echo: whether an address answers a ping."""

from samdrift.adapters.icmp.echo import Echo, EchoAnswer

__all__ = ["Echo", "EchoAnswer"]
