# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Speaks to a supplier's ServiceNow over its Table API: implements ticketbridge.ports.TicketSystem. No Django."""

from samdrift.adapters.servicenow.auth import BasicAuth, ClientCredentials
from samdrift.adapters.servicenow.connecting import system_for
from samdrift.adapters.servicenow.mapping import FieldMapping
from samdrift.adapters.servicenow.system import ServiceNowSystem

__all__ = ["BasicAuth", "ClientCredentials", "FieldMapping", "ServiceNowSystem", "system_for"]
