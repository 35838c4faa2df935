# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The worklist: what was found is put on it once, a person decides, and what is no longer so is taken off."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count

from samdrift.inventory.events import DEVICE_CHANGED
from samdrift.inventory.identity import ENGINE
from samdrift.inventory.models import Contact, Device, DeviceKey, Interface, Link, Pairing, Sighting, WorkItem
from samdrift.inventory.rules.knowing import Match
from samdrift.inventory.rules.worklist import (
    GONE_AFTER,
    SETTLING,
    Finding,
    claimed_twice,
    may_decide,
    opens_anew,
    silent_devices,
    what_changed,
)
from samdrift.kernel.errors import BadInput, NotFound
from samdrift.platform.actor import Actor, Role
from samdrift.platform.facts import record_fact
from samdrift.platform.live import announce

MAY_DECIDE: tuple[Role, ...] = ("agent", "engineer", "administrator")
"""Who of a municipality's own people may decide."""
SWEPT = ("silent", "unanswered", "same_serial", "same_engine", "same_address")
"""Kinds that the sweep finds anew each time, and takes off by itself when they are no longer so."""


NOT_ONES_OWN = ("fe80:", "169.254.", "127.")
"""Addresses that are meant to occur many times (RFC 3927, RFC 4291)."""


def note(*, municipality_id: int, finding: Finding, actor: Actor, at: datetime) -> bool:
    """Put something on the list, or note that it is still so; True when it waits for a decision anew."""
    del actor  # the audit trail takes the actor from the scope
    if finding.kind == "new" and _first_found(municipality_id, at):
        return False
    detail = dict(finding.detail)
    fresh: dict[str, Any] = {
        "device_id": finding.device_id,
        "other_id": finding.other_id,
        "supplier_id": _supplier_of(finding.device_id),
        "detail": detail,
        "seen_at": at,
    }
    mine = WorkItem.objects.filter(municipality_id=municipality_id, kind=finding.kind, key=finding.key[:160])
    item, new = mine.get_or_create(
        defaults=fresh
        | {"municipality_id": municipality_id, "kind": finding.kind, "key": finding.key[:160], "opened_at": at}
    )
    if new:
        announce("worklist", municipality_id=municipality_id, supplier_id=None)
        return True
    anew = opens_anew(item.decision, item.detail, detail)
    if not item.decision and item.detail == detail:
        return False  # it waits already and is as it was
    if item.decision and not anew:
        return False
    if anew:
        fresh |= {"decision": "", "decided_by": "", "decided_at": None, "opened_at": at}
    mine.update(**fresh)
    announce("worklist", municipality_id=municipality_id, supplier_id=None)
    return anew


def tell_work(
    device: Device,
    match: Match,
    before: dict[str, str],
    after: dict[str, str],
    *,
    was_gone: bool,
    actor: Actor,
    at: datetime,
) -> None:
    """What a reading of one device puts on the list: new, back, another box, another fact, an address of two."""
    for finding in _findings(device, match, what_changed(before, after), was_gone=was_gone):
        note(municipality_id=device.municipality_id, finding=finding, actor=actor, at=at)


def _findings(device: Device, match: Match, changed: dict[str, list[str]], *, was_gone: bool) -> Iterable[Finding]:
    key, address = f"device:{device.pk}", {"address": device.address}
    if match.id is None:
        yield Finding("new", key, device.pk, detail=address)
    elif was_gone:
        yield Finding("back", key, device.pk, detail=address)
    if match.replaced:
        yield Finding("replaced", key, device.pk, detail=changed)
    elif changed:
        yield Finding("changed", key, device.pk, detail=changed)
    if match.holder is not None:
        yield Finding("same_address", f"{key}:{match.holder}", device.pk, match.holder, address)


def _supplier_of(device_id: int | None) -> int | None:
    if device_id is None:
        return None
    return Device.every.filter(pk=device_id).values_list("supplier_id", flat=True).first()


def _first_found(municipality_id: int, at: datetime) -> bool:
    first = (
        Device.every.filter(municipality_id=municipality_id).order_by("first_seen").values_list("first_seen", flat=True)
    )
    began = first.first()
    return began is None or at - began < SETTLING


def decide(*, item_id: int, decision: str, actor: Actor, at: datetime) -> None:
    """Decide about one item. NotFound where it is not the actor's; BadInput where that cannot be decided about it.

    `gone` takes the device off the network until it answers again; `merged` makes the other device part of the first.
    """
    with transaction.atomic():
        rows = WorkItem.objects.select_for_update(of=("self",)).filter(pk=item_id)
        if not actor.system:
            rows = rows.filter(municipality_id__in=actor.municipalities_as(*MAY_DECIDE))
        item = rows.first()
        if item is None:
            raise NotFound("there is no such entry", where=f"entry {item_id}")
        if not may_decide(item.kind, decision, two_devices=None not in (item.device_id, item.other_id)):
            raise BadInput("that cannot be decided here", where="decision", remedy="choose one of the offered buttons")
        if decision == "gone" and item.device_id is not None:
            take_off(device_id=item.device_id, actor=actor, at=at)
        if decision == "merged" and item.device_id is not None and item.other_id is not None:
            take_off(device_id=item.other_id, merged_into=item.device_id, actor=actor, at=at)
        item.decision, item.decided_by, item.decided_at = decision, actor.label, at
        item.save(update_fields=["decision", "decided_by", "decided_at"])
        announce("worklist", municipality_id=item.municipality_id, supplier_id=None)


