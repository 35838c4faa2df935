# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Finds devices and places by name, address or serial for the search that stands on every page."""

from collections.abc import Iterable

from django.db.models import Q
from django.urls import reverse
from django.utils.http import urlencode

from samdrift.inventory.labels import PORT_KINDS, place_kind, type_name
from samdrift.inventory.listing import visible_devices
from samdrift.inventory.templatetags.network import mac_words
from samdrift.inventory.whereabouts import where_is
from samdrift.parties import facade as parties
from samdrift.platform.actor import Actor
from samdrift.platform.visible import STAFF
from samdrift.ui.registry import Hit


def find_devices(actor: Actor, words: str, limit: int) -> Iterable[Hit]:
    """Devices this actor may see whose name, address or serial holds `words`, by name."""
    if not actor.has(*STAFF):
        return
    words = words.replace("\x00", "")
    fits = Q(name__icontains=words) | Q(address__icontains=words) | Q(serial__icontains=words)
    for row in visible_devices(actor).filter(fits).order_by("name", "pk")[:limit]:
        yield Hit(reverse("device", args=[row.pk]), row.name, f"{row.address} · {type_name(row.type)}")


def find_stations(actor: Actor, words: str, limit: int) -> Iterable[Hit]:
    """Where a MAC, an address or somebody's computer is plugged in: the port at the edge."""
    if not actor.has(*STAFF):
        return
    for station in where_is(actor, words, limit=limit).stations:
        here = station.here
        if here is None:
            continue
        name = " · ".join(filter(None, (mac_words(station.mac), station.name, *here.addresses[:1])))
        spot = " · ".join(
            filter(None, (f"{here.device} {here.port}", here.place, str(PORT_KINDS.get(here.kind, here.kind))))
        )
        yield Hit(f"{reverse('whereabouts')}?{urlencode({'q': station.mac})}", name, spot)


def find_places(actor: Actor, words: str, limit: int) -> Iterable[Hit]:
    """Places whose page this actor may open, by name: all of their city, or those with a device of theirs."""
    if not actor.has(*STAFF):
        return
    wanted = words.replace("\x00", "").casefold()
    found = {p.id: p for city in actor.municipalities_as(*STAFF) for p in parties.places_of(city)}
    if actor.suppliers:
        with_devices = visible_devices(actor).order_by().values_list("place_id", flat=True).distinct()
        found |= parties.places(i for i in with_devices if i is not None)
    fits = (place for place in found.values() if wanted in place.name.casefold())
    for place in sorted(fits, key=lambda p: p.name)[:limit]:
        yield Hit(
            reverse("place", args=[place.id]), place.name, f"{place_kind(place.kind)} · {place.address}".strip(" ·")
        )
