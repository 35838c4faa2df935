# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Who acts: a person in roles, or one of our own processes. Pure; built at the doors and handed on to every call."""

from dataclasses import dataclass, field
from typing import Literal

Role = Literal["requester", "agent", "engineer", "contract_manager", "director", "administrator"]


@dataclass(frozen=True, slots=True)
class Actor:
    """Handed to every query and command.

    `municipalities`: whose own people this is. `suppliers`: for whom a supplier's person works; what they see is what
    concerns agreements with these. `customers`: municipalities that those suppliers have agreements with (names of places
    and services there may be seen). `places`: where a requester belongs. `system`: one of our own processes.
    """

    label: str
    """Stands in the audit trail: `user:12` or `system:watch`."""
    user_id: int | None = None
    name: str = ""
    language: str = "en"
    roles: frozenset[Role] = frozenset()
    municipalities: frozenset[int] = frozenset()
    suppliers: frozenset[int] = frozenset()
    customers: frozenset[int] = frozenset()
    places: frozenset[int] = frozenset()
    agreements: frozenset[int] = field(default_factory=frozenset)
    system: bool = False
    grants: frozenset[tuple[Role, int]] = field(default_factory=frozenset)
    """Which role stands at which municipality; empty where every role counts everywhere (tests, one-role people)."""

    def has(self, *roles: Role) -> bool:
        """Whether the actor holds one of these roles; a system actor holds all."""
        return self.system or bool(self.roles & frozenset(roles))

    def municipalities_as(self, *roles: Role) -> frozenset[int]:
        """The municipalities where the actor holds one of these roles: agent here and requester there is agent here only."""
        if self.grants:
            return frozenset(where for role, where in self.grants if role in roles)
        return self.municipalities if self.roles & frozenset(roles) else frozenset()

    @property
    def is_supplier(self) -> bool:
        return bool(self.suppliers) and not self.municipalities


def system_actor(process: str) -> Actor:
    """The actor of one of our own processes, named `watch`, `worker` ..."""
    return Actor(label=f"system:{process}", name=process, system=True)


NOBODY = Actor(label="")
