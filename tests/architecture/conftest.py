# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Two cities with a row in every table, and everyone who might look over the wall."""

from dataclasses import dataclass

import pytest

from samdrift.parties.models import Customership, Municipality, Supplier, User
from samdrift.parties.testing import make_person, make_place
from samdrift.platform.testing import Marked, fill_every_table

EVERY_ROLE = ("requester", "agent", "engineer", "contract_manager", "director", "administrator")
OURS, THEIRS = 7_300_019, 7_400_031


@dataclass(frozen=True)
class Town:
    """`ours` must not show to the strangers; `theirs` is there so that their pages have something to show."""

    ours: Marked
    theirs: Marked
    people: dict[str, User | None]


@pytest.fixture
def town(db) -> Town:
    def city(number: int, word: str) -> Marked:
        Municipality.objects.create(pk=number, slug=f"city-{word}", name=f"City {word}")
        Supplier.objects.create(pk=number, slug=f"supplier-{word}", name=f"Supplier {word}")
        Customership.objects.create(municipality_id=number, supplier_id=number)
        marked = Marked(number, number, number, f"zqx{word}secret", f"zqx{word}name", f"zqx{word}")
        User.objects.create_user(
            f"zqx{word}secret", pk=number, first_name=f"zqx{word}secret", email=f"zqx{word}secret@example.org"
        )
        fill_every_table(marked)
        return marked

    ours, theirs = city(OURS, "ours"), city(THEIRS, "theirs")
    here, there = Municipality.objects.get(pk=OURS), Municipality.objects.get(pk=THEIRS)
    rival = Supplier.objects.create(pk=7_500_007, slug="rival", name="Rival")
    Customership.objects.create(municipality=here, supplier=rival)
    elsewhere = make_place(here, "elsewhere")
    people = {
        "insider": make_person(EVERY_ROLE, city=here, place=_place(OURS)),
        "our supplier": make_person(["engineer"], supplier=Supplier.objects.get(pk=OURS)),
        "another municipality": make_person(EVERY_ROLE, city=there, place=_place(THEIRS)),
        "another supplier": make_person(
            ["engineer", "contract_manager", "administrator"], supplier=Supplier.objects.get(pk=THEIRS)
        ),
        "another supplier of this city": make_person(["engineer", "contract_manager"], supplier=rival),
        "a user at another place": make_person(["requester"], city=here, place=elsewhere),
        "nobody with a role": make_person(),
        "a visitor": None,
    }
    return Town(ours, theirs, people)


def _place(number: int):
    from samdrift.parties.models import Place
    from samdrift.parties.testing import BUILDER
    from samdrift.platform.scope import acting_as

    with acting_as(BUILDER):
        return Place.objects.get(pk=number)
