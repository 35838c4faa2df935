# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What else it could have been, and why it is not that: kept beside the explanation that was chosen."""

from collections.abc import Collection, Iterable

from samdrift.engines.correlation.parts import Edge
from samdrift.engines.correlation.records import CauseType, Id, RuledOut
from samdrift.engines.correlation.scene import Scene

MOST = 6


def ruled_out(
    scene: Scene, entries: Collection[Id], edges: Iterable[Edge], kept: Collection[tuple[str, Id]]
) -> RuledOut:
    """Causes near the edge of the silence that do not fit. `kept`: (type, id) of the cause and of the other suspects."""
    found: dict[tuple[CauseType, Id], str] = {}
    for entry in sorted(entries, key=str):
        place = scene.topology.places.get(entry)
        if place is not None and len(scene.topology.devices_at(place)) > 1 and not scene.whole(place, least=1):
            found.setdefault(("place", place), "others-there-answer")
        elif place is not None and ("place", place) in kept:
            found.setdefault(("device", entry), "others-there-fell-too")
    ways = list(edges)
    down = [edge for edge in ways if edge.light == "down"]
    for edge in ways:
        if edge.light == "lit":
            found.setdefault(("link", edge.link.id), "it-has-light")
        elif len(down) > 1:
            found.setdefault(("link", edge.link.id), "other-ways-went-down-too")
        found.setdefault(("device", edge.outer), "it-answers")
    return tuple((kind, cause, why) for (kind, cause), why in found.items() if (kind, cause) not in kept)[:MOST]
