# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""A small found network with an agreement, and the client signed in as whoever a test names."""

import pytest

from samdrift.agreements.testing import make_agreement, make_service
from samdrift.inventory.testing import found_network


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
