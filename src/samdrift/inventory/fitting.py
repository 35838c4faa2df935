# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Which stations fit what was typed: each kind of question by its own index, so that 200,000 stations are no more than 20."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from samdrift.inventory.listing import visible_devices
from samdrift.inventory.models import Lease, NameTail, Pairing, Sighting
from samdrift.inventory.rules.tails import looked_up, span
from samdrift.inventory.rules.wanted import Wanted
from samdrift.platform.actor import Actor
from samdrift.platform.visible import visible

PRESENT = Q(last_seen__isnull=True, ended_at__isnull=True)


def macs_of(actor: Actor, wanted: Wanted, limit: int) -> Iterable[str]:
    """MACs that fit, best first; `limit` and one more of each kind at most, and some may come twice."""
    if wanted.kind == "mac":
        return [wanted.text] if _known(actor, wanted.text) else []
    if wanted.kind == "prefix":
        return _distinct(sightings(actor), wanted.span, limit)
    if wanted.kind == "address":
        return _macs_at_address(actor, wanted.text, limit)
    return _macs_by_words(actor, wanted.text, limit) if wanted.kind == "words" else []


def _known(actor: Actor, mac: str) -> bool:
    return (
        sightings(actor).filter(mac=mac).exists()
        or pairings(actor).filter(mac=mac).exists()
        or visible(Lease.objects.all(), actor).filter(mac=mac).exists()
        or visible_devices(actor).filter(Q(chassis_id=mac)).exists()
    )


def _distinct(rows: QuerySet[Sighting], span: tuple[str, str], limit: int) -> list[str]:
    """Jumps from one MAC to the next: a core has learned each of them many times."""
    found: list[str] = []
    low, high = span
    while len(found) <= limit:
        after = rows.filter(mac__lte=high, **{"mac__gt" if found else "mac__gte": low})
        step = list(after.order_by("mac").values_list("mac", flat=True)[:50])
        fresh = sorted(set(step))[: limit + 1 - len(found)]
        found += fresh
        if len(step) < 50 or not fresh:
            break
        low = fresh[-1]
    return found


def _macs_at_address(actor: Actor, address: str, limit: int) -> list[str]:
    rows = pairings(actor).filter(address=address).order_by("ended_at", "-last_seen", "-first_seen")
    present = rows.filter(PRESENT).values_list("mac", flat=True)[: limit + 1]
    before = rows.exclude(PRESENT).order_by("-last_seen").values_list("mac", flat=True)[: limit + 1]
    leases = visible(Lease.objects.all(), actor).filter(address=address)
    leased = leases.order_by("-ended_at", "-last_seen").values_list("mac", flat=True)[: limit + 1]  # NULLs come first
    devices = visible_devices(actor).filter(address=address).exclude(chassis_id="")
    return [*present, *leased, *before, *devices.values_list("chassis_id", flat=True)]


def _macs_by_words(actor: Actor, words: str, limit: int) -> list[str]:
    found = _named(actor, words, limit)
    devices = list(
        visible_devices(actor)
        .filter(name__icontains=words)
        .order_by("name")
        .values_list("chassis_id", "address")[:limit]
    )
    found += [chassis for chassis, _ in devices if len(chassis) == 12]
    addresses = [address for _, address in devices]
    if addresses:
        found += pairings(actor).filter(PRESENT, address__in=addresses).values_list("mac", flat=True)[: limit + 1]
    if len(found) <= limit:
        ids = _outlets(actor, words, limit)
        found += sightings(actor).filter(PRESENT, interface_id__in=ids).values_list("mac", flat=True)[: limit + 1]
    return found


def _named(actor: Actor, words: str, limit: int) -> list[str]:
    """MACs of stations whose name has these words, one after another."""
    tails = _tails(actor, words)
    if tails is None:
        return []
    rows = tails.filter(station__isnull=False).order_by("tail", "station_id")
    return list(rows.values_list("station__mac", flat=True)[: limit + 1])


def _outlets(actor: Actor, words: str, limit: int) -> list[int]:
    """Ports at the edge with stations whose description has these words, one after another."""
    tails = _tails(actor, words, agreement="interface__device__agreement_id")
    if tails is None:
        return []
    taken = {"interface__present": True, "interface__leads_on": False, "interface__stations__gt": 0}
    rows = tails.filter(interface__isnull=False, **taken).order_by("tail", "interface_id")
    return [pk for pk in rows.values_list("interface_id", flat=True)[: limit + 1] if pk is not None]


def _tails(actor: Actor, words: str, *, agreement: str = "") -> QuerySet[NameTail] | None:
    wanted = looked_up(words)
    if not wanted:
        return None
    low, high = span(wanted)
    return visible(NameTail.objects.all(), actor, agreement=agreement).filter(tail__gte=low, tail__lte=high)


def sightings(actor: Actor) -> QuerySet[Sighting]:
    """The stays this actor may see."""
    return visible(Sighting.objects.all(), actor, agreement="device__agreement_id")


def pairings(actor: Actor) -> QuerySet[Pairing]:
    """The addresses this actor may see."""
    return visible(Pairing.objects.all(), actor, agreement="device__agreement_id")
