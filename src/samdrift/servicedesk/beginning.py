# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What every case begins with: its row and its number. Used by the two ways in, people's reports and incidents."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import connection

from samdrift.agreements.types import AgreementInfo
from samdrift.kernel.errors import BadInput
from samdrift.parties import facade as parties
from samdrift.parties.types import MunicipalityInfo, PlaceInfo
from samdrift.servicedesk import words
from samdrift.servicedesk.models import Case


def create_case(
    city: MunicipalityInfo,
    *,
    texts: dict[str, dict[str, str]],
    priority: int,
    deal: AgreementInfo | None,
    at: datetime,
    title: str = "",
    description: str = "",
    incident_id: int | None = None,
    reporter_id: int | None = None,
) -> Case:
    language = city.language if city.language in words.LANGUAGES else "da"
    own = texts.get(language, {})
    return Case.objects.create(
        municipality_id=city.id,
        number=_next_number(city, at),
        title=own.get("title", title)[:200],
        description=own.get("description", description),
        texts=texts,
        priority=priority,
        language=language,
        group_id=deal.group.id if deal is not None and deal.supplier_id is None else None,
        agreement_id=deal.id if deal is not None and deal.supplier_id is None else None,
        incident_id=incident_id,
        reporter_id=reporter_id,
        opened_at=at,
    )


def _next_number(city: MunicipalityInfo, at: datetime) -> str:
    """The next of the year, counted in the database so that two at once get two numbers."""
    year = at.astimezone(ZoneInfo(city.time_zone)).year
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO servicedesk_caseseries (municipality_id, year, last) VALUES (%s, %s, 1)"
            " ON CONFLICT (municipality_id, year) DO UPDATE SET last = servicedesk_caseseries.last + 1 RETURNING last",
            [city.id, year],
        )
        return f"S-{year}-{cursor.fetchone()[0]:06d}"


def largest_first(place_ids: Iterable[int]) -> list[PlaceInfo]:
    """By size, the largest first: it names the case."""
    return sorted(parties.places(place_ids).values(), key=lambda place: (-place.people, place.name))


def city_of(municipality_id: int) -> MunicipalityInfo:
    city = parties.municipality(municipality_id)
    if city is None:
        raise BadInput(f"there is no municipality {municipality_id}", where="municipality")
    return city
