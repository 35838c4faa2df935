# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Agreed work: what may be agreed and by whom, said in words where it may not, and its pages and API."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from samdrift.agreements.testing import make_agreement, make_service
from samdrift.incidents import maintenance_queries as queries
from samdrift.incidents.maintenance import end_window, extend_window, plan_window
from samdrift.incidents.maintenance_form import moment
from samdrift.incidents.maintenance_rules import Unfit, check_draft
from samdrift.incidents.maintenance_types import WindowDraft
from samdrift.inventory.models import Device
from samdrift.inventory.testing import found_network
from samdrift.kernel.clock import utc_now
from samdrift.kernel.errors import NotFound
from samdrift.parties.testing import BUILDER, actor_of
from samdrift.platform.models import Fact
from samdrift.platform.scope import acting_as

NOW = utc_now().replace(microsecond=0)
HOUR = timedelta(hours=1)
DRAFT = WindowDraft("device", 1, NOW + HOUR, NOW + 3 * HOUR, "A new switch", "CHG7")


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"ends_at": NOW}, "end_first"),
        ({"starts_at": NOW - 3 * HOUR, "ends_at": NOW - HOUR}, "past_end"),
        ({"starts_at": NOW - HOUR}, "past_begin"),
        ({"ends_at": NOW + timedelta(days=3650)}, "too_long"),
        ({"starts_at": NOW + timedelta(days=800), "ends_at": NOW + timedelta(days=801)}, "too_far"),
        ({"reason": "  "}, "no_reason"),
        ({"reason": "x" * 301}, "long_reason"),
        ({"reference": "x" * 81}, "long_reference"),
        ({"grace_minutes": 241}, "grace"),
        ({"scope_kind": "planet"}, "kind"),
    ],
)
def test_what_cannot_be_agreed_is_refused_with_its_reason(changes, why):
    with pytest.raises(Unfit) as refused:
        check_draft(replace(DRAFT, **changes), now=NOW)
    assert refused.value.why == why
    assert refused.value.where


def test_work_may_begin_this_minute():
    check_draft(replace(DRAFT, starts_at=NOW - timedelta(minutes=4)), now=NOW)


def test_the_hour_that_a_spring_night_leaves_out_is_refused():
    zone = ZoneInfo("Europe/Copenhagen")
    assert moment("2027-03-28T03:00", "starts_at", zone).isoformat() == "2027-03-28T01:00:00+00:00"
    with pytest.raises(Unfit) as refused:
        moment("2027-03-28T02:30", "starts_at", zone)
    assert refused.value.why == "no_hour"
    with pytest.raises(Unfit):
        moment("tomorrow", "starts_at", zone)


@pytest.fixture
def ids(cast):
    """core is the city's own; acc, at the cast's place, the supplier's."""
    service = make_service(cast.city, "net", device_types=("network",))
    make_agreement(cast.city, cast.supplier, services=(service,))
    found = found_network(cast.city, [("core", 1, "acc", 1)], locations={"acc": cast.place.name})
    with acting_as(BUILDER):
        Device.objects.filter(name="core").update(supplier=None, agreement_id=None)
    return found


def as_(user):
    return acting_as(actor_of(user))


def planned(cast, user, **changes):
    with as_(user):
        return plan_window(draft=replace(DRAFT, **changes), actor=actor_of(user), at=NOW)


def test_the_city_plans_prolongs_and_ends_and_each_is_told(cast, ids):
    window = planned(cast, cast.owner, scope_kind="place", scope_id=cast.place.pk)
    assert (window.scope_label, window.place_ids, window.by_supplier) == (cast.place.name, (cast.place.pk,), False)
    actor = actor_of(cast.owner)
    with as_(cast.owner):
        later = extend_window(window_id=window.id, ends_at=window.ends_at + HOUR, actor=actor, at=NOW)
        assert later.ends_at == NOW + 4 * HOUR
        assert end_window(window_id=window.id, actor=actor, at=NOW + 2 * HOUR)
        assert not end_window(window_id=window.id, actor=actor, at=NOW + 2 * HOUR)
        assert queries.window_for(actor, window.id).ends_at == NOW + 2 * HOUR
    with acting_as(BUILDER):
        told = list(
            Fact.objects.filter(subject=f"maintenance:{window.id}").order_by("pk").values_list("name", flat=True)
        )
    assert told == [f"incidents.maintenance.{what}.v1" for what in ("planned", "changed", "changed")]


def test_a_window_that_has_not_begun_is_called_off(cast, ids):
    window = planned(cast, cast.owner, scope_id=ids["core"])
    with as_(cast.owner):
        end_window(window_id=window.id, actor=actor_of(cast.owner), at=NOW)
        assert queries.window_for(actor_of(cast.owner), window.id).state_at(NOW) == "cancelled"
    planned(cast, cast.owner, scope_id=ids["core"])


def test_two_windows_for_one_thing_at_one_time_are_refused_and_beside_each_other_taken(cast, ids):
    planned(cast, cast.owner, scope_id=ids["core"])
    with pytest.raises(Unfit) as refused:
        planned(cast, cast.owner, scope_id=ids["core"], starts_at=NOW + 2 * HOUR, ends_at=NOW + 9 * HOUR)
    assert refused.value.why == "overlap"
    planned(cast, cast.owner, scope_id=ids["core"], starts_at=NOW + 3 * HOUR, ends_at=NOW + 9 * HOUR)


