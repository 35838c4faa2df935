# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What incidents' pages need from outside: which case goes with which incident. The service desk gives itself here."""

from collections.abc import Collection, Mapping
from typing import Protocol

from samdrift.incidents.types import CaseRef
from samdrift.platform.actor import Actor


class CaseBook(Protocol):
    """Answers for many incidents at once."""

    def __call__(self, actor: Actor, incident_ids: Collection[int], /) -> Mapping[int, CaseRef]:
        """The newest case of each of these incidents that the actor may see; those without one are left out."""
