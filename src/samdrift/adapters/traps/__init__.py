# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Traps and informs of SNMP v1, v2c and v3: from datagrams to notifications. Sockets are the listener's."""

from samdrift.adapters.traps.receiver import Accepted, Reason, Receiver, Refused

__all__ = ["Accepted", "Reason", "Receiver", "Refused"]
