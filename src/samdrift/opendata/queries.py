# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What the public may read, and how a municipality decided. Reads published hours alone, never what they were made of."""

from datetime import datetime

from samdrift.opendata.models import OpenDataTerms, PublishedHour
from samdrift.opendata.types import Cell, Terms
from samdrift.parties import facade as parties
from samdrift.parties.types import MunicipalityInfo
from samdrift.platform.actor import system_actor
from samdrift.platform.scope import acting_as

READER = system_actor("opendata")
"""The public has no rows of its own: it is read for them here, of what is published alone."""


def terms_of(municipality_id: int) -> Terms:
    """The municipality's terms, as the caller may see them; off where nobody decided."""
    row = OpenDataTerms.objects.filter(municipality_id=municipality_id).first()
    return Terms(row.on, row.floor, row.rounding) if row is not None else Terms()


def published_cities() -> list[tuple[MunicipalityInfo, Terms]]:
    """Municipalities that give their counts away now, by id. For everybody."""
    with acting_as(READER):
        found = [(city, terms_of(city.id)) for city in parties.municipalities()]
        return [(city, terms) for city, terms in found if terms.on]


def cells(municipality_id: int, *, start: datetime, end: datetime) -> list[Cell]:
    """What is published of [start, end), by hour and place. For everybody; nothing where it is switched off."""
    with acting_as(READER):
        if not terms_of(municipality_id).on:
            return []
        rows = PublishedHour.objects.filter(municipality_id=municipality_id, hour__gte=start, hour__lt=end)
        told = rows.order_by("hour", "place__slug").values_list(
            "place__slug", "place__name", "place__kind", "hour", "about"
        )
        return [Cell(*row) for row in told]


def newest_and_oldest(municipality_id: int) -> tuple[datetime, datetime] | None:
    """The first and last published hour; None where there is none. For everybody."""
    with acting_as(READER):
        rows = PublishedHour.objects.filter(municipality_id=municipality_id).order_by("hour")
        first, last = rows.first(), rows.last()
        return (first.hour, last.hour) if first is not None and last is not None else None
