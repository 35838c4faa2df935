# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What storing a device needs of places and agreements, looked up once for many devices: 5,500 of them share 900 places."""

from samdrift.agreements import facade as agreements
from samdrift.inventory.identity import place_in_words, places_in_words
from samdrift.parties import facade as parties


class Ground:
    """As things stand when it is asked first; whoever stores devices for long takes a new one now and then."""

    def __init__(self) -> None:
        self._places: dict[int, list[tuple[str, int]]] = {}
        self._found: dict[tuple[int, str], int | None] = {}
        self._carriers: dict[tuple[int, str], tuple[int | None, int | None]] = {}

    def place(self, municipality_id: int, location: str) -> int | None:
        """The place that sysLocation names, if any."""
        if municipality_id not in self._places:
            known = ((place.id, place.name, place.address) for place in parties.places_of(municipality_id))
            self._places[municipality_id] = places_in_words(known)
        key = (municipality_id, location)
        if key not in self._found:
            self._found[key] = place_in_words(location, self._places[municipality_id])
        return self._found[key]

    def carrier(self, municipality_id: int, device_type: str) -> tuple[int | None, int | None]:
        """(agreement, supplier) that carry devices of this type; (None, None) where the city does itself."""
        key = (municipality_id, device_type)
        if key not in self._carriers:
            found = agreements.carrying(municipality_id, device_type=device_type)
            self._carriers[key] = (found.id, found.supplier_id) if found is not None else (None, None)
        return self._carriers[key]
