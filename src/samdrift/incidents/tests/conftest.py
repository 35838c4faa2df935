# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""A found network with one outage, one quiet fault and one that is over, and the client signed in as whoever."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from samdrift.agreements.testing import make_agreement, make_service
from samdrift.incidents.commands import close_incident, open_incident
from samdrift.incidents.types import IncidentDraft
from samdrift.inventory.models import Device, Link
from samdrift.inventory.testing import ACTOR, found_network
from samdrift.kernel.clock import utc_now
from samdrift.monitoring.commands import store_standings
from samdrift.monitoring.models import DeviceStanding
from samdrift.platform.scope import acting_as


@dataclass(frozen=True)
class Broken:
    """core - dist - acc: the cable to acc is cut; an agent hangs at dist; core was out an hour ago."""

    devices: dict[str, int]
    outage: int
    quiet: int
    over: int
    at: datetime


def draft(cast, device, **given):
    """An incident as the watch drafts it, of this device's supplier."""
    values = {
        "municipality_id": cast.city.pk,
        "supplier_id": device.supplier_id,
        "agreement_id": device.agreement_id,
        "kind": "device",
        "cause_key": f"device:{device.pk}",
        "cause_label": device.name,
        "place_id": device.place_id,
        "outage": True,
        "fault_at": utc_now(),
        "suspects": ({"type": "device", "id": device.pk, "label": device.name, "weight": 1.0},),
        "explanation": {},
        "affected": (),
    }
    return IncidentDraft(**(values | given))


@pytest.fixture
def broken(cast):
    make_agreement(cast.city, cast.supplier, services=(make_service(cast.city, device_types=("network",)),))
    ids = found_network(cast.city, [("core", 1, "dist", 1), ("dist", 2, "acc", 1)], locations={"acc": cast.place.name})
    at = utc_now() - timedelta(minutes=10)
    with acting_as(ACTOR):
        rows = {row.name: row for row in Device.objects.filter(municipality=cast.city)}
        cable = Link.objects.get(a_device=rows["dist"], b_device=rows["acc"])
        outage = open_incident(
            draft=draft(
                cast,
                rows["acc"],
                kind="link",
                cause_key=f"link:{cable.pk}",
                cause_label="cable dist ge2 - acc ge1",
                fault_at=at,
                suspects=(
                    {"type": "link", "id": cable.pk, "label": "cable dist ge2 - acc ge1", "weight": 0.6},
                    {"type": "device", "id": rows["acc"].pk, "label": "acc", "weight": 0.4},
                ),
                explanation={
                    "rule": "only-way-in-is-down",
                    "silent": ["acc"],
                    "down_ports": [{"device": "dist", "port": "ge2"}],
                    "entries": ["acc"],
                },
                affected=((rows["acc"].pk, cast.place.pk, "cause", at),),
            ),
            actor=ACTOR,
            at=at,
        )
        quiet = open_incident(draft=draft(cast, rows["dist"], kind="agent", outage=False), actor=ACTOR, at=at)
        over = open_incident(
            draft=draft(cast, rows["core"], fault_at=at - timedelta(hours=1)), actor=ACTOR, at=at - timedelta(hours=1)
        )
        close_incident(incident_id=over, went=(), actor=ACTOR, at=at)
        store_standings(
            DeviceStanding(
                municipality=cast.city, supplier=row.supplier, device=row, since=at, reachable=name != "acc", agent=True
            )
            for name, row in rows.items()
        )
    return Broken(ids, outage, quiet, over, at)


@pytest.fixture
def enter(client):
    """The client, signed in as this person."""

    def entered(user):
        client.force_login(user)
        return client

    return entered
