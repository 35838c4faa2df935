# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""From what somebody asks to break to a fault that names its cables; what cannot be meant is refused in words. Pure."""

from collections.abc import Iterable
from difflib import get_close_matches

from samdrift.kernel.errors import BadInput, NotFound
from samdrift.twin.condition import Effects, routes_from
from samdrift.twin.types import FAULT_KINDS, Fault, FaultKind, Link, Topology

_OF_PLACE = ("cut_place", "power_place")
_OF_DEVICE = ("kill_device", "hang_agent", "restart")


def kind_for(topology: Topology, target: str, other: str = "") -> FaultKind:
    """What is most likely meant by `break target [other]`: two ends are a cable, a place is cut off, a device dies.
    NotFound where `target` is neither place nor device.
    """
    if other:
        return "cut_link"
    _must_exist("place or device", target, (*topology.places, *topology.devices))
    return "cut_place" if target in topology.places else "kill_device"


def make_fault(topology: Topology, fault_id: int, kind: str, target: str, other: str, at: float) -> Fault:
    """The fault; BadInput for a kind that is none, NotFound for a name that is none, each with what would fit."""
    known = next((k for k in FAULT_KINDS if k == kind), None)
    if known is None:
        raise BadInput(f"there is no fault «{kind}»", where="kind", remedy=f"choose one of {', '.join(FAULT_KINDS)}")
    if known in _OF_PLACE:
        _must_exist("place", target, topology.places)
        links = uplinks_of(topology, target) if known == "cut_place" else ()
    elif known in _OF_DEVICE:
        _must_exist("device", target, topology.devices)
        links = ()
    else:
        links = _cables(topology, target, other)
    return Fault(fault_id, known, target, at, other, tuple(link.id for link in links))


def uplinks_of(topology: Topology, place: str) -> tuple[Link, ...]:
    """The cables by which a place hangs on the rest: those that leave it towards what is reached without it."""
    inside = frozenset(d.id for d in topology.at_place(place))
    if topology.vantage in inside:
        remedy = "cut another place, or kill a device or cut a cable here"
        raise BadInput(f"the network is watched from {topology.vantage} at {place}", where="target", remedy=remedy)
    reached = routes_from(topology, Effects(inside, frozenset(), frozenset(), frozenset()))
    leaving = (link for d in inside for link in topology.links_of[d] if link.far_end(d).device in reached)
    return tuple(sorted(leaving, key=lambda link: link.id))


def _cables(topology: Topology, one: str, other: str) -> tuple[Link, ...]:
    """The cables between two devices; with one device given, its uplink; with a place given, the place's uplinks."""
    if not other:
        if one in topology.places:
            return uplinks_of(topology, one)
        _must_exist("device", one, topology.devices)
        way = routes_from(topology, Effects(frozenset(), frozenset(), frozenset(), frozenset()))[one]
        if not way:
            raise BadInput(f"{one} has no cable towards the core", where="target", remedy="name both ends of a cable")
        return (topology.links[way[-1]],)
    _must_exist("device", one, topology.devices)
    _must_exist("device", other, topology.devices)
    found = topology.between(one, other)
    if not found:
        beside = ", ".join(sorted({link.far_end(one).device for link in topology.links_of[one]}))
        raise NotFound(f"no cable between {one} and {other}", where="other", remedy=f"{one} is joined to {beside}")
    return found


def _must_exist(what: str, name: str, known: Iterable[str]) -> None:
    names = sorted(known, key=lambda n: (len(n), n))
    if name in names:
        return
    near = get_close_matches(name, names, n=4, cutoff=0.5) or [n for n in names if name and name in n][:4]
    remedy = f"did you mean {', '.join(near)}?" if near else "«samdrift twin list» names them"
    raise NotFound(f"there is no {what} «{name}»", where="target", remedy=remedy)
