# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Who is to be read in full next: a queue in the table of contacts, so that nothing is forgotten when a worker dies.

First who is wished for (a restart, a seed, «read now»), then who was never read, in the order in which they were heard of:
from the seeds outward. Then the routine, each address at a phase of its own within the interval, so that the whole network
is never read at one moment.
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from django.db.models import F, Q

from samdrift.engines.pollplan import next_turn
from samdrift.inventory.models import Contact, Device
from samdrift.platform import jobs

WISHED, NEW, ROUTINE = 0, 1, 2
UNANSWERED_FIRST, UNANSWERED_AGAIN = timedelta(minutes=2), timedelta(days=1)
"""An address that was only heard of and does not answer is asked once more soon (we may have been busy), then each day: it
may have been off."""
JOB = "read_devices"


def heard_of(*, municipality_id: int, addresses: Iterable[str], heard_from: str) -> int:
    """Put those of these addresses that are new at the end of the queue; how many."""
    wanted = list(dict.fromkeys(addresses))
    mine = Contact.objects.filter(municipality_id=municipality_id)
    known = set(mine.filter(address__in=wanted).values_list("address", flat=True)) if wanted else set()
    new = [
        Contact(municipality_id=municipality_id, address=address, heard_from=heard_from[:120], urgency=NEW)
        for address in wanted
        if address not in known
    ]
    Contact.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


def wish_for(*, municipality_id: int, address: str) -> None:
    """This address comes before all that waits, even where it is being read at this moment."""
    Contact.objects.filter(municipality_id=municipality_id, address=address).update(urgency=WISHED, due_at=None)


def wake() -> bool:
    """See that somebody works through the queue; False when that waits to be done already."""
    return jobs.defer(JOB, queueing_lock=JOB, lock=JOB)


def take(limit: int, busy: Collection[int], now: datetime) -> list[Contact]:
    """The next ones that nobody reads yet."""
    due = Contact.objects.filter(Q(urgency__lt=ROUTINE) | Q(urgency=ROUTINE, due_at__lte=now))
    rows = list(due.exclude(pk__in=busy).order_by("urgency", F("due_at").asc(nulls_first=True), "pk")[: max(0, limit)])
    wished = [row.pk for row in rows if row.urgency == WISHED]
    if wished:  # a wish that comes while it is read stands out from the one that is being fulfilled
        Contact.objects.filter(pk__in=wished, urgency=WISHED).update(urgency=NEW)
    return rows


def settle(
    *,
    municipality_id: int,
    address: str,
    known_as: str | None,
    at: datetime,
    every: timedelta,
    first_time: bool = False,
) -> None:
    """This address has been read, or asked in vain. `known_as`: the address by which the device there is kept, if any."""
    mine = Contact.objects.filter(municipality_id=municipality_id, address=address).exclude(urgency=WISHED)
    if known_as is not None and known_as != address:
        mine.update(urgency=None, due_at=None)  # it is read under its own address
        return
    key = f"{municipality_id}/{address}"
    pause = every if known_as else UNANSWERED_FIRST if first_time else UNANSWERED_AGAIN
    mine.update(urgency=ROUTINE, due_at=next_turn(key, after=at, every=pause))


def give_turns(now: datetime, every: timedelta) -> int:
    """Devices whose address nobody queued (brought in, or known before there was a queue) get their turn; how many."""
    queued = Contact.objects.filter(urgency__isnull=False).values_list("municipality_id", "address")
    known = Device.objects.values_list("municipality_id", "address")
    missing = sorted(set(known) - set(queued))
    Contact.objects.bulk_create(
        (
            Contact(
                municipality_id=municipality_id,
                address=address,
                heard_from="rediscovery",
                urgency=ROUTINE,
                due_at=next_turn(f"{municipality_id}/{address}", after=now - every / 2, every=every),
            )
            for municipality_id, address in missing
        ),
        update_conflicts=True,
        unique_fields=["municipality", "address"],
        update_fields=["urgency", "due_at"],
    )
    return len(missing)
