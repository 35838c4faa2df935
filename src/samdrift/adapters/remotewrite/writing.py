# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""From the journal into requests, and off with them: what the job does once a minute."""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

import cramjam
import httpx

from samdrift.adapters.remotewrite.messages import labels, moment, series
from samdrift.adapters.remotewrite.queue import Queue
from samdrift.adapters.remotewrite.sending import send
from samdrift.engines.columnstore import COLUMNS, Readings
from samdrift.inventory import facade as inventory
from samdrift.monitoring import facade as monitoring
from samdrift.parties import facade as parties

SERIES_A_REQUEST = 5_000
METRICS: dict[str, str] = {column: metric for metric, column in monitoring.METRICS.items()}
"""By our column: the name in IF-MIB, as our own query language has it."""
_NAMES = [labels({"__name__": METRICS[column]}) for column in COLUMNS]
Named = Callable[[int, int], bytes]
"""Labels of a port, by device and ifIndex, without the metric's name, which comes before all others."""


class PortLabels:
    """device, ifIndex, ifName, municipality: looked up once for each device and kept while the object lives."""

    def __init__(self, municipality_id: int) -> None:
        city = parties.municipality(municipality_id)
        self.city = city.slug if city is not None else ""
        self._devices: dict[int, str] = {}
        self._ports: dict[tuple[int, int], bytes] = {}

    def look_up(self, device_ids: Iterable[int]) -> None:
        """Names of these devices and their ports, in two questions."""
        new = set(device_ids) - self._devices.keys()
        rows = inventory.devices(new)
        self._devices |= {pk: rows[pk].name if pk in rows else "" for pk in new}
        for pk, ports in inventory.ports_of_devices(new).items():
            for port in ports:
                self._ports[pk, port.if_index] = self._of(pk, port.if_index, port.name)

    def __call__(self, device_id: int, if_index: int) -> bytes:
        """Labels of a port; one that discovery does not know has no ifName."""
        found = self._ports.get((device_id, if_index))
        if found is None:
            found = self._ports[device_id, if_index] = self._of(device_id, if_index, "")
        return found

    def _of(self, device_id: int, if_index: int, name: str) -> bytes:
        device = self._devices.get(device_id) or f"device {device_id}"
        told = {"device": device, "ifIndex": str(if_index), "ifName": name, "municipality": self.city}
        return labels(told)


def requests_of(readings: Readings, named: Named) -> Iterator[bytes]:
    """Every known value as a series with one sample, some thousand a request, squeezed with snappy."""
    parts: list[bytes] = []
    values = readings.values.astype(float).tolist()
    known, if_index = readings.known.tolist(), readings.if_index.tolist()
    for number, device in enumerate(readings.device.tolist()):
        at = moment(int(readings.at_ms[number]))
        for row in range(int(readings.first[number]), int(readings.first[number + 1])):
            port = named(device, if_index[row])
            for column, name in enumerate(_NAMES):
                if known[column][row]:
                    parts.append(series(name + port, values[column][row], at))
        if len(parts) >= SERIES_A_REQUEST:
            yield squeezed(b"".join(parts))
            parts = []
    if parts:
        yield squeezed(b"".join(parts))


def squeezed(body: bytes) -> bytes:
    """Snappy's block form, which remote write demands."""
    return bytes(cramjam.snappy.compress_raw(body))


def collect(queue: Queue, *, until: float) -> int:
    """Put what the journal has taken in since into the queue, until `until` by time.monotonic; how many rows. An empty
    queue begins with what comes from now on.
    """
    if queue.state.position < 0:
        queue.put([], position=monitoring.newest_sweep())
        return 0
    cities: dict[int, PortLabels] = {}
    taken = 0
    for row in monitoring.sweeps_after(queue.state.position):
        bodies: list[bytes] = []
        if row.readings is not None:
            named = cities.setdefault(row.municipality_id, PortLabels(row.municipality_id))
            named.look_up(set(row.readings.device.tolist()))
            bodies = list(requests_of(row.readings, named))
        queue.put(bodies, position=row.number)
        taken += 1
        if time.monotonic() > until:
            break
    return taken


def hand_over(queue: Queue, client: httpx.Client, url: str, *, now: Callable[[], float], until: float) -> int:
    """Send what waits, oldest first, until `until` by time.monotonic or until the receiver cannot; how many were taken.

    A refused request (4xx but 429) is dropped, counted, and its reason remembered: sent again it would be refused again.
    """
    taken = 0
    if now() < queue.state.not_before:
        return taken
    for file, body in queue.oldest():
        answer = send(client, url, body)
        state = queue.state
        if answer.kind == "again":
            queue.save(state.failed(answer.reason, now=now(), wait_s=answer.wait_s))
            return taken
        went = answer.kind == "taken"
        counts = {"sent": state.sent + 1} if went else {"refused": state.refused + 1}
        queue.done(file, replace(state, failures=0, not_before=0.0, reason=answer.reason, **counts))
        taken += went
        if time.monotonic() > until:
            break
    return taken
