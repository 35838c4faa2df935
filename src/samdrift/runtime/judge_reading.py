# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Reads what `samdrift judge` is given: a topology and observations, refused with field and reason where they are wrong."""

from collections.abc import Callable, Iterator
from math import isfinite
from typing import Any, NoReturn

from samdrift.engines.correlation import Link, NetworkJudge, Topology
from samdrift.kernel.errors import BadInput

OPER = frozenset({"up", "down", "dormant", "lowerLayerDown", "notPresent", "testing", "unknown"})
PORT_TRAPS = {"linkDown": "down", "linkUp": "up"}
POWER_TRAPS = {"onBattery": True, "offBattery": False}
OTHER_TRAPS = frozenset({"coldStart", "warmStart", "lldpRemTablesChange"})
LONGEST_SHOWN = 60


def wrong(where: str, reason: str) -> NoReturn:
    """Refuse, naming the field; what was found is shown shortened and with control characters escaped."""
    raise BadInput(reason, where=f"standard input: {where}", remedy="see docs/reference/judge-1.schema.json")


def shown(value: object) -> str:
    """The value as one safe short line."""
    text = ascii(value)
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}..."


def read_topology(body: object) -> Topology:
    """The network of the replay. Neighbours that loop back to their own device are taken, and ignored by the judge."""
    if not isinstance(body, dict):
        wrong("the document", f"must be an object, not {shown(body)}")
    known_places = {_id(row.get("id"), f"{where}.id") for where, row in _rows(body, "places", needed=False)}
    places: dict[Any, Any] = {}
    for where, row in _rows(body, "devices"):
        device = _id(row.get("id"), f"{where}.id")
        if device in places:
            wrong(f"{where}.id", f"{shown(device)} is listed twice")
        place = row.get("place")
        if place is not None and _id(place, f"{where}.place") not in known_places and "places" in body:
            wrong(f"{where}.place", f"{shown(place)} is not listed under places")
        places[device] = place
    links: dict[Any, Link] = {}
    for where, row in _rows(body, "links"):
        link = _id(row.get("id"), f"{where}.id")
        if link in links:
            wrong(f"{where}.id", f"{shown(link)} is listed twice")
        a, b = (_end(row.get(side), f"{where}.{side}", places) for side in ("a", "b"))
        links[link] = Link(link, *a, *b)
    vantages = body.get("vantages", [])
    vantage = body.get("vantage")
    if not isinstance(vantages, list):
        wrong("vantages", f"must be a list of device ids, not {shown(vantages)}")
    for where, root in (("vantage", vantage), *((f"vantages[{n}]", root) for n, root in enumerate(vantages))):
        if root is not None and _id(root, where) not in places:
            wrong(where, f"{shown(root)} is not listed under devices")
    return Topology(vantage, places, tuple(links.values()), frozenset(vantages))


def _rows(body: dict[str, Any], name: str, *, needed: bool = True) -> Iterator[tuple[str, dict[str, Any]]]:
    if name not in body and not needed:
        return
    rows = body.get(name)
    if not isinstance(rows, list):
        wrong(name, "is missing" if name not in body else f"must be a list, not {shown(rows)}")
    for number, row in enumerate(rows):
        if not isinstance(row, dict):
            wrong(f"{name}[{number}]", f"must be an object, not {shown(row)}")
        yield f"{name}[{number}]", row


def _id(value: object, where: str) -> Any:
    if isinstance(value, bool) or not isinstance(value, str | int) or value == "":
        wrong(where, f"must be an id (text or whole number), not {shown(value)}")
    return value


def _end(value: object, where: str, places: dict[Any, Any]) -> tuple[Any, Any]:
    if not isinstance(value, list) or len(value) != 2:
        wrong(where, f"must be [device, port], not {shown(value)}")
    device, port = _id(value[0], f"{where}[0]"), _id(value[1], f"{where}[1]")
    if device not in places:
        wrong(f"{where}[0]", f"{shown(device)} is not listed under devices")
    return device, port


