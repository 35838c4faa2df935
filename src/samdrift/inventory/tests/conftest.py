# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""A small found network with an agreement, and the client signed in as whoever a test names."""

import pytest

from samdrift.agreements.testing import make_agreement, make_service
from samdrift.inventory.models import Device, Interface
from samdrift.inventory.testing import ACTOR, found_network, tell
from samdrift.platform.scope import acting_as

MAC, OTHER = "a45e60010203", "a45e60010204"


@pytest.fixture
def network(cast):
    """core - dist - acc, all the supplier's; acc stands at the cast's place."""
    make_agreement(cast.city, cast.supplier, services=(make_service(cast.city, device_types=("network",)),))
    return found_network(
        cast.city, [("core", 1, "dist", 1), ("dist", 2, "acc", 1)], locations={"acc": f"{cast.place.name}, room 4"}
    )


@pytest.fixture
def enter(client):
    """The client, signed in as this person."""

    def entered(user):
        client.force_login(user)
        return client

    return entered


@pytest.fixture
def town(network):
    """The station is plugged into acc ge2 behind dist ge2; core routes for it."""
    with acting_as(ACTOR):
        Device.objects.filter(pk=network["acc"]).update(chassis_id="0200000000aa")
        Interface.objects.create(
            municipality=Device.objects.get(pk=network["acc"]).municipality,
            supplier=Device.objects.get(pk=network["acc"]).supplier,
            device_id=network["acc"],
            if_index=2,
            name="ge2",
            alias="Kontor 12",
        )
        tell(network["core"], [(MAC, 1), (OTHER, 1)], [(MAC, "10.20.0.7")])
        tell(network["dist"], [(MAC, 2), (OTHER, 2), ("0200000000aa", 2)])
        tell(network["acc"], [(MAC, 2), (OTHER, 1)])
    return network
