# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""A found network with an agreement and a plan of it, and the client signed in as whoever a test names."""

import pytest

from samdrift.agreements.testing import make_agreement, make_service
from samdrift.documentation.testing import planned
from samdrift.inventory.testing import found_network


@pytest.fixture
def network(cast):
    """core - dist - acc, all the supplier's; dist and acc stand at the cast's place."""
    make_agreement(cast.city, cast.supplier, services=(make_service(cast.city, device_types=("network",)),))
    where = dict.fromkeys(("dist", "acc"), f"{cast.place.name}, room 4")
    return found_network(cast.city, [("core", 1, "dist", 1), ("dist", 2, "acc", 1)], locations=where)


@pytest.fixture
def plan(network, cast):
    """The plan of that network, wrong in nothing: ids by what is planned."""
    place = cast.place.name
    found = {
        "room": planned(cast.city, "rooms", name="4", site=place),
        "rack": planned(cast.city, "racks", name="R1", site=place, location="4", u_height="12"),
        "core": planned(cast.city, "devices", name="core", role="network", primary_ip4="10.9.0.1"),
        "dist": planned(
            cast.city,
            "devices",
            name="dist",
            site=place,
            rack="R1",
            position="10",
            serial="SN-dist",
            tenant="IT",
            cf_contract="K-1",
        ),
        "acc": planned(cast.city, "devices", name="acc", site=place, rack="R1", position="11", serial="SN-acc"),
        "vlan": planned(cast.city, "vlans", vid="20", name="Pupils", site=place),
        "prefix": planned(cast.city, "prefixes", prefix="10.9.0.0/24", site=place, vlan="20", cf_gateway="10.9.0.254"),
    }
    for a, pa, b, pb in (("core", "ge1", "dist", "ge1"), ("dist", "ge2", "acc", "ge1")):
        found[f"{a}-{b}"] = planned(
            cast.city, "cables", side_a_device=a, side_a_name=pa, side_b_device=b, side_b_name=pb
        )
    return found


@pytest.fixture
def enter(client):
    """The client, signed in as this person."""

    def entered(user):
        client.force_login(user)
        return client

    return entered
