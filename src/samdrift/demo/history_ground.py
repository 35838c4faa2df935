# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The found network as a thinker of faults needs it: what would fall silent if this cable, box or place failed. Pure."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

NETWORK, WIRELESS, POWER = "network", "wireless", "power"


@dataclass(frozen=True, slots=True)
class Box:
    """A found device; ids are inventory's, parties' and agreements'."""

    id: int
    name: str
    type: str
    place_id: int | None
    agreement_id: int | None = None
    supplier_id: int | None = None


@dataclass(frozen=True, slots=True)
class Cable:
    """A found link between two boxes; `label` names both ports."""

    id: int
    a: int
    b: int
    label: str


@dataclass(frozen=True, slots=True)
class Spot:
    """A place."""

    id: int
    slug: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Ground:
    """The whole town; `root` is the box at which whoever watches is plugged in."""

    boxes: tuple[Box, ...]
    cables: tuple[Cable, ...]
    spots: tuple[Spot, ...]
    root: int


@dataclass(frozen=True, slots=True)
class Cause:
    """One thing that may fail, and what follows. `key` as incidents.Incident.cause_key; `silent` is empty for faults that
    silence nobody; `first` are those silent by the cause itself, the others stand behind them.
    """

    kind: str
    key: str
    label: str
    main: Box
    silent: tuple[Box, ...]
    first: frozenset[int]
    touched: frozenset[int]
    place_slug: str
    place_kind: str

    @property
    def places(self) -> frozenset[int]:
        return frozenset(box.place_id for box in self.silent if box.place_id is not None)

    @property
    def carries(self) -> bool:
        return any(box.type == NETWORK for box in self.silent)

    @property
    def wireless(self) -> bool:
        return any(box.type == WIRELESS for box in self.silent)

    @property
    def power(self) -> bool:
        return any(box.type == POWER for box in self.silent)


class _Net:
    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.box = {box.id: box for box in ground.boxes}
        self.spot = {spot.id: spot for spot in ground.spots}
        self.cables = [c for c in ground.cables if c.a in self.box and c.b in self.box]
        self.at: dict[int, list[Cable]] = defaultdict(list)
        for cable in self.cables:
            self.at[cable.a].append(cable)
            self.at[cable.b].append(cable)
        self.reached = self.reach()

    def reach(self, gone: frozenset[int] = frozenset(), cut: int | None = None) -> frozenset[int]:
        if self.ground.root in gone:
            return frozenset()
        seen, ahead = {self.ground.root}, [self.ground.root]
        while ahead:
            here = ahead.pop()
            for cable in self.at[here]:
                there = cable.b if cable.a == here else cable.a
                if cable.id != cut and there not in seen and there not in gone:
                    seen.add(there)
                    ahead.append(there)
        return frozenset(seen)

    def cause(self, kind: str, key: str, label: str, main: int, silent: Iterable[int], first: Iterable[int]) -> Cause:
        silent = frozenset(silent)
        spot = self.spot.get(self.box[main].place_id or 0)
        return Cause(
            kind=kind,
            key=key,
            label=label,
            main=self.box[main],
            silent=tuple(self.box[n] for n in sorted(silent)),
            first=frozenset(first),
            touched=silent | {main},
            place_slug=spot.slug if spot is not None else "",
            place_kind=spot.kind if spot is not None else "",
        )


def causes(ground: Ground) -> list[Cause]:
    """Everything that may fail without taking the watcher's own place with it, in a steady order."""
    net = _Net(ground)
    return [*_cables(net), *_boxes(net), *_power(net)]


def _cables(net: _Net) -> Iterable[Cause]:
    for cable in sorted(net.cables, key=lambda c: c.label):
        key = f"link:{cable.id}"
        silent = net.reached - net.reach(cut=cable.id)
        far = cable.b if cable.b in silent or cable.a == net.ground.root else cable.a
        if silent:
            yield net.cause("link", key, cable.label, far, silent, {far})
        elif net.box[cable.a].type == net.box[cable.b].type == NETWORK:
            yield net.cause("redundancy", key, cable.label, far, (), ())
        if net.box[cable.a].place_id != net.box[cable.b].place_id:
            for kind in ("degraded", "flapping"):
                yield net.cause(kind, key, cable.label, far, (), ())


def _boxes(net: _Net) -> Iterable[Cause]:
    for box in sorted(net.ground.boxes, key=lambda b: b.name):
        if box.id == net.ground.root or box.id not in net.reached:
            continue
        key = f"device:{box.id}"
        yield net.cause("agent", key, box.name, box.id, {box.id}, {box.id})
        if box.type in {NETWORK, WIRELESS}:
            silent = net.reached - net.reach(gone=frozenset({box.id}))
            yield net.cause("device", key, box.name, box.id, silent, {box.id})


def _power(net: _Net) -> Iterable[Cause]:
    inside: dict[int, set[int]] = defaultdict(set)
    for box in net.ground.boxes:
        if box.place_id is not None and box.id in net.reached:
            inside[box.place_id].add(box.id)
    for spot in sorted(net.ground.spots, key=lambda s: s.slug):
        here = frozenset(inside[spot.id])
        if not here or net.ground.root in here:
            continue
        main = min(here, key=lambda n: (net.box[n].type != POWER, n))  # power is the town's own
        silent = net.reached - net.reach(gone=here)
        yield net.cause("place", f"place:{spot.id}", f"power at {spot.name}", main, silent, here)
