# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Sweeps over the wire: one UDP socket, many datagrams a system call, and the loop that keeps a `Sweeper` going."""

from samdrift.adapters.snmpbulk.line import BulkLine, open_socket
from samdrift.adapters.snmpbulk.ports import Arena, DatagramSocket, PlainSocket, window_for

__all__ = ["Arena", "BulkLine", "DatagramSocket", "PlainSocket", "open_socket", "window_for"]
