# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Second thoughts: in its first minute an incident may get a better founded cause, and two may turn out to be one fault."""

from collections.abc import Mapping
from itertools import pairwise

from samdrift.engines.correlation import ledger
from samdrift.engines.correlation.records import OUTAGES, Decision, Finding, Id, Open
from samdrift.engines.correlation.scene import Scene
from samdrift.engines.correlation.silence import explain_silence
from samdrift.engines.statechange import DeviceWatch

REJUDGE_S = 60.0
BIT_BY_BIT_S = 15.0
"""A switch on a small battery outlives its neighbours by so much; what follows later is a fault of its own."""


def judge_again(scene: Scene, open_now: list[Open]) -> list[Decision]:
    """What is called otherwise now; those that merged are taken out of `open_now`."""
    young = [o for o in open_now if o.kind in OUTAGES | {"agent"} and scene.now - o.opened_at <= REJUDGE_S]
    decisions = []
    for incident in young:
        still = incident.dark()
        findings = explain_silence(scene, [d for d in scene.dark if d in still])
        if len(findings) == 1 and ledger.better_founded(findings[0], incident):
            decisions += rename(open_now, incident, findings[0], scene.devices, scene.now)
    left = [o for o in young if o.kind in OUTAGES and any(o is other for other in open_now)]
    return decisions + _one_place(scene, left, open_now)


def rename(
    open_now: list[Open], incident: Open, finding: Finding, devices: Mapping[Id, DeviceWatch], now: float
) -> list[Decision]:
    """The incident gets the finding's name; where another open one bears it already, the two are one."""
    same = next((o for o in open_now if o is not incident and o.key == finding.key), None)
    if same is not None:
        open_now.remove(incident)
        return ledger.merge(incident, same, now)
    return [] if incident.key == finding.key else ledger.recast(incident, finding, devices, now)


def _one_place(scene: Scene, young: list[Open], open_now: list[Open]) -> list[Decision]:
    """Several faults of one place soon after each other, and nobody is left there: switches on small batteries outlive others.

    Its power is one cause where they are several. What they were called before is kept as rejected.
    """
    there: dict[Id, list[Open]] = {}
    for incident in young:
        places = {scene.topology.places.get(device) for device in incident.entries if device in incident.affected}
        place = places.pop() if len(places) == 1 else None
        if place is not None:
            there.setdefault(place, []).append(incident)
    decisions: list[Decision] = []
    for place, beside in there.items():
        dark = frozenset[Id]().union(*(incident.dark() for incident in beside))
        asked = {device for device in scene.topology.devices_at(place) if scene.devices[device].asked()}
        begun = sorted(incident.since for incident in beside)
        soon = all(later - earlier <= BIT_BY_BIT_S for earlier, later in pairwise(begun))
        if len(beside) > 1 and soon and asked <= dark:
            for incident in beside:
                decisions += rename(open_now, incident, _power_at(place, incident), scene.devices, scene.now)
    return decisions


def _power_at(place: Id, incident: Open) -> Finding:
    return Finding(
        "place",
        "place",
        place,
        frozenset(incident.dark()),
        frozenset(incident.entries),
        incident.since,
        True,
        "place-went-dark-bit-by-bit",
        (("place", place, 1.0),),
    )
