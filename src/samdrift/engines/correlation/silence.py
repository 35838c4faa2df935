# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Explains silence, and says of each explanation whether it may be believed yet.

Waiting is decided by what else could be going on: a ring closing, a switch on a small battery, our own side in trouble.
"""

from collections.abc import Collection, Sequence

from samdrift.engines.correlation.causes import Cause, causes_of
from samdrift.engines.correlation.parts import Part, find_parts
from samdrift.engines.correlation.records import Finding, Id
from samdrift.engines.correlation.scene import Scene

ONE_MOMENT_S = 10.0
SIBLINGS_S = 3.0
ALMOST_ALL = 0.97


def explain_silence(scene: Scene, silent: Collection[Id]) -> list[Finding]:
    """One finding per cause; together they cover every silent device that is more than a lost probe."""
    causes = causes_of(scene, find_parts(scene, silent))
    unproven = [cause for cause in causes if not cause.proven() and cause.kind != "place"]
    many = _many_at_once(scene, unproven)
    findings = []
    for cause in causes:
        wait = _wait(scene, cause, causes)
        if cause in many or (not cause.proven() and _nearly_all_dark(scene)):
            wait = max(wait, scene.timing.stall_grace)
        ready = (
            scene.now - cause.since >= wait
            and all(part.settled for part in cause.parts)
            and any(scene.firm(device) for device in cause.affected)
            and scene.enough(cause.affected, sum(edge.light == "down" for edge in cause.edges))
        )
        findings.append(cause.finding(ready=ready))
    if many and _share(scene, many) >= scene.timing.many_share:
        return _as_one(scene, findings, many)
    return findings


def _many_at_once(scene: Scene, unproven: Sequence[Cause]) -> list[Cause]:
    """So many faults in one moment without one dead port are rather one, on our own side or before it."""
    if not unproven:
        return []
    first = min(cause.since for cause in unproven)
    together = [cause for cause in unproven if cause.since - first <= ONE_MOMENT_S]
    return together if len(together) >= scene.timing.many_causes else []


def _share(scene: Scene, causes: Sequence[Cause]) -> float:
    asked = sum(watch.asked() for watch in scene.devices.values())
    return sum(len(cause.affected) for cause in causes) / max(asked, 1)


def _as_one(scene: Scene, findings: list[Finding], many: Sequence[Cause]) -> list[Finding]:
    """One finding at the vantage (or the first that fell) for all of them."""
    keys = {(cause.type, cause.id) for cause in many}
    ours = [f for f in findings if (f.cause_type, f.cause) in keys]
    first = min(ours, key=lambda finding: finding.since)
    vantage = scene.topology.vantage
    cause = vantage if vantage is not None else first.cause
    one = Finding(
        "device",
        "device",
        cause,
        frozenset().union(*(f.affected for f in ours)),
        frozenset().union(*(f.entries for f in ours)),
        first.since,
        all(finding.ready for finding in ours),
        "many-silent-no-dead-port",
        (("device", cause, 1.0),),
    )
    return [f for f in findings if f not in ours] + [one]


def _nearly_all_dark(scene: Scene) -> bool:
    asked = [device for device, watch in scene.devices.items() if watch.asked()]
    return len(asked) > 4 and len(scene.dark) >= ALMOST_ALL * len(asked)


def _mended(scene: Scene, part: Part) -> bool:
    return scene.mended_near(part.since, {*part.members, *(edge.outer for edge in part.edges)})


def _wait(scene: Scene, cause: Cause, causes: Sequence[Cause]) -> float:
    """Seconds from the first missed probe."""
    timing = scene.timing
    if cause.kind == "agent":
        mending = any(_mended(scene, part) for part in cause.parts)
        return timing.mending_grace if mending else timing.agent_after
    if cause.rule == "power-notice-then-silence":
        return 0.0
    wait = 0.0
    place = scene.topology.places.get(next(iter(cause.entries)))
    beside = [
        other
        for other in causes
        if other is not cause
        and place is not None
        and place == scene.topology.places.get(next(iter(other.entries)))
        and abs(other.since - cause.since) <= SIBLINGS_S
    ]
    if beside and cause.kind != "place":
        wait = timing.siblings_wait
    for part in cause.parts:
        open_ways = [edge for edge in part.edges if edge.light != "down"]
        if part.doubted:
            wait = max(wait, timing.failover_wait)
        if part.edges and not open_ways:
            continue
        if _mended(scene, part):
            wait = max(wait, timing.mending_grace)
        elif part.other_way() and any(edge.light == "lit" for edge in open_ways):
            wait = max(wait, timing.failover_grace)
        elif part.other_way() or not part.edges:
            wait = max(wait, timing.failover_wait)
        elif any(edge.light == "lit" for edge in open_ways):
            wait = max(wait, timing.agent_after)
    return wait
