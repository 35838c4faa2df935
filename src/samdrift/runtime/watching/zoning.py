# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Which zone a device belongs to: what reaches it. Zones are told by address, because it is addresses that lines reach."""

from dataclasses import dataclass, field, replace
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from samdrift.adapters.jetstream.settings import is_zone
from samdrift.kernel.errors import BadInput
from samdrift.monitoring.types import WatchPlan

REMEDY = "write north=10.20.0.0/16,10.21.0.0/16; south=10.30.0.0/16"


@dataclass(slots=True)
class Zones:
    """`home` is the zone of every address that no other zone names."""

    home: str
    _nets: dict[IPv4Network | IPv6Network, str] = field(default_factory=dict)
    _of_device: dict[int, str] = field(default_factory=dict)

    @classmethod
    def parse(cls, text: str, *, home: str) -> "Zones":
        """Zones and their prefixes as SAMDRIFT_ZONES tells them; BadInput in words."""
        zones = cls(home)
        for part in filter(None, map(str.strip, text.split(";"))):
            name, _, prefixes = (word.strip() for word in part.partition("="))
            if not is_zone(name) or not prefixes:
                raise BadInput(f"{part!r} names no zone and prefixes", where="SAMDRIFT_ZONES", remedy=REMEDY)
            for prefix in prefixes.split(","):
                zones.add(name, prefix.strip())
        return zones

    def add(self, name: str, prefix: str) -> None:
        try:
            net = ip_network(prefix)
        except ValueError as error:
            raise BadInput(str(error), where="SAMDRIFT_ZONES", remedy=REMEDY) from error
        if self._nets.setdefault(net, name) != name:
            what = f"{prefix} stands in two zones, {self._nets[net]} and {name}"
            raise BadInput(what, where="SAMDRIFT_ZONES", remedy="leave it in one")
        self._nets = dict(sorted(self._nets.items(), key=lambda item: -item[0].prefixlen))

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(sorted({self.home, *self._nets.values()}))

    def zone_of(self, address: str) -> str:
        """The zone with the longest prefix that holds the address."""
        try:
            where = ip_address(address)
        except ValueError:
            return self.home
        return next((name for net, name in self._nets.items() if where in net), self.home)

    def split(self, plan: WatchPlan) -> dict[str, WatchPlan]:
        """Each zone's own plan, an empty one too, so that a zone that lost its devices hears of it."""
        self._of_device = {target.device_id: self.zone_of(target.address) for target in plan.targets}
        return {
            zone: replace(plan, targets=tuple(t for t in plan.targets if self._of_device[t.device_id] == zone))
            for zone in self.names
        }

    def of_device(self, device_id: int) -> str:
        """The zone it had in the last plan."""
        return self._of_device.get(device_id, self.home)

    def sizes(self) -> dict[str, int]:
        """How many devices each zone has."""
        found = dict.fromkeys(self.names, 0)
        for zone in self._of_device.values():
            found[zone] += 1
        return found
