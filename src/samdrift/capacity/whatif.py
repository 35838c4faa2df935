# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""«Three devices a pupil»: what each line and access point would carry, from the people of each place along the shortest way."""

from collections.abc import Mapping

from samdrift.capacity.network import Network, cable_name
from samdrift.capacity.types import Question, WhatIf
from samdrift.engines.foresight import carried_people
from samdrift.inventory import facade as inventory
from samdrift.kernel.errors import BadInput
from samdrift.monitoring import facade as monitoring
from samdrift.monitoring.facade import Outlook

FULL = 0.8
MOST_DEVICES, MOST_KBIT_S, MOST_PEOPLE = 100.0, 1_000_000.0, 1_000_000


def checked(question: Question) -> Question:
    """The question, or BadInput where it cannot be meant."""
    for name, value, most in (
        ("devices", question.devices, MOST_DEVICES),
        ("devices_now", question.devices_now, MOST_DEVICES),
        ("kbit_s", question.kbit_s, MOST_KBIT_S),
        ("people", question.people or 0, MOST_PEOPLE),
    ):
        if not 0 <= value <= most:
            raise BadInput(f"{value:g} cannot be meant", where=name, remedy=f"write a number from 0 to {most:g}")
    return question


def what_if(network: Network, question: Question) -> list[WhatIf]:
    """Every line and access point that gets more, the fullest first."""
    question = checked(question)
    people = _people(network, question)
    known = monitoring.outlooks(kinds=("link", "clients"))
    rows = [*_lines(network, question, people, known), *_access_points(network, question, people, known)]
    return sorted(rows, key=lambda row: (-row.share, row.name))


def _people(network: Network, question: Question) -> dict[int, float]:
    """Device -> people who reach the network by it: a place's people spread over its access points, else its switches."""
    found: dict[int, float] = {}
    for place_id, devices in network.at.items():
        place = network.places.get(place_id)
        if place is None or (question.kind and place.kind != question.kind):
            continue
        by = [d for d in devices if network.type_of[d] == "wireless"]
        by = by or [d for d in devices if network.type_of[d] == "network"] or devices
        count = question.people if question.people is not None else place.people
        for device in by:
            found[device] = found.get(device, 0.0) + count / len(by)
    return {device: count for device, count in found.items() if count}


def _lines(network: Network, question: Question, people: Mapping[int, float], known: list[Outlook]) -> list[WhatIf]:
    level = {(one.device_id, one.if_index): _level(one) for one in known if one.kind == "link"}
    carried = {cable: count for cable, count in carried_people(network.ground, people).items() if count}
    rows = [network.live[cable] for cable in carried]
    names = {d: row.name for d, row in inventory.devices({e.device_id for r in rows for e in (r.a, r.b)}).items()}
    found = []
    for row in rows:
        if not row.speed_bps:
            continue
        told = [level.get((end.device_id, end.if_index)) for end in (row.a, row.b)]
        now = max((value for value in told if value is not None), default=None)
        far = row.b if network.ground.parent.get(row.b.device_id, (0, 0))[0] == row.id else row.a
        found.append(
            WhatIf(
                kind="link",
                id=row.id,
                device_id=far.device_id,
                name=cable_name(row, names),
                place=_place(network, far.device_id),
                unit="bit/s",
                size=float(row.speed_bps),
                now=now,
                more=carried[row.id] * question.more * question.kbit_s * 1000,
            )
        )
    return found


def _access_points(
    network: Network, question: Question, people: Mapping[int, float], known: list[Outlook]
) -> list[WhatIf]:
    mine = [one for one in known if one.kind == "clients" and one.device_id in people]
    names = {device: row.name for device, row in inventory.devices({one.device_id for one in mine}).items()}
    return [
        WhatIf(
            kind="clients",
            id=one.device_id,
            device_id=one.device_id,
            name=names.get(one.device_id, ""),
            place=_place(network, one.device_id),
            unit="",
            size=one.size,
            now=_level(one),
            more=people[one.device_id] * question.more,
        )
        for one in mine
        if network.type_of.get(one.device_id) == "wireless"
    ]


def _level(one: Outlook) -> float | None:
    return None if one.share is None else one.share * one.size


def _place(network: Network, device: int) -> str:
    place = network.places.get(network.place_of.get(device) or 0)
    return place.name if place is not None else ""
