# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""More ways to find devices than from neighbour to neighbour: ranges of addresses, what routers' ARP holds, lists brought along."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice

from samdrift.inventory.commands import MAY_SEARCH, look_at
from samdrift.inventory.models import AddressRange, Credential, Device, Pairing
from samdrift.inventory.ports import Knocker
from samdrift.inventory.rules.bringing import addresses_in, read_candidates, read_range
from samdrift.kernel.clock import utc_now
from samdrift.kernel.errors import BadInput, NotFound
from samdrift.platform import jobs
from samdrift.platform.actor import Actor, system_actor
from samdrift.platform.jobs import QUEUE_DISCOVERY, blueprint
from samdrift.platform.live import announce
from samdrift.platform.scope import acting_as

BY_ARP = "arp"
"""In place of a range: every address that a router tells of now."""
AT_ONCE = 1024
_knockers: list[Knocker] = []


def use_knocker(knocker: Knocker) -> None:
    """Called once by runtime: who knocks at addresses."""
    _knockers[:] = [knocker]


def look_through_range(*, municipality_id: int, network: str, actor: Actor, at: datetime) -> int:
    """Knock at every address of a range, or of ARP (`BY_ARP`); who answers is read. The range's id.

    BadInput where it is no range or too large; NotFound where the actor does not run that municipality's network.
    """
    _may_search(municipality_id, actor)
    if network == BY_ARP:
        size = len(_told_by_arp(municipality_id))
    else:
        found = read_range(network)
        network, size = str(found), sum(1 for _ in addresses_in(found))
    row = AddressRange.objects.create(
        municipality_id=municipality_id, network=network, size=size, asked_by=actor.label, begun_at=at
    )
    jobs.defer("look_through_range", queueing_lock=f"range/{row.pk}", range_id=row.pk)
    announce("inventory", municipality_id=municipality_id, supplier_id=None)
    return row.pk


def cancel_range(*, range_id: int, actor: Actor, at: datetime) -> None:
    """Stop looking through a range after the addresses that are being asked; NotFound where it is not the actor's."""
    rows = AddressRange.objects.filter(pk=range_id)
    if not actor.system:
        rows = rows.filter(municipality_id__in=actor.municipalities_as(*MAY_SEARCH))
    if not rows.exists():
        raise NotFound("there is no such range", where=f"range {range_id}")
    rows.filter(state__in=("waiting", "asking")).update(state="cancelled", ended_at=at)


def bring_list(*, municipality_id: int, text: str, source: str, actor: Actor) -> tuple[int, tuple[str, ...]]:
    """Ask every device of a list (CSV, or NetBox' devices as CSV or JSON).

    How many are asked, and the names of those whose row has no address. Who does not answer turns up on the worklist.
    BadInput where the file cannot be read; NotFound where the actor does not run that municipality's network.
    """
    _may_search(municipality_id, actor)
    brought = read_candidates(text)
    if not brought.found:
        raise BadInput(
            "no row has the address of a device", where="file", remedy="see that a column holds IP addresses"
        )
    for candidate in brought.found:
        heard = " ".join(filter(None, ("list", source, candidate.name)))
        look_at(municipality_id=municipality_id, address=candidate.address, heard_from=heard, actor=actor)
    return len(brought.found), brought.without


@blueprint.task(name="look_through_range", queue=QUEUE_DISCOVERY)
def look_through_range_job(*, range_id: int) -> None:
    with acting_as(system_actor("discovery")) as actor:
        knock_through(range_id=range_id, actor=actor)


def knock_through(*, range_id: int, actor: Actor) -> None:
    """Work through one range, a thousand addresses at a time, until it is over or cancelled; goes on where it was."""
    row = AddressRange.objects.filter(pk=range_id).first()
    if row is None:
        return
    keys = [
        key.opened()
        for key in Credential.objects.filter(municipality_id=row.municipality_id).order_by("position", "pk")
    ]
    for some in _portions(row):
        if not AddressRange.objects.filter(pk=range_id, state__in=("waiting", "asking")).update(state="asking"):
            return
        known = set(
            Device.objects.filter(municipality_id=row.municipality_id, address__in=some).values_list(
                "address", flat=True
            )
        )
        answered = _knockers[0]([address for address in some if address not in known], keys)
        for address in sorted(answered):
            look_at(
                municipality_id=row.municipality_id,
                address=address,
                heard_from=f"range {row.network}",
                actor=actor,
                again=True,
            )
        row.asked, row.found = row.asked + len(some), row.found + len(answered) + len(known)
        AddressRange.objects.filter(pk=range_id).update(asked=row.asked, found=row.found)
        announce("inventory", municipality_id=row.municipality_id, supplier_id=None)
    AddressRange.objects.filter(pk=range_id, state__in=("waiting", "asking")).update(state="done", ended_at=utc_now())
    announce("inventory", municipality_id=row.municipality_id, supplier_id=None)


def _portions(row: AddressRange) -> Iterator[Sequence[str]]:
    told = _told_by_arp(row.municipality_id) if row.network == BY_ARP else addresses_in(read_range(row.network))
    waiting = islice(iter(told), row.asked, None)
    while some := list(islice(waiting, AT_ONCE)):
        yield some


def _told_by_arp(municipality_id: int) -> list[str]:
    """IPv4 addresses that routers tell of now, in order; IPv6 neighbours are found by LLDP and lists."""
    now = Pairing.objects.filter(municipality_id=municipality_id, last_seen__isnull=True, ended_at__isnull=True)
    return sorted({address for address in now.values_list("address", flat=True) if ":" not in address})


def _may_search(municipality_id: int, actor: Actor) -> None:
    if not actor.system and municipality_id not in actor.municipalities_as(*MAY_SEARCH):
        raise NotFound("there is no such municipality", where=f"municipality {municipality_id}")
