# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What one can break in the demo, in a person's words; the twin knows places and devices, a person knows places only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from samdrift.kernel.errors import BadInput
from samdrift.twin.client import BrokenThing

FORWARDS = ("switch", "distribution", "core", "router")
"""Roles of devices that others hang on; the first of them towards the core is a place's main switch."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One way to break a place. `of_device`: the twin is told the place's main switch instead of the place."""

    key: str
    name: str | Promise
    hint: str | Promise
    icon: str
    of_device: bool = False


KINDS = (
    Kind("cut_place", _("Cut the cable"), _("The digger hits the fibre: the whole place is cut off."), "link-broken"),
    Kind("kill_device", _("Kill the main switch"), _("It dies, and all behind it falls silent."), "router", True),
    Kind(
        "power_place",
        _("Take the power"),
        _("The building goes dark; only its UPS speaks for two seconds."),
        "lightning",
    ),
    Kind(
        "hang_agent",
        _("Hang the main switch's agent"),
        _("It forwards traffic, yet no longer answers questions: no user should notice."),
        "hourglass",
        True,
    ),
    Kind("loss", _("Drop 5 % of the frames"), _("A dirty connector: everything works, badly."), "line-graph"),
    Kind("flap", _("Let the cable flap"), _("Down four seconds, up four seconds, and so on."), "arrows-circlepath"),
)
OTHER_NAMES: dict[str, str | Promise] = {"cut_link": _("Cable cut"), "restart": _("Restart")}
"""Kinds that only the command line offers; they show in the list all the same."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place one may break, with the twin's name of its main switch."""

    slug: str
    name: str
    main_switch: str


@dataclass(frozen=True, slots=True)
class Broken:
    """A fault as the page lists it."""

    id: int
    name: str | Promise
    where: str
    at: datetime


def kind_named(key: str) -> Kind:
    """BadInput where nobody offered such a fault."""
    found = next((kind for kind in KINDS if kind.key == key), None)
    if found is None:
        raise BadInput(f"nothing on the page breaks like «{key[:40]}»", where="kind", remedy="choose one of the list")
    return found


def place_named(places: tuple[Place, ...], slug: str) -> Place:
    """BadInput where there is no such place to break."""
    found = next((place for place in places if place.slug == slug), None)
    if found is None:
        raise BadInput(f"there is no place «{slug[:60]}» to break", where="place", remedy="choose one of the list")
    return found


def target_of(kind: Kind, place: Place) -> str:
    """What the twin is told to break."""
    return place.main_switch if kind.of_device else place.slug


def places_to_break(topology: Mapping[str, Any]) -> tuple[Place, ...]:
    """By name. The place where the watcher is plugged in is left out: without it nobody would see anything at all."""
    place_of = {device["id"]: device["place"] for device in topology["devices"]}
    main = _main_switches(topology, place_of)
    watched_from = place_of[topology["vantage"]]
    found = (Place(p["slug"], p["name"], main[p["slug"]]) for p in topology["places"] if p["slug"] in main)
    return tuple(sorted((place for place in found if place.slug != watched_from), key=lambda place: place.name))


def _main_switches(topology: Mapping[str, Any], place_of: Mapping[str, str]) -> dict[str, str]:
    leaving = {
        end
        for link in topology["links"]
        for end in (link["a"]["device"], link["b"]["device"])
        if place_of[link["a"]["device"]] != place_of[link["b"]["device"]]
    }
    main: dict[str, str] = {}
    for device in topology["devices"]:
        if device["id"] in leaving and device["role"] in FORWARDS:
            main.setdefault(device["place"], device["id"])
    return main


def broken_now(faults: tuple[BrokenThing, ...], topology: Mapping[str, Any]) -> list[Broken]:
    """What is broken, newest first, by place where it can be told."""
    places = {place["slug"]: place["name"] for place in topology["places"]}
    at_place = {device["id"]: places[device["place"]] for device in topology["devices"]}
    names = {kind.key: kind.name for kind in KINDS} | OTHER_NAMES

    def where(fault: BrokenThing) -> str:
        ends = [places.get(end) or f"{at_place.get(end, '')} ({end})" for end in (fault.target, fault.other) if end]
        return " – ".join(ends)

    listed = [
        Broken(fault.id, names.get(fault.kind, fault.kind), where(fault), datetime.fromtimestamp(fault.at, tz=UTC))
        for fault in faults
        if fault.lasting
    ]
    return sorted(listed, key=lambda fault: (fault.at, fault.id), reverse=True)
