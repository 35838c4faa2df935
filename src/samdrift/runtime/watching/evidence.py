# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""How well each cable is founded: who tells of it, how lately, and whether anybody speaks against it (engines/correlation).

Pure: rows in, a figure between 0 and 1 out. A word repeated at the latest reading of whoever gave it is fresh, however long ago
that was; one that was not repeated is stale.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from samdrift.inventory.identity import port_keys
from samdrift.inventory.models import Device, Interface, Link

BOTH_TELL, ONE_CAN_TELL, ONE_TELLS, DENIED, STALE, LONG_STALE = 1.0, 0.8, 0.6, 0.3, 0.4, 0.2
SEEN_IN_TRAFFIC = 0.3
"""What it adds that the far end's own address was learnt on this port (forwarding table, IEEE 802.1D)."""
ONE_READING = timedelta(hours=1)
LONG = timedelta(days=7)


def confidence(link: Link, ends: tuple[Device, Device], ports: tuple[Interface, Interface], *, learnt: bool) -> float:
    """`ends` and `ports` of sides a and b; `learnt`: one of them has the other's hardware address in its forwarding table."""
    fresh = [_fresh(link, side, device) for side, device in zip("ab", ends, strict=True)]
    if all(fresh):
        return BOTH_TELL
    told = [datetime.fromisoformat(at) for at in link.witnesses.values()]
    base = LONG_STALE if told and max(d.last_seen for d in ends) - max(told) > LONG else STALE
    if any(fresh):
        other = 0 if fresh[1] else 1
        device, port, far = ends[other], ports[other], ends[1 - other]
        base = ONE_TELLS if device.neighbours else ONE_CAN_TELL
        if _tells_of_another(device, port, far):
            base = DENIED
    return min(1.0, base + (SEEN_IN_TRAFFIC if learnt else 0.0))


def _fresh(link: Link, side: str, device: Device) -> bool:
    """The device told of it at its latest reading."""
    told = link.witnesses.get(side)
    return told is not None and datetime.fromisoformat(told) >= device.last_seen - ONE_READING


def _tells_of_another(device: Device, port: Interface, far: Device) -> bool:
    """At this very port the device names a neighbour, and it is not `far`."""
    rows = [
        row
        for row in device.neighbours
        if row.get("local_if_index") == port.if_index or port.name.casefold() in port_keys(row.get("local_port"))
    ]
    return bool(rows) and not any(_means(row, far) for row in rows)


def _means(row: dict[str, object], far: Device) -> bool:
    name = str(row.get("remote_name") or "").split(".", 1)[0]
    return (
        (bool(far.chassis_id) and row.get("remote_chassis_id") == far.chassis_id)
        or (bool(name) and name == far.name)
        or (bool(row.get("remote_address")) and row.get("remote_address") == far.address)
    )


def doubtful_ports(links: Iterable[Link], devices: dict[int, Device]) -> dict[int, int]:
    """Port -> device at the other end, of the cables that not both ends tell of: where a forwarding table may speak for them."""
    found = {}
    for link in links:
        a, b = devices.get(link.a_device_id), devices.get(link.b_device_id)
        if a is None or b is None or (_fresh(link, "a", a) and _fresh(link, "b", b)):
            continue
        found[link.a_id], found[link.b_id] = link.b_device_id, link.a_device_id
    return found


def plain_mac(text: str) -> str:
    """Twelve hexadecimal digits, or what is left of it."""
    return "".join(sign for sign in text.lower() if sign in "0123456789abcdef")
