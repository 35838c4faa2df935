# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The list of what fills up, for whoever asks: joined with names and places, the soonest full first."""

from collections.abc import Collection
from dataclasses import dataclass

from samdrift.capacity.types import Row
from samdrift.inventory import facade as inventory
from samdrift.kernel.errors import NotFound
from samdrift.monitoring import facade as monitoring
from samdrift.monitoring.facade import Outlook
from samdrift.parties import facade as parties

STATES = ("full", "soon", "later", "never", "unknown")


@dataclass(frozen=True, slots=True)
class Asked:
    """What of the list is wanted; empty and None: all."""

    kind: str = ""
    place: int | None = None
    state: str = ""
    words: str = ""


def rows(
    asked: Asked = Asked(),
    *,
    factor: float = 1.0,
    device_ids: Collection[int] | None = None,
    kinds: Collection[str] = (),
) -> list[Row]:
    """Everything of the caller's that fits, the soonest full first; what bears no trend last."""
    wanted = tuple(kinds) or ((asked.kind,) if asked.kind else None)
    found = monitoring.outlooks(kinds=wanted, device_ids=device_ids)
    joined = _joined(found, factor)
    words = asked.words.casefold()
    fitting = [
        row
        for row in joined
        if (asked.place is None or row.place_id == asked.place)
        and (not asked.state or row.state == asked.state)
        and (not words or words in f"{row.device} {row.what} {row.place}".casefold())
    ]
    return sorted(fitting, key=_soonest)


def row(outlook_id: int) -> Row:
    """One of them; NotFound where it is not there for the caller."""
    found = _joined(monitoring.outlooks(outlook_id=outlook_id), 1.0)
    if not found:
        raise NotFound("there is no such line or pool", where=str(outlook_id))
    return found[0]


def _joined(found: list[Outlook], factor: float) -> list[Row]:
    devices = inventory.devices({one.device_id for one in found})
    ports = inventory.port_names(
        (one.device_id, one.if_index) for one in found if one.kind == "link" and one.if_index is not None
    )
    places = parties.places({device.place_id for device in devices.values() if device.place_id is not None})
    out = []
    for one in found:
        device = devices.get(one.device_id)
        if device is None:
            continue
        place = places.get(device.place_id or 0)
        what = ports.get((one.device_id, one.if_index or 0), "") if one.kind == "link" else one.name
        out.append(
            Row(
                outlook=one,
                device=device.name,
                what=what,
                place_id=place.id if place is not None else None,
                place=place.name if place is not None else "",
                found=one.forecast(factor=factor),
            )
        )
    return out


def _soonest(one: Row) -> tuple[int, float, float, str]:
    days = one.found.days if one.found is not None else None
    return (STATES.index(one.state), days or 0.0, -(one.outlook.share or 0.0), one.device)
