# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""From the bridge's record of a connection to the system it speaks to; runtime hands this to the bridge."""

from samdrift.adapters.servicenow.auth import Auth, BasicAuth, ClientCredentials
from samdrift.adapters.servicenow.system import ServiceNowSystem
from samdrift.ticketbridge.types import ConnectionDetails


def system_for(details: ConnectionDetails) -> ServiceNowSystem:
    """The connector of one connection. Raises BadInput where its address or name cannot be used."""
    auth: Auth = BasicAuth(details.user_name, details.secret)
    if details.client_id:
        auth = ClientCredentials(details.client_id, details.secret)
    return ServiceNowSystem(details.base_url, auth, correlation_display=details.name)
