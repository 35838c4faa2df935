# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""No page asks the database more in a larger city: what is slow at 5,500 devices is most often a question a row."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from samdrift.agreements.testing import make_agreement, make_service
from samdrift.incidents.testing import TownSize, make_town
from samdrift.kernel.clock import utc_now
from samdrift.parties.testing import make_cast

SMALL = TownSize(places=5, devices=14, ports=60, open=3, closed=4, days=2)
LARGE = TownSize(places=40, devices=130, ports=600, open=24, closed=30, days=2)
PAGES = {
    "/operations/": 22,
    "/operations/part/": 21,
    "/operations/operations.csv": 16,
    "/operations/places/?view=map": 18,
    "/operations/places/?view=tree": 17,
    "/operations/places/?view=table": 18,
    "/operations/places/places.csv": 17,
    "/operations/wallboard/": 20,
    "/operations/day/": 24,
    "/operations/day/day.csv": 23,
    "/network/": 24,
    "/network/?state=down": 24,
    "/network/topology/": 22,
    "/network/topology/?view=table": 22,
    "/network/topology/?detail=devices": 22,
    "/network/topology/?place={place}": 24,
    "/network/places/{place}/": 34,
    "/network/devices/{device}/": 44,
    "/incidents/{incident}/": 24,
    "/search?q=town": 24,
    "/api/operations": 16,
    "/api/operations/places": 16,
    "/api/operations/wallboard": 16,
    "/api/operations/day": 20,
    "/api/topology": 20,
    "/api/topology/cables": 20,
}


def asked(client, page, town):
    core = town.devices[2]
    numbers = {"place": core.place_id, "device": core.pk, "incident": town.open[0].pk}
    with CaptureQueriesContext(connection) as found:
        answer = client.get(page.format(**numbers))
        b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert answer.status_code == 200, page
    return len(found)


def town_for(cast, size):
    deal = make_agreement(cast.city, cast.supplier, services=(make_service(cast.city, device_types=("network",)),))
    return make_town(cast.city, size, at=utc_now(), supplier_id=cast.supplier.pk, agreement_id=deal.pk)


@pytest.mark.django_db
def test_no_page_asks_more_in_a_larger_city_for_city_or_supplier(client):
    small, large = make_cast(), make_cast()
    towns = [(small, town_for(small, SMALL)), (large, town_for(large, LARGE))]
    counts = {}
    for cast, town in towns:
        for who in ("owner", "mate"):
            client.force_login(getattr(cast, who))
            client.get("/operations/")  # what is asked once a process
            for page in PAGES:
                counts.setdefault((page, who), []).append(asked(client, page, town))
    assert {key: found for key, found in counts.items() if found[1] > found[0]} == {}
    assert {key: found for key, found in counts.items() if found[1] > PAGES[key[0]]} == {}
