# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What neighbours are told of agreements, and what strangers are not."""

from datetime import date

import pytest

from samdrift.agreements import facade
from samdrift.agreements.testing import make_agreement, make_calendar, make_service
from samdrift.agreements.types import Promise
from samdrift.parties.testing import actor_of
from samdrift.platform.scope import acting_as


@pytest.fixture
def agreement(cast):
    return make_agreement(cast.city, cast.supplier, services=(make_service(cast.city, "net", place_kinds=("school",)),))


def test_an_agreement_names_its_group_and_supplier(cast, agreement, owner):
    with acting_as(actor_of(owner)):
        told = facade.agreement(agreement.pk)
    assert (told.number, told.supplier_id, told.group.supplier_id) == (
        agreement.number,
        cast.supplier.pk,
        cast.supplier.pk,
    )


def test_the_supplier_sees_its_agreement_and_strangers_do_not(cast, agreement):
    seen = {}
    for name in ("mate", "stranger", "strange_engineer", "nobody"):
        with acting_as(actor_of(getattr(cast, name))):
            seen[name] = facade.agreement(agreement.pk) is not None
    assert seen == {"mate": True, "stranger": False, "strange_engineer": False, "nobody": False}


def test_a_level_carries_its_whole_calendar(agreement, owner):
    with acting_as(actor_of(owner)):
        level = facade.level(agreement.pk, 1)
    assert (level.response, level.resolution) == (Promise(15), Promise(120))
    assert level.calendar["tz"] == "Europe/Copenhagen"
    assert level.calendar["weekly"]["sun"] == [["00:00", "24:00"]]
    assert level.calendar["version"] == 1


def test_a_priority_without_a_level_has_none(agreement, owner):
    with acting_as(actor_of(owner)):
        assert facade.level(agreement.pk, 5) is None


def test_the_in_house_agreement_is_the_one_without_a_supplier(cast, agreement, owner):
    own = make_agreement(cast.city, calendar=make_calendar(cast.city))
    with acting_as(actor_of(owner)):
        assert facade.in_house_agreement(cast.city.pk, date(2026, 11, 20)).id == own.pk
        assert facade.in_house_agreement(cast.city.pk, date(2019, 12, 31)) is None


def test_the_agreement_that_covers_a_service_is_found(cast, agreement, owner):
    with acting_as(actor_of(owner)):
        net = next(s for s in facade.services_of(cast.city.pk) if s.slug == "net")
        assert facade.agreement_covering(net.id, date(2026, 1, 1)).id == agreement.pk
        assert net.used_at("school")
        assert not net.used_at("library")


def test_the_agreement_that_a_type_of_device_falls_under_is_found(cast, owner):
    wireless = make_service(cast.city, "wireless", device_types=("wireless",))
    under = make_agreement(cast.city, cast.supplier, services=(wireless,))
    with acting_as(actor_of(owner)):
        assert facade.carrying(cast.city.pk, device_type="wireless").id == under.pk
        assert facade.carrying(cast.city.pk, device_type="power") is None
