# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The discovery job: one address, every credential in order, the answer stored and its neighbours queued."""

from datetime import datetime

from samdrift.inventory.commands import apply_snapshot, look_at, note_contact
from samdrift.inventory.models import Credential, Device
from samdrift.inventory.ports import DeviceReader
from samdrift.inventory.sightings import store_tables, tables_of
from samdrift.inventory.telling import gauges_told
from samdrift.inventory.watched import gauge_takers
from samdrift.kernel.clock import utc_now
from samdrift.kernel.errors import NotNow, Refused
from samdrift.platform.actor import Actor, system_actor
from samdrift.platform.jobs import QUEUE_DISCOVERY, blueprint
from samdrift.platform.scope import acting_as

_readers: list[DeviceReader] = []


def use_reader(reader: DeviceReader) -> None:
    """Called once by runtime: who asks the devices."""
    _readers[:] = [reader]


@blueprint.task(name="discover", queue=QUEUE_DISCOVERY)
def discover_job(*, municipality_id: int, address: str) -> None:
    with acting_as(system_actor("discovery")):
        discover_address(municipality_id=municipality_id, address=address, at=utc_now())


@blueprint.periodic(cron="*/15 * * * *")
@blueprint.task(name="rediscover", queue=QUEUE_DISCOVERY, pass_context=False)
def rediscover_job(timestamp: int) -> None:
    """Every quarter of an hour each known device is read anew, so that what is written stays true."""
    del timestamp
    actor = system_actor("discovery")
    with acting_as(actor):
        for municipality_id, address in Device.objects.order_by("pk").values_list("municipality_id", "address"):
            look_at(municipality_id=municipality_id, address=address, heard_from="rediscovery", actor=actor, again=True)


def discover_address(*, municipality_id: int, address: str, at: datetime) -> int | None:
    """The device's id, or None when no credential was answered; what happened stands in the contact, in words."""
    actor = system_actor("discovery")
    answers: list[str] = []
    state = "silent"
    for credential in _in_order(municipality_id, address):
        try:
            snapshot = _readers[0](address, credential.opened())
        except NotNow as error:
            answers.append(f"{credential.name}: {error.sentence()}")
            continue
        except Refused as error:
            answers.append(f"{credential.name}: {error.sentence()}")
            state = "refused"
            continue
        device_id = apply_snapshot(
            municipality_id=municipality_id,
            address=address,
            credential_id=credential.pk,
            snapshot=snapshot,
            actor=actor,
            at=at,
        )
        store_tables(device_id=device_id, tables=tables_of(snapshot), actor=actor, at=at)
        give_gauges(actor, device_id, at)
        found = f"found {snapshot.device.sys_name or address}"
        note_contact(municipality_id=municipality_id, address=address, state="found", detail=found, actor=actor, at=at)
        return device_id
    detail = "; ".join(answers) or "no credential is stored: add one"
    note_contact(municipality_id=municipality_id, address=address, state=state, detail=detail, actor=actor, at=at)
    return None


def give_gauges(actor: Actor, device_id: int, at: datetime) -> None:
    """Hand what the device told in this reading to those who keep it."""
    found = gauges_told(actor, device_id, at) if gauge_takers() else ()
    for take in gauge_takers():
        take(device_id=device_id, gauges=found, at=at)


def _in_order(municipality_id: int, address: str) -> list[Credential]:
    """The credential that worked last time first, then as stated."""
    rows = list(Credential.objects.filter(municipality_id=municipality_id).order_by("position", "pk"))
    known = (
        Device.objects.filter(municipality_id=municipality_id, address=address)
        .values_list("credential_id", flat=True)
        .first()
    )
    return sorted(rows, key=lambda row: row.pk != known)
