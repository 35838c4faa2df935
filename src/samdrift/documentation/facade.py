# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What the later contexts ask of documentation. Records only; answered in the caller's scope."""

from datetime import datetime

from samdrift.documentation.dossier import dossier as _dossier
from samdrift.documentation.dossier_types import Dossier
from samdrift.documentation.queries import PlaceRow, difference_rows, place_rows
from samdrift.documentation.queries import differences as _differences
from samdrift.documentation.types import DifferenceRow
from samdrift.platform.scope import current_actor

__all__ = ["Dossier", "PlaceRow", "dossier", "open_differences", "places"]


def open_differences(municipality_id: int) -> list[DifferenceRow]:
    """Where plan and network differ now, oldest first."""
    rows = _differences(current_actor()).filter(municipality_id=municipality_id, ended_at=None)
    return difference_rows(rows.order_by("found_at", "pk"))


def places() -> list[PlaceRow]:
    """The caller's places with how complete their dossiers are, the least complete first."""
    return place_rows(current_actor())


def dossier(place_id: int, *, now: datetime) -> Dossier:
    """All that is known of one place; NotFound where it is not there for the caller."""
    return _dossier(current_actor(), place_id, now=now)