def number(value: object, where: str) -> float:
    """A finite number of seconds."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        wrong(where, f"must be a number of seconds, not {shown(value)}")
    return float(value)


class Observer:
    """Hands observations to the judge, one after the other, in the order of their times."""

    def __init__(self, judge: NetworkJudge) -> None:
        self.judge = judge
        self.kinds: dict[str, Callable[[dict[str, Any], float, str], None]] = {
            "probe": self._probe,
            "port": self._port,
            "trap": self._trap,
            "maintenance": self._maintenance,
        }

    def take(self, seen: dict[str, Any], at: float, where: str) -> None:
        """One observation. BadInput names the field that is wrong."""
        kind = seen.get("kind")
        act = self.kinds.get(kind) if isinstance(kind, str) else None
        if act is None:
            wrong(f"{where}.kind", f"must be one of {', '.join(self.kinds)}, not {shown(kind)}")
        act(seen, at, where)

    def _device(self, seen: dict[str, Any], where: str) -> Any:
        device = _id(seen.get("device"), f"{where}.device")
        if device not in self.judge.devices:
            wrong(f"{where}.device", f"{shown(device)} is not listed under devices")
        return device

    def _probe(self, seen: dict[str, Any], at: float, where: str) -> None:
        device = self._device(seen, where)
        ok, icmp, snmp = seen.get("ok"), seen.get("icmp"), seen.get("snmp")
        for name, value in (("ok", ok), ("icmp", icmp), ("snmp", snmp)):
            if value is not None and not isinstance(value, bool):
                wrong(f"{where}.{name}", f"must be true or false, not {shown(value)}")
        if ok is None and icmp is None and snmp is None:
            wrong(f"{where}.ok", "is missing")
        if icmp is None and snmp is None:
            snmp = ok  # answered or not, by whatever was asked
        self.judge.probe(device, at, icmp=icmp, snmp=snmp)

    def _port(self, seen: dict[str, Any], at: float, where: str) -> None:
        device, oper = self._device(seen, where), seen.get("oper")
        if not isinstance(oper, str) or oper not in OPER:
            wrong(f"{where}.oper", f"must be up or down, not {shown(oper)}")
        admin = seen.get("admin")
        if admin is not None and admin not in ("up", "down", "testing"):
            wrong(f"{where}.admin", f"must be up or down, not {shown(admin)}")
        self.judge.port(device, _id(seen.get("port"), f"{where}.port"), at, oper=oper, admin=admin)

    def _trap(self, seen: dict[str, Any], at: float, where: str) -> None:
        device, trap = self._device(seen, where), seen.get("trap")
        if not isinstance(trap, str) or trap not in {*PORT_TRAPS, *POWER_TRAPS, *OTHER_TRAPS}:
            wrong(f"{where}.trap", f"must be linkDown, linkUp, onBattery or coldStart, not {shown(trap)}")
        if trap in PORT_TRAPS:
            self.judge.port(device, _id(seen.get("port"), f"{where}.port"), at, oper=PORT_TRAPS[trap])
        elif trap in POWER_TRAPS:
            self.judge.power(device, at, on_battery=POWER_TRAPS[trap])

    def _maintenance(self, seen: dict[str, Any], at: float, where: str) -> None:
        until = number(seen.get("until"), f"{where}.until")
        if until < at:
            wrong(f"{where}.until", f"{until:g} lies before t {at:g}")
        topology = self.judge.topology
        if seen.get("device") is not None:
            self.judge.excuse(until=until, device=self._device(seen, where))
        elif seen.get("place") is not None:
            place = _id(seen["place"], f"{where}.place")
            if place not in topology.members:
                wrong(f"{where}.place", f"no device is at {shown(place)}")
            self.judge.excuse(until=until, place=place)
        elif seen.get("link") is not None:
            link = _id(seen["link"], f"{where}.link")
            if link not in topology.by_id:
                wrong(f"{where}.link", f"{shown(link)} is not listed under links")
            self.judge.excuse(until=until, link=link)
        else:
            wrong(where, "maintenance needs a device, a place or a link")
