# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The cast, and one case of each sort: an outage handed to the supplier, and a report that stays at the desk."""

from dataclasses import dataclass

import pytest

from samdrift.agreements.models import Agreement
from samdrift.agreements.testing import make_agreement
from samdrift.parties.testing import BUILDER, actor_of, cast, make_person, make_place, mate, owner, stranger
from samdrift.platform.scope import acting_as
from samdrift.servicedesk.models import Case
from samdrift.servicedesk.testing import open_incident_case, report, seen_incident

__all__ = ["cast", "mate", "owner", "stranger"]


@dataclass
class Desk:
    """`handed`: an outage at the cast's place, with the supplier. `own`: reported by the requester, in-house."""

    in_house: Agreement
    agreement: Agreement
    handed: Case
    own: Case
    neighbour: object
    """A requester of the same city at another place."""


@pytest.fixture
def desk(cast):
    in_house = make_agreement(cast.city)
    agreement = make_agreement(cast.city, cast.supplier)
    reported = report(cast.requester, "The printer in the office is dead. It smells.")
    with acting_as(BUILDER):
        own = Case.objects.get(pk=reported.case_id)
    handed = open_incident_case(seen_incident(cast.city, cast.place, agreement=agreement))
    other = make_place(cast.city)
    return Desk(in_house, agreement, handed, own, make_person(["requester"], city=cast.city, place=other))


@pytest.fixture
def as_():
    """`with as_(user) as actor:` acts as that person, as a request does."""

    def entered(user):
        return acting_as(actor_of(user))

    return entered
