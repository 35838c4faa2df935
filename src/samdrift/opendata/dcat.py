# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The description of the data for catalogues: DCAT-AP 3.0 as JSON-LD 1.1. Pure but for nothing: addresses come in."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from samdrift.opendata.types import Terms
from samdrift.parties.types import MunicipalityInfo

LICENCE = "http://publications.europa.eu/resource/authority/licence/CC0"
EU = "http://publications.europa.eu/resource/authority"
TITLES = {
    "da": "Antal mennesker pr. sted og time",
    "nb": "Antall mennesker per sted og time",
    "en": "Number of people by place and hour",
}
DESCRIPTIONS = {
    "da": "Omtrent hvor mange der var på hvert sted i hver time, talt som trådløse enheder på stedets adgangspunkter. "
    "Færre end {floor} er udeladt, resten er afrundet til {rounding}. Ingen enhed og intet menneske er med.",
    "nb": "Omtrent hvor mange som var på hvert sted i hver time, talt som trådløse enheter på stedets aksesspunkter. "
    "Færre enn {floor} er utelatt, resten er avrundet til {rounding}. Ingen enhet og ikke noe menneske er med.",
    "en": "About how many were at each place in each hour, counted as wireless devices at the place's access points. "
    "Fewer than {floor} are left out, the rest is rounded to {rounding}. No device and no person is in it.",
}
CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def catalogue(
    city: MunicipalityInfo, terms: Terms, *, address: Callable[[str], str], hours: tuple[datetime, datetime] | None
) -> dict[str, Any]:
    """A catalogue of one data set with two distributions. `address` gives the full address of a file of the municipality."""
    publisher = {"@id": address("publisher"), "@type": "foaf:Agent", "foaf:name": city.name}
    dataset: dict[str, Any] = {
        "@id": address("dataset"),
        "@type": "dcat:Dataset",
        "dct:title": _in_languages(TITLES, terms),
        "dct:description": _in_languages(DESCRIPTIONS, terms),
        "dct:identifier": f"samdrift-crowd-{city.slug}",
        "dct:publisher": publisher,
        "dct:accessRights": {"@id": f"{EU}/access-right/PUBLIC"},
        "dct:accrualPeriodicity": {"@id": f"{EU}/frequency/HOURLY"},
        "dcat:theme": [{"@id": f"{EU}/data-theme/SOCI"}, {"@id": f"{EU}/data-theme/REGI"}],
        "dcat:keyword": [{"@value": "smart city", "@language": "en"}, {"@value": "færdsel", "@language": "da"}],
        "dcat:temporalResolution": {"@value": "PT1H", "@type": "xsd:duration"},
        "dcat:distribution": [
            _distribution(address, "crowd.csv", "CSV", "text/csv"),
            _distribution(address, "crowd.json", "JSON", "application/json"),
        ],
    }
    if hours is not None:
        dataset["dct:temporal"] = {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": _time(hours[0]),
            "dcat:endDate": _time(hours[1]),
        }
        dataset["dct:modified"] = _time(hours[1])
    return {
        "@context": CONTEXT,
        "@id": address("catalogue.jsonld"),
        "@type": "dcat:Catalog",
        "dct:title": [{"@value": f"{city.name}: open data", "@language": "en"}],
        "dct:description": [{"@value": "What Samdrift counts and the municipality gives away.", "@language": "en"}],
        "dct:publisher": publisher,
        "dct:license": {"@id": LICENCE},
        "dct:language": [{"@id": f"{EU}/language/{code}"} for code in ("DAN", "NOB", "ENG")],
        "dcat:dataset": [dataset],
    }


def _in_languages(words: dict[str, str], terms: Terms) -> list[dict[str, str]]:
    told = {language: text.format(floor=terms.floor, rounding=terms.rounding) for language, text in words.items()}
    return [{"@value": text, "@language": language} for language, text in told.items()]


def _distribution(address: Callable[[str], str], name: str, form: str, media: str) -> dict[str, Any]:
    return {
        "@id": address(f"{name}#distribution"),
        "@type": "dcat:Distribution",
        "dct:title": [{"@value": form, "@language": "en"}],
        "dcat:accessURL": {"@id": address(name)},
        "dcat:downloadURL": {"@id": address(name)},
        "dct:format": {"@id": f"{EU}/file-type/{form}"},
        "dcat:mediaType": {"@id": f"https://www.iana.org/assignments/media-types/{media}"},
        "dct:license": {"@id": LICENCE},
    }


def _time(at: datetime) -> dict[str, str]:
    return {"@value": at.isoformat(timespec="seconds"), "@type": "xsd:dateTime"}
