# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Operations are told the case of an incident where the reader may see that case."""

from django.urls import reverse

from samdrift.parties.testing import actor_of
from samdrift.platform.scope import acting_as
from samdrift.servicedesk.of_incidents import cases_of_incidents


def test_the_case_of_an_incident_is_told_to_those_who_may_see_it(desk, cast):
    incident = desk.handed.incident_id
    found = {}
    for who in ("owner", "mate", "stranger", "strange_engineer"):
        actor = actor_of(getattr(cast, who))
        with acting_as(actor):
            found[who] = [(ref.number, ref.url) for ref in cases_of_incidents(actor, [incident]).values()]
    case = [(desk.handed.number, reverse("case", args=[desk.handed.pk]))]
    assert found == {"owner": case, "mate": case, "stranger": [], "strange_engineer": []}
