# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Municipal networks made up from a seed: trees, rings, MLAG pairs, dual-homed sites, or all of them as in a real town.

What the judge is told (`known`) differs from the truth (`true`) a little: a cable it never learnt, a neighbour that lies.
"""

from collections import deque
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from random import Random

from samdrift.engines.correlation import Link, Topology

KINDS = ("tree", "ring", "mlag", "dual")
SITE_SIZE = (2, 10)
ALONE = 0.005
"""Share of true cables against which something speaks (an old row of the other end, a port told of twice)."""


@dataclass
class Net:
    """A network and what is known of it. `unasked`: devices nobody probes (the monitoring host, dumb switches)."""

    vantage: str
    places: dict[str, str] = field(default_factory=dict)
    true: dict[str, Link] = field(default_factory=dict)
    known: dict[str, Link] = field(default_factory=dict)
    unasked: set[str] = field(default_factory=set)
    at: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    """device -> (link, the device at its other end), of the truth."""

    def add(self, device: str, place: str) -> str:
        self.places[device] = place
        self.at.setdefault(device, [])
        return device

    def join(self, one: str, other: str, cables: int = 1) -> None:
        for _ in range(cables):
            name = f"c{len(self.true)}"
            link = Link(name, one, f"p{len(self.at[one])}", other, f"p{len(self.at[other])}")
            self.true[name] = self.known[name] = link
            self.at[one].append((name, other))
            self.at[other].append((name, one))

    def topology(self, *, weighed: bool = True) -> Topology:
        """The network as the judge knows it; not `weighed`, every neighbour is believed alike."""
        links = self.known.values() if weighed else (replace(link, confidence=1.0) for link in self.known.values())
        return Topology(self.vantage, dict(self.places), tuple(links))

    def devices_at(self, place: str) -> list[str]:
        return [device for device, there in self.places.items() if there == place]

    def paths(self, dead: Collection[str], cut: Collection[str]) -> dict[str, tuple[str, str]]:
        """device -> (link, device) it is reached by from the vantage; the unreached are missing. In order of distance."""
        found: dict[str, tuple[str, str]] = {}
        if self.vantage in dead:
            return found
        found[self.vantage] = ("", "")
        queue = deque([self.vantage])
        while queue:
            here = queue.popleft()
            for link, there in self.at[here]:
                if there not in found and link not in cut and there not in dead:
                    found[there] = (link, here)
                    queue.append(there)
        return found


def make_net(kind: str, size: int, seed: int, *, liars: int = 1) -> Net:
    """About `size` devices of one of `KINDS`, or "mixed". `seed` also decides where the vantage stands.

    `liars`: how many times as many false neighbours as usual.
    """
    random = Random(f"{kind}-{size}-{seed}")
    net = Net(vantage="mon")
    cores = [net.add("core1", "hall"), net.add("core2", "fire-station")]
    net.join(*cores, cables=2)
    region = 0
    while len(net.places) < size - 4:
        region += 1
        shape = kind if kind != "mixed" else random.choice(KINDS)
        _region(net, shape, region, cores, min(size - len(net.places), random.randint(30, 90)), random)
    _place_vantage(net, seed, cores)
    _disturb(net, random, liars)
    _doubt(net, Random(f"doubt-{kind}-{size}-{seed}"))
    return net


def _region(net: Net, kind: str, number: int, cores: list[str], budget: int, random: Random) -> None:
    count = 1 if kind == "tree" else 2
    hubs = [net.add(f"dist{number}-{n}", f"hub{number}-{n}") for n in range(count)]
    for n, hub in enumerate(hubs):
        net.join(cores[n % 2], hub, cables=random.choice((1, 1, 2)))
        if kind != "tree" or random.random() < 0.5:
            net.join(cores[(n + 1) % 2], hub)
    if kind == "mlag":
        net.join(hubs[0], hubs[1], cables=2)
    left, site = budget - count, 0
    while left > 0:
        site += 1
        length = random.randint(3, 5) if kind == "ring" else 1
        before = hubs[0]
        for step in range(length):
            place = f"site{number}-{site}-{step}"
            members = _site(net, place, random)
            left -= len(members)
            if kind == "ring":
                net.join(before, members[0])
                before = members[0]
            elif kind == "tree":
                net.join(random.choice(hubs), members[0])
            elif kind == "mlag":
                net.join(hubs[0], members[0])
                net.join(hubs[1], members[0])
            else:
                second = net.add(f"{place}-b", place)
                left -= 1
                net.join(hubs[0], members[0])
                net.join(hubs[1], second)
                net.join(members[0], second)
        if kind == "ring":
            net.join(before, hubs[1])


def _site(net: Net, place: str, random: Random) -> list[str]:
    """A school or a care home: a main switch, switches behind it, access points behind those."""
    members = [net.add(f"{place}-sw0", place)]
    for n in range(1, random.randint(*SITE_SIZE)):
        behind = members[0] if random.random() < 0.6 else random.choice(members)
        members.append(net.add(f"{place}-sw{n}", place))
        net.join(behind, members[-1])
    return members


def _place_vantage(net: Net, seed: int, cores: list[str]) -> None:
    if seed % 3 == 1:
        net.vantage = cores[0]
        return
    behind = cores[0] if seed % 3 == 0 else "dist1-0"
    net.add("mon", "data-centre")
    net.join(behind, "mon")
    net.unasked.add("mon")


def _doubt(net: Net, random: Random) -> None:
    """How well each neighbour is founded: most tell of each other, some end at what tells nothing; against a liar's word
    stands another, and against that of a few true ones too.
    """
    for name, link in net.known.items():
        told = 0.4 if name not in net.true or random.random() < ALONE else random.choice((1.0, 1.0, 1.0, 0.7))
        net.known[name] = replace(link, confidence=told)


def _disturb(net: Net, random: Random, liars: int) -> None:
    """What discovery gets wrong: a few redundant cables unknown, a few neighbours claimed that are none, dumb switches."""
    names = sorted(net.places)
    for _ in range(liars * (len(names) // 300)):
        liar, other = random.sample(names, 2)
        net.known[f"lie{liar}"] = Link(f"lie{liar}", liar, "p900", other, "p901")
    net.known["loop"] = Link("loop", names[0], "p902", names[0], "p903")
    for _ in range(len(names) // 400):
        hidden = random.choice(sorted(net.true))
        if len(net.paths((), (hidden,))) == len(net.places):
            net.known.pop(hidden, None)
    for _ in range(len(names) // 250):
        dumb = random.choice(names)
        if dumb != net.vantage and not dumb.startswith(("core", "dist")):
            net.unasked.add(dumb)
