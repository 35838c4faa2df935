# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What goes on the worklist, and what may be decided about it. «Not seen» is not «gone»: that is somebody's decision."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal, get_args

Kind = Literal[
    "new", "changed", "replaced", "silent", "unanswered", "same_address", "same_serial", "same_engine", "back"
]
"""new, changed, replaced (another box at its address), silent (not read for a day), unanswered (a neighbour told of it
and it does not answer), same_address, same_serial and same_engine (two devices claim one; an SNMP engine
id, RFC 3411), back (it was gone and answers again)."""
KINDS: tuple[Kind, ...] = get_args(Kind)
Decision = Literal["accepted", "ignored", "merged", "gone"]
DECISIONS: tuple[Decision, ...] = get_args(Decision)
SILENT_AFTER = timedelta(days=1)
GONE_AFTER = timedelta(days=180)
"""The stated rule: who has not answered for so long, and about whom nobody decided otherwise, is taken off the network."""
SETTLING = timedelta(days=1)
"""While a network is first found everything is new, and nobody needs telling."""
_MAY: Mapping[str, frozenset[str]] = {
    "silent": frozenset({"accepted", "ignored", "gone"}),
    "unanswered": frozenset({"accepted", "ignored"}),
    "same_serial": frozenset({"accepted", "ignored", "merged"}),
    "same_address": frozenset({"accepted", "ignored", "merged"}),
    "same_engine": frozenset({"accepted", "ignored", "merged"}),
}
_ANY = frozenset({"accepted", "ignored"})


def may_decide(kind: str, decision: str, *, two_devices: bool) -> bool:
    """Whether this can be decided about an item of this kind; merging needs two devices."""
    return decision in _MAY.get(kind, _ANY) and (decision != "merged" or two_devices)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to put on the list. `key` says what it is about; `detail` what is shown of it."""

    kind: Kind
    key: str
    device_id: int | None = None
    other_id: int | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)


def opens_anew(decision: str, before: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    """Whether something told again must be looked at again: not what waits already, and nothing ignored until it differs."""
    if not decision:
        return False
    return decision in {"cleared", "gone"} or dict(before) != dict(now)


def what_changed(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, list[str]]:
    """Facts of a device that differ, as {fact: [before, after]}; one learned for the first time is no change."""
    return {name: [old, after[name]] for name, old in before.items() if old and after.get(name) and after[name] != old}


def silent_devices(read: Iterable[tuple[int, datetime]], now: datetime) -> list[tuple[int, datetime]]:
    """(device, last read) of those not read for `SILENT_AFTER`."""
    return [(device, at) for device, at in read if now - at > SILENT_AFTER]


def claimed_twice(serials: Mapping[int, Iterable[str]]) -> dict[str, list[int]]:
    """Serial numbers, or engine ids, that several devices claim, each with its devices by id."""
    claimed: dict[str, list[int]] = {}
    for device in sorted(serials):
        for serial in serials[device]:
            claimed.setdefault(serial, []).append(device)
    return {serial: devices for serial, devices in claimed.items() if len(devices) > 1}
