# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What arrives when a cut line is back: stored for the time in which it was seen, never judged as how things stand.

Counters go to the metric store. Outages that began and ended while the line was cut go to the devices' history; one
that still goes on is the judge's, who sees it for himself.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from samdrift.engines.snmpsweep import SweepMatrix
from samdrift.inventory.models import Device
from samdrift.monitoring.commands import store_changes
from samdrift.monitoring.models import StateChange
from samdrift.monitoring.recording import Recorder
from samdrift.monitoring.types import DeviceReading, Observation, Probe, Watched
from samdrift.runtime.watching.ground import City
from samdrift.runtime.watching.sweeps import together

OUTAGE_S = 6.0
"""A silence shorter than three probes is lost frames."""


class LateBook:
    """Keeps in mind which silences are still open."""

    def __init__(self) -> None:
        self._silent_since: dict[int, datetime] = {}

    def take(self, seen: Iterable[Observation], cities: Mapping[int, City], recorder: Recorder) -> None:
        """One batch, in one transaction; the same again changes nothing."""
        devices = {number: device for city in cities.values() for number, device in city.devices.items()}
        matrices: list[SweepMatrix] = []
        readings: list[tuple[Watched, DeviceReading]] = []
        changes: list[StateChange] = []
        for one in seen:
            if isinstance(one, SweepMatrix):
                matrices.append(one)
            elif isinstance(one, DeviceReading) and one.device_id in devices:
                readings.append((_watched(devices[one.device_id]), one))
            elif isinstance(one, Probe) and one.device_id in devices:
                changes += self._outage(one, devices[one.device_id])
        with transaction.atomic():
            recorder.take_devices(readings)
            for matrix in together(matrices):
                watched = [_watched(devices[number]) for number in matrix.device_ids.tolist() if number in devices]
                recorder.take_matrix(matrix, watched)
            store_changes(changes)

    def _outage(self, probe: Probe, device: Device) -> list[StateChange]:
        """Both ends of a silence that is over."""
        if not (probe.icmp or probe.snmp):
            self._silent_since.setdefault(device.pk, probe.at)
            return []
        since = self._silent_since.pop(device.pk, None)
        if since is None or (probe.at - since).total_seconds() < OUTAGE_S:
            return []
        return [_reachable(device, "yes", "no", since), _reachable(device, "no", "yes", probe.at)]


def _reachable(device: Device, before: str, after: str, at: datetime) -> StateChange:
    return StateChange(
        municipality_id=device.municipality_id,
        supplier_id=device.supplier_id,
        device=device,
        what="reachable",
        before=before,
        after=after,
        at=at,
    )


def _watched(device: Device) -> Watched:
    return Watched(device.pk, device.municipality_id, device.supplier_id)
