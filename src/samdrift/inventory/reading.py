# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Reads whole devices, many side by side, and stores what came in batches: asking is waiting, storing is work.

The threads only ask. One thread takes from the queue, keeps the bounded number of readings going, and stores all that
came meanwhile in one transaction; where that fails, each alone, so that one device's oddity is its own.
"""

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from queue import SimpleQueue

from django.db import transaction

from samdrift.inventory import readqueue
from samdrift.inventory.commands import apply_snapshot, note_contact
from samdrift.inventory.ground import Ground
from samdrift.inventory.models import Contact, Credential, Device
from samdrift.inventory.ports import DeviceReader, HeardOf
from samdrift.inventory.rules.sparing import how_to_ask
from samdrift.inventory.sightings import store_tables, tables_of
from samdrift.inventory.telling import gauges_told
from samdrift.inventory.types import DeviceFacts, DeviceSnapshot, HowToAsk, NeighbourFacts, SnmpCredential
from samdrift.inventory.watched import gauge_takers
from samdrift.kernel.errors import BadInput, NotFound, NotNow, Refused
from samdrift.platform.actor import Actor, system_actor

log = logging.getLogger(__name__)
GROUND_HOLDS = timedelta(seconds=20)
"""So long places, agreements and credentials are taken to be as they were."""
LOOK_AGAIN_S = 0.5
BATCH = 16
"""Readings stored in one transaction: others wait for its locks no longer than a moment."""


@dataclass(frozen=True, slots=True)
class Key:
    """A credential, opened."""

    id: int
    name: str
    credential: SnmpCredential


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of asking one address: `snapshot` and the key that opened, or what each key met, in words."""

    snapshot: DeviceSnapshot | None
    key_id: int = 0
    state: str = "found"
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """One address that is being asked."""

    contact_id: int
    municipality_id: int
    address: str


def ask(read: DeviceReader, address: str, keys: Sequence[Key], how: HowToAsk, heard: HeardOf | None = None) -> Answer:
    """Ask one address with one key after the other. Touches no database and raises nothing: a fault of ours is told too."""
    met: list[str] = []
    state = "silent"
    for key in keys:
        try:
            snapshot = read(address, key.credential, how, heard)
        except NotNow as error:
            met.append(f"{key.name}: {error.sentence()}")
            continue
        except (Refused, BadInput) as error:
            met.append(f"{key.name}: {error.sentence()}")
            state = "refused"
            continue
        except Exception as error:
            log.exception("%s could not be read", address)
            met.append(f"{key.name}: reading it failed: {type(error).__name__}")
            continue
        return Answer(snapshot, key.id, "found", f"found {snapshot.device.sys_name or address}")
    return Answer(None, 0, state, "; ".join(met) or "no credential is stored: add one")


def store(
    *, municipality_id: int, address: str, answer: Answer, actor: Actor, at: datetime, every: timedelta, ground: Ground
) -> int | None:
    """Store what came, and when the address has its next turn; the device's id, None where none answered."""
    known_as: str | None
    first_time = False
    if answer.snapshot is None:
        untried = Contact.objects.filter(municipality_id=municipality_id, address=address, tried_at__isnull=True)
        first_time = untried.exists()
        device = Device.objects.filter(municipality_id=municipality_id, address=address).only("pk", "address").first()
        device_id, known_as = None, device.address if device is not None else None
    else:
        device_id = apply_snapshot(
            municipality_id=municipality_id,
            address=address,
            credential_id=answer.key_id,
            snapshot=answer.snapshot,
            actor=actor,
            at=at,
            ground=ground,
        )
        store_tables(device_id=device_id, tables=tables_of(answer.snapshot), actor=actor, at=at)
        give_gauges(actor, device_id, at)
        known_as = Device.objects.values_list("address", flat=True).get(pk=device_id)
    note_contact(
        municipality_id=municipality_id,
        address=address,
        state=answer.state,
        detail=answer.detail,
        actor=actor,
        at=at,
    )
    readqueue.settle(
        municipality_id=municipality_id,
        address=address,
        known_as=known_as,
        at=at,
        every=every,
        first_time=first_time,
    )
    return device_id


def give_gauges(actor: Actor, device_id: int, at: datetime) -> None:
    """Hand what the device told in this reading to those who keep it."""
    found = gauges_told(actor, device_id, at) if gauge_takers() else ()
    for take in gauge_takers():
        take(device_id=device_id, gauges=found, at=at)


def keys_for(municipality_id: int, known: int | None) -> list[Key]:
    """The credential that worked last time first, then as stated."""
    rows = Credential.objects.filter(municipality_id=municipality_id).order_by("position", "pk")
    keys = [Key(row.pk, row.name, row.opened()) for row in rows]
    return sorted(keys, key=lambda key: key.id != known)


