# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""How discovery came out, address by address, for the city's own people: suppliers are not shown how others are asked."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet

from samdrift.inventory.listing import visible_devices
from samdrift.inventory.models import AddressRange, Contact, Seed
from samdrift.platform.actor import Actor
from samdrift.platform.visible import STAFF

PAGE = 100
SHOWN_RANGES = 10
STATES = ("refused", "silent", "waiting", "found")
"""In the order in which they need somebody."""


@dataclass(frozen=True, slots=True)
class ContactRow:
    """One address. `detail` is what the devices and protocols said, in the field's English."""

    id: int
    address: str
    state: str
    heard_from: str
    detail: str
    tried_at: datetime | None
    device_id: int | None
    device: str
    """The known device at that address, by name: it was found before."""


@dataclass(frozen=True, slots=True)
class SeedRow:
    """An address somebody gave. `answer` as ContactRow.detail."""

    address: str
    asked_at: datetime | None
    state: str
    answer: str


@dataclass(frozen=True, slots=True)
class RangeRow:
    """A range somebody had looked through; `network` «arp» is what routers tell of."""

    id: int
    network: str
    state: str
    asked: int
    size: int
    found: int
    begun_at: datetime


@dataclass(frozen=True, slots=True)
class Discovery:
    """One page of contacts in one state, the seeds, and how many contacts are in each state."""

    counts: dict[str, int]
    rows: tuple[ContactRow, ...]
    after: int | None
    seeds: tuple[SeedRow, ...]
    ranges: tuple[RangeRow, ...] = ()

    @property
    def states(self) -> list[str]:
        """The states that occur among the rows, those that need somebody first."""
        found = {row.state for row in self.rows}
        return [state for state in STATES if state in found]


def discovery(actor: Actor, *, state: str = "", after: int = 0, limit: int = PAGE) -> Discovery:
    """Contacts by id, those after `after`; `state` empty: all but the found ones."""
    mine = _mine(actor)
    counts = dict(mine.order_by().values_list("state").annotate(Count("pk")))
    rows = mine.filter(state=state) if state in STATES else mine.exclude(state="found")
    found = list(rows.filter(pk__gt=after).order_by("pk")[: limit + 1])
    shown = found[:limit]
    addresses = [row.address for row in shown]
    at = visible_devices(actor).filter(address__in=addresses).values_list("address", "pk", "name")
    known: dict[str, tuple[int | None, str]] = {address: (pk, name) for address, pk, name in at}
    seeds = list(Seed.objects.filter(municipality_id__in=actor.municipalities_as(*STAFF)).order_by("pk"))
    states = dict(mine.filter(address__in=[seed.address for seed in seeds]).values_list("address", "state"))
    return Discovery(
        counts={name: counts.get(name, 0) for name in STATES},
        rows=tuple(
            ContactRow(
                row.pk,
                row.address,
                row.state,
                row.heard_from,
                _brief(row.detail),
                row.tried_at,
                *known.get(row.address, (None, "")),
            )
            for row in shown
        ),
        after=shown[-1].pk if len(found) > limit else None,
        ranges=tuple(RangeRow(r.pk, r.network, r.state, r.asked, r.size, r.found, r.begun_at) for r in _ranges(actor)),
        seeds=tuple(SeedRow(s.address, s.asked_at, states.get(s.address, "waiting"), s.answer) for s in seeds),
    )


def _ranges(actor: Actor) -> QuerySet[AddressRange]:
    mine = AddressRange.objects.filter(municipality_id__in=actor.municipalities_as(*STAFF))
    return mine.order_by("-pk")[:SHOWN_RANGES]


def _brief(detail: str) -> str:
    """Without the remedy, which the page gives once for all in the reader's language."""
    return detail.partition(";")[0] if detail.count(";") == 1 else detail


def _mine(actor: Actor) -> QuerySet[Contact]:
    return Contact.objects.filter(municipality_id__in=actor.municipalities_as(*STAFF))
