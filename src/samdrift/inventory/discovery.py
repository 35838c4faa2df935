# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The discovery jobs: work through the queue of addresses, and each minute see whose turn has come."""

from datetime import datetime, timedelta

from django.conf import settings

from samdrift.inventory import readqueue
from samdrift.inventory.ground import Ground
from samdrift.inventory.models import Device
from samdrift.inventory.ports import DeviceReader
from samdrift.inventory.reading import Readings, ask, keys_for, store
from samdrift.inventory.rules.sparing import how_to_ask
from samdrift.inventory.types import HowToAsk
from samdrift.kernel.clock import utc_now
from samdrift.platform.actor import system_actor
from samdrift.platform.jobs import QUEUE_DISCOVERY, blueprint
from samdrift.platform.scope import acting_as

_readers: list[DeviceReader] = []


def use_reader(reader: DeviceReader) -> None:
    """Called once by runtime: who asks the devices."""
    _readers[:] = [reader]


@blueprint.task(name=readqueue.JOB, queue=QUEUE_DISCOVERY, lock=readqueue.JOB)
def read_devices_job() -> None:
    """Read whoever is due, until nobody is. One at a time for the whole installation; what it leaves undone stays queued."""
    with acting_as(system_actor("discovery")) as actor:
        at_once = settings.CONFIG.reads_at_once
        Readings(_readers[0], at_once=at_once, every=interval(), clock=utc_now, actor=actor).run()


@blueprint.periodic(cron="* * * * *")
@blueprint.task(name="rediscover", queue=QUEUE_DISCOVERY, pass_context=False)
def rediscover_job(timestamp: int) -> None:
    """Each known device is read anew once an interval, each in a minute of its own, so that what is written stays true."""
    del timestamp
    with acting_as(system_actor("discovery")):
        readqueue.give_turns(utc_now(), interval())
        readqueue.wake()


def interval() -> timedelta:
    """How old what is known of a device may grow."""
    return timedelta(minutes=settings.CONFIG.full_read_minutes)


@blueprint.task(name="discover", queue=QUEUE_DISCOVERY)
def discover_job(*, municipality_id: int, address: str) -> None:
    """One address, whatever the queue holds."""
    with acting_as(system_actor("discovery")):
        discover_address(municipality_id=municipality_id, address=address, at=utc_now())


def discover_address(*, municipality_id: int, address: str, at: datetime) -> int | None:
    """The device's id, or None when no credential was answered; what happened stands in the contact, in words."""
    known = Device.objects.filter(municipality_id=municipality_id, address=address).first()
    how = how_to_ask(known.cost, known.left_out, at) if known is not None else HowToAsk()
    keys = keys_for(municipality_id, known.credential_id if known is not None else None)
    answer = ask(_readers[0], address, keys, how)
    device_id = store(
        municipality_id=municipality_id,
        address=address,
        answer=answer,
        actor=system_actor("discovery"),
        at=at,
        every=interval(),
        ground=Ground(),
    )
    readqueue.wake()  # it may have told of neighbours
    return device_id
