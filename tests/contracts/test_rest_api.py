# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The API keeps what its description promises, asked by schemathesis over HTTP as a person in every role."""

import subprocess
from pathlib import Path

import pytest
import requests

from samdrift.kernel.clock import utc_now
from samdrift.parties.commands import make_api_token
from samdrift.parties.models import Customership, Municipality, Place, Supplier
from samdrift.parties.testing import BUILDER, actor_of, make_person
from samdrift.platform.scope import acting_as
from samdrift.platform.testing import Marked, fill_every_table

RUN = Path(__file__).parents[2] / "tools" / "schemathesis" / "run.sh"
EVERY_ROLE = ("requester", "agent", "engineer", "contract_manager", "director", "administrator")


@pytest.fixture
def token(transactional_db) -> str:
    """Every row has the number 1, the smallest number the description allows, which schemathesis is sure to try."""
    city = Municipality.objects.create(pk=1, slug="city", name="City")
    supplier = Supplier.objects.create(pk=1, slug="supplier", name="Supplier")
    Customership.objects.create(municipality=city, supplier=supplier)
    fill_every_table(Marked(city.pk, supplier.pk, 1, "mark", "name", "slug"))
    with acting_as(BUILDER):
        place = Place.objects.get(pk=1)
    person = make_person(EVERY_ROLE, city=city, place=place)
    return make_api_token(name="schemathesis", expires_at=None, actor=actor_of(person), at=utc_now())


@pytest.mark.slow
def test_the_api_keeps_every_promise_of_its_description(live_server, token):
    # Described at the first question only, which takes longer than schemathesis waits when the machine is busy.
    assert requests.get(f"{live_server.url}/api/openapi.json", timeout=300).ok
    done = subprocess.run([RUN, live_server.url, token], check=False, capture_output=True, text=True, timeout=900)
    assert done.returncode == 0, (done.stdout + done.stderr)[-8000:]
    assert "No issues found" in done.stdout