class Readings:
    """Works through the queue until nothing is due. `clock` tells the time of day; at most `at_once` readings go on."""

    def __init__(
        self,
        read: DeviceReader,
        *,
        at_once: int,
        every: timedelta,
        clock: Callable[[], datetime],
        actor: Actor | None = None,
    ) -> None:
        self._read = read
        self._at_once = at_once
        self._every = every
        self._clock = clock
        self._actor = actor or system_actor("discovery")
        self._heard: SimpleQueue[tuple[int, str, list[tuple[str, str]]]] = SimpleQueue()
        self._under_way: dict[Future[Answer], Reading] = {}
        self._ground, self._keys = Ground(), dict[int, list[Key]]()
        self._fresh_until = clock() + GROUND_HOLDS

    def run(self) -> int:
        """How many addresses were asked."""
        asked = 0
        with ThreadPoolExecutor(self._at_once, thread_name_prefix="reading") as threads:
            while True:
                self._queue_neighbours()
                asked += self._top_up(threads)
                if not self._under_way:
                    return asked
                done, _ = wait(self._under_way, timeout=LOOK_AGAIN_S, return_when=FIRST_COMPLETED)
                came = [(self._under_way.pop(future), future.result()) for future in done]
                for start in range(0, len(came), BATCH):
                    self._store_all(came[start : start + BATCH])

    def _top_up(self, threads: ThreadPoolExecutor) -> int:
        now = self._clock()
        if now >= self._fresh_until:
            self._ground, self._keys, self._fresh_until = Ground(), {}, now + GROUND_HOLDS
        busy = [reading.contact_id for reading in self._under_way.values()]
        contacts = readqueue.take(self._at_once - len(busy), busy, now) if len(busy) < self._at_once else []
        known = self._known(contacts)
        for one in contacts:
            key_id, how = known.get((one.municipality_id, one.address), (None, HowToAsk()))
            keys = self._keys_for(one.municipality_id, key_id)
            heard = partial(self._note_neighbours, one.municipality_id, one.address)
            future = threads.submit(ask, self._read, one.address, keys, how, heard)
            self._under_way[future] = Reading(one.pk, one.municipality_id, one.address)
        return len(contacts)

    def _note_neighbours(
        self, municipality_id: int, address: str, device: DeviceFacts, neighbours: Sequence[NeighbourFacts]
    ) -> None:
        """Called in the reading's thread, which has no business with the database."""
        told = [(str(n.protocol), n.remote_address) for n in neighbours if n.remote_address]
        if told:
            self._heard.put((municipality_id, device.sys_name or address, told))

    def _queue_neighbours(self) -> None:
        while not self._heard.empty():
            municipality_id, name, told = self._heard.get()
            for protocol in dict.fromkeys(protocol for protocol, _ in told):
                addresses = [address for by, address in told if by == protocol]
                readqueue.heard_of(
                    municipality_id=municipality_id, addresses=addresses, heard_from=f"{protocol} at {name}"
                )

    def _known(self, contacts: Sequence[Contact]) -> dict[tuple[int, str], tuple[int, HowToAsk]]:
        """What earlier readings taught of those of these addresses that are devices."""
        rows = (
            Device.objects.filter(address__in=[one.address for one in contacts]) if contacts else Device.objects.none()
        )
        now = self._clock()
        fields = ("municipality_id", "address", "credential_id", "cost", "left_out")
        return {
            (municipality, address): (key_id, how_to_ask(cost, left_out, now))
            for municipality, address, key_id, cost, left_out in rows.values_list(*fields)
        }

    def _keys_for(self, municipality_id: int, known: int | None) -> list[Key]:
        if municipality_id not in self._keys:
            self._keys[municipality_id] = keys_for(municipality_id, None)
        return sorted(self._keys[municipality_id], key=lambda key: key.id != known)

    def _store_all(self, came: Sequence[tuple[Reading, Answer]]) -> None:
        at = self._clock()
        try:
            with transaction.atomic():
                for reading, answer in came:
                    self._store(reading, answer, at)
        except Exception:
            log.exception("%s readings could not be stored together; each alone", len(came))
            for reading, answer in came:
                self._store_alone(reading, answer, at)

    def _store_alone(self, reading: Reading, answer: Answer, at: datetime) -> None:
        """One that cannot be stored is said so, and has its turn later."""
        try:
            with transaction.atomic():
                self._store(reading, answer, at)
        except Exception as error:
            log.exception("what %s told could not be stored", reading.address)
            with transaction.atomic():
                failed = Answer(None, 0, "refused", f"what it told could not be stored: {type(error).__name__}")
                self._store(reading, failed, at)

    def _store(self, reading: Reading, answer: Answer, at: datetime) -> None:
        try:
            store(
                municipality_id=reading.municipality_id,
                address=reading.address,
                answer=answer,
                actor=self._actor,
                at=at,
                every=self._every,
                ground=self._ground,
            )
        except NotFound:
            log.info("%s was removed while it was asked", reading.address)
