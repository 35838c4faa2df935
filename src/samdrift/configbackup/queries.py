# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Kept configurations as an actor may see them: the city's own people, and whoever runs the device."""

from django.db.models import QuerySet

from samdrift.configbackup.commands import store_of
from samdrift.configbackup.masking import families
from samdrift.configbackup.models import ConfigState, ConfigVersion
from samdrift.configbackup.store import differences
from samdrift.configbackup.types import DiffLine, StateRow, VersionRow
from samdrift.inventory import facade as inventory
from samdrift.inventory.types import DeviceRow
from samdrift.kernel.errors import NotFound
from samdrift.platform.actor import Actor
from samdrift.platform.visible import STAFF, visible

PAGE = 200


def states(actor: Actor, *, after: int = 0, limit: int = PAGE) -> tuple[list[StateRow], int | None]:
    """A page of devices that are there for the actor, by id; and after which id the next begins, or None.

    Devices nobody knows how to read, and that were never read, are left out.
    """
    if not actor.has(*STAFF):
        return [], None
    asked = {row.device_id: row for row in _states(actor)}
    ids = sorted(device for devices in inventory.devices_by_place().values() for device in devices)
    ids = sorted(set(ids) | set(asked))
    found: list[StateRow] = []
    known = inventory.devices([device for device in ids if device > after])
    for device_id in sorted(known):
        device = known[device_id]
        if device_id in asked or device.os in families():
            found.append(_state(device, asked.get(device_id), None))
    page = found[:limit]
    changed = _last_changes(actor, [row.device_id for row in page])
    rows = [_state(known[row.device_id], asked.get(row.device_id), changed.get(row.device_id)) for row in page]
    return rows, (page[-1].device_id if len(found) > limit else None)


def state_of(actor: Actor, device: DeviceRow) -> StateRow:
    """How one device stands."""
    row = _states(actor).filter(device_id=device.id).first()
    return _state(device, row, _last_changes(actor, [device.id]).get(device.id))


def _state(device: DeviceRow, row: ConfigState | None, changed: ConfigVersion | None) -> StateRow:
    return StateRow(
        device_id=device.id,
        device=device.name,
        place_id=device.place_id,
        os=device.os,
        supported=device.os in families(),
        outcome=row.outcome if row is not None else None,  # type: ignore[arg-type]  # the column holds Outcomes
        asked_at=row.asked_at if row is not None else None,
        good_at=row.good_at if row is not None else None,
        changed_at=changed.at if changed is not None else None,
        error=row.error if row is not None else "",
    )


def _last_changes(actor: Actor, device_ids: list[int]) -> dict[int, ConfigVersion]:
    rows = _versions(actor).filter(device_id__in=device_ids).order_by("device_id", "-at", "-pk").distinct("device_id")
    return {row.device_id: row for row in rows}


def versions(actor: Actor, device_id: int, *, limit: int = 50) -> list[VersionRow]:
    """What is kept of a device, newest first."""
    rows = _versions(actor).filter(device_id=device_id).order_by("-at", "-pk")[:limit]
    return [version_row(row) for row in rows]


def version_row(row: ConfigVersion) -> VersionRow:
    """The row as pages see it."""
    return VersionRow(row.pk, row.device_id, row.at, row.commit, row.added, row.removed, row.size, row.in_window)


def version_for(actor: Actor, version_id: int) -> ConfigVersion:
    """One kept configuration; NotFound where it is not there for the actor."""
    row = _versions(actor).filter(pk=version_id).first()
    if row is None:
        raise NotFound("there is no such configuration", where=f"configuration {version_id}")
    return row


def text_of(actor: Actor, version_id: int) -> str:
    """A configuration, masked."""
    row = version_for(actor, version_id)
    return store_of(row.municipality_id).text(row.commit, row.device_id)


def difference_of(actor: Actor, version_id: int) -> list[DiffLine]:
    """What a version changed from the one before; the whole of it for the first."""
    row = version_for(actor, version_id)
    earlier = _versions(actor).filter(device_id=row.device_id, at__lte=row.at, pk__lt=row.pk)
    last = earlier.order_by("-at", "-pk").first()
    store = store_of(row.municipality_id)
    before = store.text(last.commit, row.device_id) if last is not None else ""
    return list(differences(before, store.text(row.commit, row.device_id)))


def _states(actor: Actor) -> QuerySet[ConfigState]:
    return visible(ConfigState.objects.all(), actor, agreement="device__agreement_id")


def _versions(actor: Actor) -> QuerySet[ConfigVersion]:
    return visible(ConfigVersion.objects.all(), actor, agreement="device__agreement_id")
