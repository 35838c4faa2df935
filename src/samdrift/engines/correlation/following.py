# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""New silence that an open incident or agreed maintenance explains already: it joins, and only the rest is judged anew."""

from collections.abc import Collection, Iterable

from samdrift.engines.correlation import ledger
from samdrift.engines.correlation.quiet import end_that_is_down
from samdrift.engines.correlation.records import Decision, Id, Open
from samdrift.engines.correlation.scene import Scene
from samdrift.engines.correlation.topology import Link

Way = tuple[Link, Id, Id]


def follow(
    scene: Scene, new: Collection[Id], open_now: Iterable[Open], planned: dict[Id, Id]
) -> tuple[list[Decision], list[Id]]:
    """What changed in open incidents, and the devices that are still unexplained; `planned` (device -> work) grows by those
    behind it.

    A part joins when every way to it is dark already, or when what is dark lies nearer to the vantage and nothing shows
    that another way broke too: then the other way has just not taken over.
    """
    decisions: list[Decision] = []
    residual: list[Id] = []
    owners = {device: incident for incident in open_now for device in incident.dark()}
    links = scene.topology.by_id
    blocked = {o.cause: o for o in open_now if o.kind == "flapping" and o.cause in links}
    shades = [(scene.topology.below(links[cause]), incident) for cause, incident in blocked.items()]
    for part in scene.topology.components(new):
        edge = scene.topology.boundary(part)
        open_ways = [row for row in edge if scene.answers(row[2]) and row[0].id not in blocked]
        beside = [owners[row[2]] for row in edge if row[2] in owners]
        nearer = [owners[row[2]] for row in edge if row[2] in owners and _nearer(scene, row[2], row[1])]
        nearer += [blocked[row[0].id] for row in edge if row[0].id in blocked]
        nearer += [incident for shade, incident in shades if part <= shade]
        works = [planned[row[2]] for row in edge if row[2] in planned]
        if not open_ways and works:
            planned |= dict.fromkeys(part, works[0])
        elif (beside or nearer) and (not open_ways or (nearer and not _dead_way(scene, open_ways))):
            wait = scene.timing.failover_wait if open_ways else 0.0
            firm = frozenset(d for d in part if scene.firm(d) and scene.now - scene.since(d) >= wait)
            decisions += ledger.join((nearer or beside)[0], firm, scene.devices, scene.now)
        else:
            residual += part
    return decisions, residual


def _nearer(scene: Scene, one: Id, other: Id) -> bool:
    return scene.topology.depth.get(one, 0) < scene.topology.depth.get(other, 0)


def _dead_way(scene: Scene, ways: Iterable[Way]) -> bool:
    return any(end_that_is_down(link, scene.ports) is not None for link, _, _ in ways)
