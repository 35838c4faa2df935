# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""How we sign in at ServiceNow: always as an integration user, never as the caller (a write as the caller would take the
ticket off hold and start the user's clock). Secrets stay out of reprs, and `secrets` lets messages be cleaned of them.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class BasicAuth:
    """User name and password of the integration user."""

    user_name: str
    password: str = field(repr=False)

    @property
    def secrets(self) -> tuple[str, ...]:
        return (self.password,)


@dataclass(frozen=True, slots=True)
class ClientCredentials:
    """OAuth client credentials (RFC 6749, 4.4). On the instance they are off until the supplier turns them on:
    system property glide.oauth.inbound.client.credential.grant_type.enabled, and an OAuth application user.
    """

    client_id: str
    client_secret: str = field(repr=False)

    @property
    def secrets(self) -> tuple[str, ...]:
        return (self.client_secret,)


Auth = BasicAuth | ClientCredentials
