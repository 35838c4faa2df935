# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Reads the invented municipality: what the twin builds its network from and the demo fills its tables with.

The data stands in `data/municipality.json` (CC0, all fiction); `samdrift.demo.types` documents it. Reading is closed: an
unknown field or a reference to something that is not there is refused with file, field and reason. No Django.
"""

from collections.abc import Iterable
from functools import cache
from itertools import chain
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from samdrift.demo.types import Municipality
from samdrift.kernel.errors import BadInput

DATA = Path(__file__).with_name("data") / "municipality.json"


def load_municipality(path: Path = DATA) -> Municipality:
    """The municipality in `path`; BadInput names file, field and reason. The shipped one is read once per process."""
    return _shipped() if path == DATA else _read(path)


@cache
def _shipped() -> Municipality:
    return _read(DATA)


def _read(path: Path) -> Municipality:
    try:
        found = TypeAdapter(Municipality).validate_json(path.read_bytes())
    except OSError as error:
        raise BadInput(error.strerror or "cannot be read", where=str(path)) from error
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(map(str, first["loc"])) or "document"
        raise BadInput(first["msg"], where=f"{path}, {field}", remedy="mend that field") from error
    _check_references(found, path)
    return found


def _check_references(whole: Municipality, path: Path) -> None:
    known = {
        "agency": {a.slug for a in whole.agencies},
        "organisation": {o.slug for o in whole.organisations},
        "place": {p.slug for p in whole.places},
        "calendar": {c.slug for c in whole.calendars},
        "agreement": {a.slug for a in whole.agreements},
    }
    for what, where, slug in _references(whole):
        if slug not in known[what]:
            raise BadInput(
                f"there is no {what} «{slug}»", where=f"{path}, {where}", remedy=f"add it or name another {what}"
            )


def _references(whole: Municipality) -> Iterable[tuple[str, str, str]]:
    fibre = whole.fibre
    for slug in (*fibre.cores, *chain(*fibre.rings), *fibre.two_ways, *chain(*fibre.fed_through.items())):
        yield "place", "fibre", slug
    for place in whole.places:
        yield "agency", f"places.{place.slug}.agency", place.agency
    for person in whole.people:
        yield "organisation", f"people.{person.slug}.organisation", person.organisation
        if person.place is not None:
            yield "place", f"people.{person.slug}.place", person.place
    for service in whole.services:
        yield "agreement", f"services.{service.slug}.agreement", service.agreement
    for deal in whole.agreements:
        at = f"agreements.{deal.slug}"
        yield "organisation", f"{at}.customer", deal.customer
        yield "organisation", f"{at}.supplier", deal.supplier
        yield "calendar", f"{at}.service_hours", deal.service_hours
        yield "calendar", f"{at}.availability.calendar", deal.availability.calendar
        for level in deal.levels:
            yield "calendar", f"{at}.levels.{level.priority}.calendar", level.calendar
        for group in deal.resolver_groups:
            yield "organisation", f"{at}.resolver_groups.{group.slug}.organisation", group.organisation
