# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""A small town: a ring of three, a school behind it with two access points, and what its lines and pools carry."""

from datetime import UTC, datetime, timedelta

import pytest

from samdrift.agreements.testing import make_agreement, make_service
from samdrift.inventory.models import Device, Interface
from samdrift.inventory.testing import ACTOR, found_network
from samdrift.monitoring.models import CapacityOutlook
from samdrift.parties.models import Place
from samdrift.parties.testing import make_place
from samdrift.platform.scope import acting_as

UNTIL = datetime(2026, 11, 20, tzinfo=UTC)
CABLES = [
    ("core", 1, "east", 1),
    ("core", 2, "west", 1),
    ("east", 2, "west", 2),
    ("west", 3, "school", 1),
    ("school", 2, "ap1", 1),
    ("school", 3, "ap2", 1),
]


@pytest.fixture
def town(cast):
    """Ids of devices by name. 300 people at the school, 100 at the cast's place, where `east` stands."""
    school = make_place(cast.city, "north", name="School north", people=300)
    make_agreement(
        cast.city,
        cast.supplier,
        services=(make_service(cast.city, slug="wifi", device_types=("wireless",), place_kinds=("school",)),),
    )
    where = dict.fromkeys(("school", "ap1", "ap2"), school.name) | {"east": cast.place.name}
    ids = found_network(cast.city, CABLES, locations=where)
    with acting_as(ACTOR):
        Place.objects.filter(pk=cast.place.pk).update(kind="library")
        Device.objects.filter(name__startswith="ap").update(type="wireless")
        Device.objects.update(supplier=cast.supplier)
    return ids | {"place": school.pk}


def outlook(
    town, cast, device, *, kind="link", key="1", size=10**9, level=0.5e9, slope=0.0, error=0.0, days=100, **more
):
    with acting_as(ACTOR):
        return CapacityOutlook.objects.create(
            municipality=cast.city,
            supplier=cast.supplier,
            device_id=town[device],
            kind=kind,
            key=key,
            if_index=int(key) if kind == "link" else None,
            unit=more.pop("unit", "bit/s" if kind == "link" else ""),
            size=size,
            until=UNTIL,
            days=days,
            level=level,
            level_error=error,
            slope=slope,
            slope_low=more.pop("low", slope),
            slope_high=more.pop("high", slope),
            levels=[level] * 90 if level is not None else [1.0, None, 3.0],
            **more,
        )


def pull_out(town, device, port):
    """The port at one end goes down."""
    with acting_as(ACTOR):
        Interface.objects.filter(device_id=town[device], if_index=port).update(oper="down", status_at=UNTIL)


@pytest.fixture
def now():
    return UNTIL + timedelta(hours=9)
