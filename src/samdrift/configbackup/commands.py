# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Reads one device and keeps what is new. The text is masked before it reaches a variable that anything writes."""

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from samdrift.configbackup import ports
from samdrift.configbackup.events import CONFIG_CHANGED, ChangeFact
from samdrift.configbackup.logins import Login, read_logins, target_for
from samdrift.configbackup.masking import Family, clean, families
from samdrift.configbackup.models import ConfigState, ConfigVersion
from samdrift.configbackup.store import ConfigStore, counted
from samdrift.configbackup.types import Outcome
from samdrift.inventory import facade as inventory
from samdrift.inventory.types import DeviceRow
from samdrift.kernel.errors import BadInput, NotFound, NotNow, SamdriftError
from samdrift.parties import facade as parties
from samdrift.platform.actor import Actor, Role
from samdrift.platform.facts import record_fact
from samdrift.platform.live import announce

TOPIC = "configurations"
MAY_READ_NOW: tuple[Role, ...] = ("agent", "engineer", "administrator")
LOCK = 7303
SHORTEST = 20
"""Bytes: less is no configuration but a device that had no time."""


def is_on() -> bool:
    """Whether configurations are backed up here at all."""
    return settings.CONFIG.config_backup_file is not None


def store_of(municipality_id: int) -> ConfigStore:
    """Where a municipality's configurations are kept."""
    return ConfigStore(Path(settings.CONFIG.data_dir) / "configurations" / f"{municipality_id}.git")


def way_in(device: DeviceRow) -> tuple[Login, Family]:
    """By which login and in which family's words this device is read; BadInput where there is none."""
    path = settings.CONFIG.config_backup_file
    if path is None:
        raise NotFound("configurations are not backed up here", where=device.name)
    family = families().get(device.os)
    if family is None:
        raise BadInput(f"nobody knows how to read a configuration of {device.os or 'its kind'}", where=device.name)
    city = next((c for c in parties.municipalities() if c.id == device.municipality_id), None)
    login = next((one for one in read_logins(path) if one.fits(device, city.slug if city else "")), None)
    if login is None:
        raise BadInput("no login fits it", where=device.name, remedy="add one to the file of logins")
    return login, family


def may_read_now(actor: Actor, municipality_id: int) -> bool:
    """Whether the actor may have a device read at once."""
    return actor.system or municipality_id in actor.municipalities_as(*MAY_READ_NOW)


def back_up(*, device_id: int, actor: Actor, at: datetime) -> Outcome:
    """Read a device now and keep its configuration if it is new. The caller's scope sees the municipality.

    What goes wrong at the device is written down and ends as `failed`; NotFound where there is no such device.
    """
    device = inventory.devices([device_id]).get(device_id)
    if device is None:
        raise NotFound("there is no such device", where=f"device {device_id}")
    try:
        login, family = way_in(device)
        text = clean(ports.read_config(target_for(device, login, family)), family)
        if len(text) < SHORTEST:
            raise NotNow("it answered with next to nothing", where=device.name)
    except SamdriftError as error:
        return _note(device, "failed", at, error=error.sentence())
    return _keep(device, text, actor=actor, at=at)


def _keep(device: DeviceRow, text: str, *, actor: Actor, at: datetime) -> Outcome:
    store = store_of(device.municipality_id)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, device.municipality_id])
        last = ConfigVersion.objects.filter(device_id=device.id).order_by("-at", "-pk").first()
        before = store.text(last.commit, device.id) if last is not None else ""
        if last is not None and before == text:
            return _note(device, "same", at)
        state = ConfigState.objects.filter(device_id=device.id).first()
        since = (state.good_at if state is not None else None) or at
        agreed = ports.agreed(device.municipality_id, device.id, since, at) if last is not None else None
        commit = store.keep(device_id=device.id, text=text, message=f"{device.name}: read", at=at)
        added, removed = counted(before, text)
        row = ConfigVersion.objects.create(
            municipality_id=device.municipality_id,
            supplier_id=device.supplier_id,
            device_id=device.id,
            at=at,
            commit=commit,
            added=added,
            removed=removed,
            size=len(text.encode()),
            in_window=agreed,
        )
        if last is not None:
            _tell_changed(device, row, since=since, actor=actor)
        return _note(device, "changed" if last is not None else "first", at)


def _tell_changed(device: DeviceRow, row: ConfigVersion, *, since: datetime, actor: Actor) -> None:
    fact: ChangeFact = {
        "device_id": device.id,
        "device": device.name,
        "place_id": device.place_id,
        "version_id": row.pk,
        "commit": row.commit,
        "added": row.added,
        "removed": row.removed,
        "since": since.isoformat(),
        "in_window": bool(row.in_window),
    }
    record_fact(
        name=CONFIG_CHANGED,
        subject=f"device:{device.id}",
        payload=dict(fact),
        municipality_id=device.municipality_id,
        supplier_id=device.supplier_id,
        actor=actor,
        at=row.at,
    )


def _note(device: DeviceRow, outcome: Outcome, at: datetime, *, error: str = "") -> Outcome:
    told = {"municipality_id": device.municipality_id, "supplier_id": device.supplier_id, "outcome": outcome}
    good = {} if outcome == "failed" else {"good_at": at}
    with transaction.atomic():
        ConfigState.objects.update_or_create(
            device_id=device.id, defaults={**told, "asked_at": at, "error": error[:300], **good}
        )
        announce(TOPIC, municipality_id=device.municipality_id, supplier_id=device.supplier_id)
    return outcome
