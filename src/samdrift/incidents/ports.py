# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What incidents' pages need from outside: which case goes with which incident, and its number at the supplier.

The service desk and the bridge to suppliers' systems give themselves here.
"""

from collections.abc import Collection, Mapping
from typing import Protocol

from samdrift.incidents.types import CaseRef
from samdrift.platform.actor import Actor


class CaseBook(Protocol):
    """Answers for many incidents at once."""

    def __call__(self, actor: Actor, incident_ids: Collection[int], /) -> Mapping[int, CaseRef]:
        """The newest case of each of these incidents that the actor may see; those without one are left out."""


class TicketBook(Protocol):
    """Answers for many cases at once."""

    def __call__(self, actor: Actor, case_ids: Collection[int], /) -> Mapping[int, str]:
        """The number of each case's live ticket in its supplier's own system; those without one are left out."""
