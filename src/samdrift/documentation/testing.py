# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Builders for tests: statements by the same command that forms and files use."""

from datetime import UTC, datetime

from samdrift.documentation.commands import save
from samdrift.documentation.types import Said
from samdrift.parties.models import Municipality
from samdrift.platform.actor import system_actor
from samdrift.platform.scope import acting_as

AT = datetime(2026, 11, 3, 9, 0, tzinfo=UTC)
ACTOR = system_actor("test")


def planned(city: Municipality, kind: str, **row: str) -> int:
    """A statement of this kind, imported from `plan.csv`; columns as keyword arguments. Its id."""
    with acting_as(ACTOR):
        said = Said("import", "plan.csv", AT)
        return save(kind=kind, row=row, municipality_id=city.pk, actor=ACTOR, at=AT, said=said).id