def test_a_supplier_plans_for_its_own_devices_alone(cast, ids):
    window = planned(cast, cast.mate, scope_kind="place", scope_id=cast.place.pk)
    assert (window.by_supplier, window.supplier_id) == (True, cast.supplier.pk)
    assert planned(cast, cast.mate, scope_id=ids["acc"]).supplier_id == cast.supplier.pk
    with pytest.raises(Unfit) as refused:
        planned(cast, cast.mate, scope_id=ids["core"])
    assert refused.value.why == "no_device"


def test_a_supplier_does_not_change_what_the_city_planned_nor_does_another_see_it(cast, ids):
    window = planned(cast, cast.owner, scope_id=ids["acc"])
    with as_(cast.mate):
        assert queries.window_for(actor_of(cast.mate), window.id) is not None
        with pytest.raises(NotFound):
            end_window(window_id=window.id, actor=actor_of(cast.mate), at=NOW)
    for stranger in (cast.stranger, cast.strange_engineer, cast.nobody):
        with as_(stranger):
            assert queries.window_for(actor_of(stranger), window.id) is None
            with pytest.raises(NotFound):
                end_window(window_id=window.id, actor=actor_of(stranger), at=NOW)


def test_those_at_the_place_are_told_unless_it_is_silent(cast, ids):
    planned(cast, cast.owner, scope_id=ids["acc"])
    planned(cast, cast.owner, scope_kind="place", scope_id=cast.place.pk, silent=True)
    with as_(cast.requester):
        told = queries.announced_at([cast.place.pk], now=NOW)
    assert [w.scope_kind for w in told] == ["device"]


def form(**changes):
    local = (NOW + HOUR).astimezone(ZoneInfo("Europe/Copenhagen")).replace(tzinfo=None)
    given = {
        "scope_kind": "device",
        "scope": "core",
        "starts_at": local.isoformat(timespec="minutes"),
        "ends_at": (local + 2 * HOUR).isoformat(timespec="minutes"),
        "reason": "A new switch",
        "reference": "CHG7",
        "grace_minutes": "10",
        "silent": "no",
    }
    return given | changes


def test_the_pages_plan_show_and_end_a_window(cast, ids, client):
    client.force_login(cast.owner)
    answer = client.post(reverse("maintenance-plan"), form())
    assert answer.status_code == 302, answer.content[-2000:]
    page = client.get(answer["Location"]).content.decode()
    assert "A new switch" in page
    assert "CHG7" in client.get(reverse("maintenance")).content.decode()
    assert "CHG7" in client.get(reverse("maintenance-csv")).content.decode()
    client.post(answer["Location"] + "end/")
    assert "CHG7" in client.get(reverse("maintenance") + "?when=over").content.decode()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"ends_at": "2026-01-01T10:00"}, "Det slutter, før det begynder."),
        ({"ends_at": "2036-01-01T10:00"}, "Det varer mere end 31 dage"),
        ({"starts_at": "2026-01-01T10:00", "ends_at": "2026-01-01T12:00"}, "Det ville allerede være forbi."),
        ({"scope": "nothing"}, "Der er ingen enhed med det navn"),
        ({"starts_at": "soon"}, "Skriv dag og tid"),
        ({"grace_minutes": "-1"}, "0 til 240"),
    ],
)
def test_the_form_says_in_danish_what_is_wrong_and_keeps_what_was_typed(cast, ids, client, changes, words):
    client.force_login(cast.owner)
    answer = client.post(reverse("maintenance-plan"), form(**changes), headers={"accept-language": "da"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert "A new switch" in page


def test_whoever_may_plan_nothing_finds_no_form(cast, client):
    client.force_login(cast.requester)
    assert client.get(reverse("maintenance-plan")).status_code == 404
    assert client.get(reverse("maintenance")).status_code == 404


def test_a_program_plans_prolongs_and_ends(cast, ids, client):
    client.force_login(cast.owner)
    body = {
        "scope_kind": "device",
        "scope_id": ids["core"],
        "starts_at": (NOW + HOUR).isoformat(),
        "ends_at": (NOW + 2 * HOUR).isoformat(),
        "reason": "x",
    }
    made = client.post("/api/maintenance", body, content_type="application/json")
    assert made.status_code == 201, made.content
    number = made.json()["id"]
    later = {"ends_at": (NOW + 3 * HOUR).isoformat()}
    assert client.post(f"/api/maintenance/{number}/prolong", later, content_type="application/json").status_code == 200
    twice = client.post("/api/maintenance", body, content_type="application/json")
    assert (twice.status_code, "covers this already" in twice.json()["detail"]) == (422, True)
    ended = client.post(f"/api/maintenance/{number}/end")
    assert ended.json()["cancelled_at"] is not None
    assert client.get(f"/api/maintenance/{number}/silent").json() == []


def test_a_change_during_agreed_work_on_the_device_or_its_place_is_expected(cast, ids):
    planned(cast, cast.owner, scope_id=ids["acc"])
    during, before = (NOW + 2 * HOUR, NOW + 3 * HOUR), (NOW, NOW + HOUR)
    with acting_as(BUILDER):
        asked = [(ids[name], span) for name in ("acc", "core") for span in (during, before)]
        agreed = [queries.work_agreed(cast.city.pk, device, *span) for device, span in asked]
    assert agreed == [True, False, False, False]
    planned(
        cast, cast.owner, scope_kind="place", scope_id=cast.place.pk, starts_at=NOW + 5 * HOUR, ends_at=NOW + 6 * HOUR
    )
    with acting_as(BUILDER):
        assert queries.work_agreed(cast.city.pk, ids["acc"], NOW + 5 * HOUR, NOW + 6 * HOUR)
