# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Reads forwarding tables and ARP again all day, a few devices a minute, so that no switch and no minute is busy with it.

Each minute takes the devices whose tables are older than the interval, those read longest ago first, and no more than
their fair share of the interval: 5,500 devices in 15 minutes are 367 a minute. Who serves no such table is left alone.
"""

from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F, Q

from samdrift.inventory.models import Device, TableReading
from samdrift.inventory.ports import TableReader
from samdrift.inventory.rules.sparing import how_to_ask
from samdrift.inventory.sightings import forget_old_stays, note_no_tables, store_tables
from samdrift.inventory.types import StationTables
from samdrift.inventory.worklist import look_through
from samdrift.kernel.clock import utc_now
from samdrift.kernel.errors import BadInput, NotNow, Refused
from samdrift.parties import facade as parties
from samdrift.platform.actor import Actor, system_actor
from samdrift.platform.jobs import QUEUE_DISCOVERY, blueprint
from samdrift.platform.live import announce
from samdrift.platform.scope import acting_as

TICK = timedelta(minutes=1)
SIDE_BY_SIDE = 32
"""At 20 packets a second a device takes a second or three: so many keep up with 5,500 devices in 15 minutes."""
_readers: list[TableReader] = []


def use_table_reader(reader: TableReader) -> None:
    """Called once by runtime: who asks the devices."""
    _readers[:] = [reader]


@blueprint.periodic(cron="* * * * *")
@blueprint.task(
    name="reread_tables",
    queue=QUEUE_DISCOVERY,
    pass_context=False,
    lock="reread_tables",
    queueing_lock="reread_tables",
)
def reread_job(timestamp: int) -> None:
    del timestamp
    with acting_as(system_actor("discovery")):
        read_due(at=utc_now(), every=timedelta(minutes=settings.CONFIG.whereabouts_minutes))


@blueprint.periodic(cron="17 3 * * *")
@blueprint.task(name="forget_old_stays", queue=QUEUE_DISCOVERY, pass_context=False)
def forget_job(timestamp: int) -> None:
    del timestamp
    with acting_as(system_actor("retention")) as actor:
        forget_old_stays(now=utc_now(), actor=actor)


@blueprint.periodic(cron="7 * * * *")
@blueprint.task(name="look_through", queue=QUEUE_DISCOVERY, pass_context=False)
def look_through_job(timestamp: int) -> None:
    """Every hour: what shows only when one looks at everything together goes on the worklist."""
    del timestamp
    with acting_as(system_actor("discovery")) as actor:
        for city in parties.municipalities():
            look_through(municipality_id=city.id, actor=actor, now=utc_now())


def read_due(*, at: datetime, every: timedelta) -> int:
    """Ask this minute's share of the devices whose tables are older than `every`; how many answered.

    Many are asked side by side, since asking is waiting; what they say is stored one after the other.
    """
    actor = system_actor("discovery")
    devices = list(Device.objects.select_related("credential").filter(pk__in=_due(at, every)).order_by("pk"))
    if not devices:
        return 0
    answered = 0
    with ThreadPoolExecutor(min(SIDE_BY_SIDE, len(devices)), thread_name_prefix="tables") as threads:
        asked = {
            threads.submit(_readers[0], d.address, d.credential.opened(), how_to_ask(d.cost, d.left_out, at)): d
            for d in devices
        }
        for answer in as_completed(asked):
            answered += _store(asked[answer], answer, actor=actor, at=at)
    return answered


def _due(at: datetime, every: timedelta) -> list[int]:
    """Devices that told of a station or an address when they were read last, and whose turn it is."""
    serving = TableReading.objects.filter(Q(stations__gt=0) | Q(pairs__gt=0))
    share = -(-serving.count() // max(1, every // TICK))
    waiting = serving.filter(Q(tried_at__isnull=True) | Q(tried_at__lte=at - every + TICK))
    return list(waiting.order_by(F("tried_at").asc(nulls_first=True), "pk").values_list("device_id", flat=True)[:share])


def _store(device: Device, answer: Future[StationTables], *, actor: Actor, at: datetime) -> bool:
    try:
        tables = answer.result()
    except (NotNow, Refused, BadInput) as error:
        note_no_tables(device_id=device.pk, problem=error.sentence(), actor=actor, at=at)
        return False
    if store_tables(device_id=device.pk, tables=tables, actor=actor, at=at):
        announce("whereabouts", municipality_id=device.municipality_id, supplier_id=device.supplier_id)
    return True
