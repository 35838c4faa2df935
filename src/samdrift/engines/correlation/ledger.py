# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The open incidents: which finding belongs to which, when one is renamed, when one is over."""

from collections.abc import Mapping

from samdrift.engines.correlation.records import OUTAGES, Decision, Finding, Id, Open
from samdrift.engines.statechange import DeviceWatch, Timing

STRENGTH = {
    "power-notice-then-silence": 4,
    "only-way-in-is-down": 3,
    "all-its-uplinks-went-down": 3,
    "whole-place-went-dark": 3,
    "place-went-dark-bit-by-bit": 3,
    "some-uplinks-went-down": 2,
}
"""How well a rule is founded; what is not listed is founded on silence alone. Only a better founded one renames an incident."""
WITH_DARK = OUTAGES | {"agent", "flapping"}


def as_open(finding: Finding, devices: Mapping[Id, DeviceWatch], now: float) -> Open:
    """A new incident of this finding."""
    return Open(
        kind=finding.kind,
        cause_type=finding.cause_type,
        cause=finding.cause,
        since=finding.since,
        opened_at=now,
        entries=set(finding.entries),
        affected={d: (silent_since(devices, d, finding), None) for d in sorted(finding.affected, key=str)},
        finding=finding,
    )


def silent_since(devices: Mapping[Id, DeviceWatch], device: Id, finding: Finding) -> float:
    watch = devices.get(device)
    return watch.missing_since if watch is not None and watch.missing_since is not None else finding.since


def join(incident: Open, came: frozenset[Id], devices: Mapping[Id, DeviceWatch], now: float) -> list[Decision]:
    """Devices that fell by the same cause."""
    came = frozenset(d for d in came if d not in incident.affected or incident.affected[d][1] is not None)
    for device in sorted(came, key=str):
        watch = devices.get(device)
        incident.affected[device] = ((watch.missing_since if watch is not None else None) or now, None)
    return [Decision("changed", incident, now, came=came)] if came else []


def recast(incident: Open, finding: Finding, devices: Mapping[Id, DeviceWatch], now: float) -> list[Decision]:
    """The same incident, better explained: the former explanation stays among the suspects, behind the new ones."""
    former = incident.finding.suspects if incident.finding is not None else ()
    fresh = {(kind, cause) for kind, cause, _ in finding.suspects}
    kept = tuple((kind, cause, 0.0) for kind, cause, _ in former if (kind, cause) not in fresh)
    incident.kind, incident.cause_type, incident.cause = finding.kind, finding.cause_type, finding.cause
    incident.entries = set(finding.entries)
    incident.finding = Finding(
        finding.kind,
        finding.cause_type,
        finding.cause,
        finding.affected,
        finding.entries,
        incident.since,
        True,
        finding.rule,
        (*finding.suspects, *kept),
        finding.down_ports,
        finding.ruled_out,
    )
    came = frozenset(d for d in finding.affected if d not in incident.affected)
    join(incident, came, devices, now)
    return [Decision("changed", incident, now, came=came, recast=True)]


def merge(incident: Open, into: Open, now: float) -> list[Decision]:
    """Two open incidents are one fault after all: `into` takes over the devices, and lasts until all of them are back."""
    came = frozenset(d for d in incident.dark() if d not in into.affected or into.affected[d][1] is not None)
    for device, times in incident.affected.items():
        if device in came or device not in into.affected:
            into.affected[device] = times
    into.entries |= incident.entries
    into.since = min(into.since, incident.since)
    return [Decision("merged", incident, now, came=came, into=into)]


def better_founded(finding: Finding, incident: Open) -> bool:
    """The finding names another cause for better reasons."""
    if finding.key == incident.key or finding.kind not in OUTAGES:
        return False
    former = incident.finding.rule if incident.finding is not None else ""
    if incident.kind == "agent":
        return len(finding.affected) > 1
    return STRENGTH.get(finding.rule, 1) > STRENGTH.get(former, 1)


def match(open_now: list[Open], finding: Finding) -> Open | None:
    """The open incident this finding is about: the same cause, or some of the same devices."""
    for incident in open_now:
        if incident.key == finding.key:
            return incident
    for incident in open_now:
        same_link = incident.cause_type == finding.cause_type and incident.cause == finding.cause
        if same_link and finding.kind == "redundancy" and incident.kind in (*OUTAGES, "flapping"):
            return incident
        if finding.kind == incident.kind == "degraded" and incident.dark() & finding.affected:
            return incident
        if finding.kind in WITH_DARK and incident.kind in WITH_DARK and incident.dark() & finding.affected:
            return incident
    return None


def over(incident: Open, devices: Mapping[Id, DeviceWatch], now: float, timing: Timing, after: float) -> bool:
    """Silence has ended: everybody is back, or where it began all are, and the rest has had time to start."""
    if not incident.dark():
        return True
    entries = [devices[device] for device in incident.entries if device in devices and devices[device].asked()]
    return bool(entries) and all(entry.recovered(now, timing, max(after, timing.straggling)) for entry in entries)
