# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The whole network drawn by place: each place a box, a line where a cable joins two of them; and place by place for draw.io."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samdrift.documentation.dossier import drawing_of
from samdrift.documentation.drawing import Box, Drawing, draw
from samdrift.documentation.drawio import Page, mxfile
from samdrift.documentation.gathering import Ground
from samdrift.parties.types import PlaceInfo
from samdrift.platform.site import page_address


def of_places(ground: Ground, places: Sequence[PlaceInfo]) -> Drawing:
    """One box a place with devices, joined as their devices are; the place of the network's entrance first."""
    mine = {place.id for place in places}
    entrance = ground.place_of.get(ground.root) if ground.root is not None else None
    boxes = [
        Box(
            place.id,
            place.name,
            ngettext("%(count)s device", "%(count)s devices", count) % {"count": count},
            way_in=place.id == entrance,
            silent=_all_silent(ground, place.id),
        )
        for place in places
        if (count := len(ground.devices_at.get(place.id, ())))
    ]
    pairs = set()
    for link in ground.links:
        a, b = ground.place_of.get(link.a_device_id), ground.place_of.get(link.b_device_id)
        if link.gone_at is None and a in mine and b in mine and a != b and a is not None and b is not None:
            pairs.add((min(a, b), max(a, b)))
    return draw(boxes, pairs)


def as_drawio(ground: Ground, places: Sequence[PlaceInfo]) -> bytes:
    """A file with the places on its first page and a page for each of them; a click on a place opens its dossier."""
    links = {place.id: page_address(reverse("dossier", args=[place.id])) for place in places}
    pages = [Page(_("All places"), of_places(ground, places), links)]
    pages += [place_page(ground, place) for place in places if ground.devices_at.get(place.id)]
    return mxfile(pages)


def place_page(ground: Ground, place: PlaceInfo) -> Page:
    """One place as a page; a click on a device opens its page."""
    drawing = drawing_of(ground, place)
    links = {p.box.id: page_address(reverse("device", args=[p.box.id])) for p in drawing.boxes}
    return Page(place.name, drawing, links)


def _all_silent(ground: Ground, place_id: int) -> bool:
    states = [ground.standings.get(device) for device in ground.devices_at.get(place_id, ())]
    return bool(states) and all(standing is not None and standing.state == "down" for standing in states)