def take_off(*, device_id: int, actor: Actor, at: datetime, merged_into: int | None = None) -> None:
    """A device is no longer on the network: not watched, not listed. Its history stays, and it comes back when it answers."""
    device = Device.every.select_for_update(of=("self",)).get(pk=device_id)
    if device.gone_at is not None:
        return
    device.gone_at, device.merged_into_id = at, merged_into
    device.save(update_fields=["gone_at", "merged_into"])
    Interface.objects.filter(device=device).update(present=False)
    Link.objects.filter(a_device=device, gone_at__isnull=True).update(gone_at=at)
    Link.objects.filter(b_device=device, gone_at__isnull=True).update(gone_at=at)
    for model in (Sighting, Pairing):
        model.objects.filter(device=device, last_seen__isnull=True).update(last_seen=at)
        model.objects.filter(device=device, ended_at__isnull=True).update(ended_at=at)
    record_fact(
        name=DEVICE_CHANGED,
        subject=f"device:{device.pk}",
        payload={"device_id": device.pk, "name": device.name, "address": device.address, "place_id": device.place_id},
        municipality_id=device.municipality_id,
        supplier_id=device.supplier_id,
        actor=actor,
        at=at,
    )
    announce("inventory", municipality_id=device.municipality_id, supplier_id=device.supplier_id)


def look_through(*, municipality_id: int, actor: Actor, now: datetime) -> int:
    """Put on the list what shows only when one looks at everything together; how many entries wait anew.

    What waits and is no longer so is cleared. Who has been silent for `GONE_AFTER` is taken off by that rule.
    """
    findings = [*_silent(municipality_id, now), *_unanswered(municipality_id), *_same(municipality_id)]
    opened = sum(note(municipality_id=municipality_id, finding=f, actor=actor, at=now) for f in findings)
    still = {(f.kind, f.key) for f in findings}
    with transaction.atomic():
        for item in WorkItem.objects.filter(municipality_id=municipality_id, kind__in=SWEPT, decision=""):
            if item.kind == "same_address" and item.key.startswith("device:"):
                continue  # told by a reading of the device, not by this look
            if (item.kind, item.key) not in still:
                item.decision, item.decided_by, item.decided_at = "cleared", actor.label, now
                item.save(update_fields=["decision", "decided_by", "decided_at"])
            elif item.kind == "silent" and item.device_id and _long_silent(item.detail, now):
                decide(item_id=item.pk, decision="gone", actor=actor, at=now)
    return opened


def _long_silent(detail: dict[str, Any], now: datetime) -> bool:
    return now - datetime.fromisoformat(detail["last_seen"]) > GONE_AFTER


def _silent(municipality_id: int, now: datetime) -> Iterable[Finding]:
    rows = Device.objects.filter(municipality_id=municipality_id).values_list("pk", "last_seen")
    for device_id, at in silent_devices(rows, now):
        yield Finding("silent", f"device:{device_id}", device_id, detail={"last_seen": at.isoformat()})


def _unanswered(municipality_id: int) -> Iterable[Finding]:
    """Addresses a neighbour told of that do not answer, and are no known device's."""
    known = Device.objects.filter(municipality_id=municipality_id).values("address")
    rows = Contact.objects.filter(municipality_id=municipality_id, state__in=("silent", "refused"))
    told = rows.exclude(heard_from__in=("seed", "rediscovery")).exclude(address__in=known)
    for address, heard_from, state in told.values_list("address", "heard_from", "state"):
        detail = {"address": address, "heard_from": heard_from, "state": state}
        yield Finding("unanswered", f"address:{address}", detail=detail)


def _same(municipality_id: int) -> Iterable[Finding]:
    serials = dict(Device.objects.filter(municipality_id=municipality_id).values_list("pk", "serials"))
    for serial, devices in claimed_twice(serials).items():
        yield Finding("same_serial", f"serial:{serial}", devices[0], devices[1], {"serial": serial})
    told_engines = DeviceKey.objects.filter(municipality_id=municipality_id, key__startswith=ENGINE)
    on_the_network = told_engines.filter(device__gone_at__isnull=True)
    engines = {device: [key] for device, key in on_the_network.values_list("device_id", "key")}
    for key, devices in claimed_twice(engines).items():
        detail = {"engine_id": key.removeprefix(ENGINE), "claimed_by": len(devices)}
        yield Finding("same_engine", key, devices[0], devices[1], detail)
    now = Pairing.objects.filter(municipality_id=municipality_id, last_seen__isnull=True, ended_at__isnull=True)
    twice = now.values("address").annotate(macs=Count("mac", distinct=True)).filter(macs__gt=1).order_by("address")
    for address in twice.values_list("address", flat=True):
        if address.startswith(NOT_ONES_OWN):
            continue
        told = dict(now.filter(address=address).order_by("-first_seen").values_list("mac", "device_id"))
        detail = {"address": address, "macs": sorted(told)[:4]}
        yield Finding("same_address", f"address:{address}", min(told.values()), detail=detail)
