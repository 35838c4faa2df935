# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What devices tell of themselves, a batch at a time: stored, and taken as a reason to look, never as a state."""

import logging
from collections.abc import Collection, Mapping, Sequence
from ipaddress import ip_address, ip_network

from samdrift.devicelog.commands import store_messages
from samdrift.devicelog.types import Sender
from samdrift.inventory.commands import look_at
from samdrift.inventory.models import Device
from samdrift.monitoring import commands as monitoring
from samdrift.monitoring.types import LogMessage, Notification, Watched
from samdrift.platform.actor import Actor
from samdrift.runtime.watching.ground import City

log = logging.getLogger(__name__)

Wishes = set[tuple[int, tuple[int, ...] | None]]
Cities = Mapping[int, City]
READ_AGAIN = ("linkDown", "linkUp", "coldStart", "warmStart", "lldpRemTablesChange")
NEAR = {4: 24, 6: 64}
"""A stranger in the same subnet as a municipality's devices is that municipality's stranger."""
MOST_STRANGERS = 10_000


class Told:
    """`notifications` and `messages` answer which devices' ports to read again now (ifIndexes None: all of them)."""

    def __init__(self, actor: Actor) -> None:
        self._actor = actor
        self._strangers: dict[str, int | None] = {}
        self._version = -1

    def notifications(self, seen: Sequence[Notification], cities: Cities) -> Wishes:
        """Traps and informs of devices that are known; each acts once, however often the lane hands it out."""
        found = [(one, home) for one in seen if (home := _home(one.source, cities)) is not None]
        fresh = monitoring.store_notifications([(one, _watched(device)) for one, (_, device) in found])
        wishes: Wishes = set()
        acted: set[str] = set()
        for one, (city, device) in found:
            if one.key not in fresh or one.key in acted:
                continue
            acted.add(one.key)
            if one.trap in READ_AGAIN:  # a linkDown's ifOperStatus may be the former one (RFC 2863): read the ports
                wishes.add((device.pk, None))
            if one.trap in ("onBattery", "offBattery"):
                city.judge.power(device.pk, one.at.timestamp(), on_battery=one.trap == "onBattery")
            if one.trap == "coldStart":
                self._look_again(device)
        return wishes

    def _look_again(self, device: Device) -> None:
        look_at(
            municipality_id=device.municipality_id,
            address=device.address,
            heard_from="restart",
            actor=self._actor,
            again=True,
        )

    def messages(self, seen: Sequence[LogMessage], cities: Cities, version: int) -> Wishes:
        """Syslog. Senders that are no device are kept for the municipality whose they must be, and said in the log."""
        if version != self._version:
            self._version = version
            self._strangers.clear()
        told: list[tuple[LogMessage, Sender]] = []
        for one in seen:
            home = _home(one.source, cities)
            if home is not None:
                told.append((one, _sender(home[1])))
            elif (municipality := self._municipality_of(one.source, cities)) is not None:
                told.append((one, Sender(municipality)))
        fresh = store_messages(told)
        return {(sender.device_id, None) for one, sender in told if one.port and sender.device_id and one.key in fresh}

    def _municipality_of(self, source: str, cities: Cities) -> int | None:
        if source not in self._strangers:
            if len(self._strangers) >= MOST_STRANGERS:
                self._strangers.clear()
            owner = _owner_of(source, cities)
            self._strangers[source] = owner
            fate = "kept" if owner is not None else "not kept, because it could be any municipality's"
            log.warning("syslog from %s, which is no known device's address: %s", source, fate)
        return self._strangers[source]


def _home(source: str, cities: Cities) -> tuple[City, Device] | None:
    for city in cities.values():
        device_id = city.by_address.get(source)
        if device_id is not None:
            return city, city.devices[device_id]
    return None


def _owner_of(source: str, cities: Cities) -> int | None:
    """The only municipality there is; else the only one with a device in the sender's subnet; else nobody's."""
    if len(cities) == 1:
        return next(iter(cities))
    around = ip_network((source, NEAR[ip_address(source).version]), strict=False)
    near = [number for number, city in cities.items() if _any_in(city.by_address, around)]
    return near[0] if len(near) == 1 else None


def _any_in(addresses: Collection[str], around: object) -> bool:
    return any(
        ip_network((address, NEAR[ip_address(address).version]), strict=False) == around for address in addresses
    )


def _watched(device: Device) -> Watched:
    return Watched(device.pk, device.municipality_id, device.supplier_id)


def _sender(device: Device) -> Sender:
    return Sender(device.municipality_id, device.supplier_id, device.pk)
