# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Every night each device that can be read is read, a few at a time; and one at once when somebody asks."""

from samdrift.configbackup.commands import back_up, is_on
from samdrift.configbackup.masking import families
from samdrift.inventory import facade as inventory
from samdrift.kernel.clock import utc_now
from samdrift.kernel.errors import NotFound
from samdrift.parties import facade as parties
from samdrift.platform.actor import system_actor
from samdrift.platform.jobs import blueprint, defer
from samdrift.platform.scope import acting_as

JOB, QUEUE = "read_configuration", "configurations"
ACTOR = system_actor("configbackup")
LANES = 4
"""How many devices are read side by side: logins are slow for devices and watched by their guards."""


@blueprint.periodic(cron="17 1 * * *")
@blueprint.task(name="read_all_configurations", queue=QUEUE, pass_context=False)
def read_all_job(timestamp: int) -> None:
    """At 01:17 UTC, when the least is going on."""
    del timestamp
    if is_on():
        read_all()


def read_all() -> int:
    """Queue every device that somebody knows how to read; how many there are."""
    count = 0
    for city in parties.municipalities():
        with acting_as(ACTOR):
            ids = [device_id for device_id, _type, _place in inventory.carriers(city.id)]
            known = [d.id for d in inventory.devices(ids).values() if d.os in families()]
        for device_id in sorted(known):
            count += read_soon(device_id)
    return count


def read_soon(device_id: int) -> bool:
    """Queue one device; False when it waits already."""
    lane = f"{JOB}/{device_id % LANES}"
    return defer(JOB, queueing_lock=f"{JOB}/device/{device_id}", lock=lane, device_id=device_id)


@blueprint.task(name=JOB, queue=QUEUE)
def read_job(*, device_id: int) -> None:
    with acting_as(ACTOR):
        try:
            back_up(device_id=device_id, actor=ACTOR, at=utc_now())
        except NotFound:
            return  # taken off the network meanwhile
