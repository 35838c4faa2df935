# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Operations and the page of one incident: who gets them, what stands on them, and how few questions they ask."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from samdrift.incidents import cases
from samdrift.incidents.commands import open_incident
from samdrift.incidents.models import Incident
from samdrift.incidents.search import find_incidents
from samdrift.incidents.tests.conftest import draft
from samdrift.incidents.types import CaseRef
from samdrift.inventory.models import Device
from samdrift.inventory.testing import ACTOR
from samdrift.kernel.clock import utc_now
from samdrift.monitoring.commands import store_changes
from samdrift.monitoring.models import StateChange
from samdrift.parties.models import Place, RoleAssignment
from samdrift.parties.testing import BUILDER, actor_of, make_person
from samdrift.platform.pulse import beat
from samdrift.platform.scope import acting_as

PAGES = ["operations", "operations-part"]


def text(response):
    return response.content.decode()


def get(client, name, *args):
    return client.get(reverse(name, args=args))


def section(body, name):
    return re.search(rf'<section[^>]*id="{name}".*?</section>', body, re.DOTALL).group()


@pytest.mark.parametrize("who", ["nobody", "requester"])
@pytest.mark.parametrize("name", [*PAGES, "operations-watch"])
def test_operations_are_for_those_who_run_things(broken, cast, enter, who, name):
    assert get(enter(getattr(cast, who)), name).status_code == 404


@pytest.mark.parametrize("who", ["stranger", "strange_engineer", "nobody", "requester"])
@pytest.mark.parametrize("name", ["incident", "incident-part"])
def test_an_incident_is_not_there_for_outsiders_and_those_who_run_nothing(broken, cast, enter, who, name):
    assert get(enter(getattr(cast, who)), name, broken.outage).status_code == 404


@pytest.mark.parametrize("name", [*PAGES, "operations-watch"])
def test_nobody_gets_a_page_without_signing_in(client, db, name):
    assert get(client, name).status_code == 302


@pytest.mark.parametrize("who", ["stranger", "strange_engineer"])
def test_operations_of_an_outsider_name_nothing(broken, cast, enter, who):
    body = text(get(enter(getattr(cast, who)), "operations"))
    assert 'id="incident-' not in body
    assert cast.place.name not in body


def test_an_engineer_bound_to_another_agreement_sees_nothing(broken, cast, enter):
    RoleAssignment.objects.filter(user=cast.mate).update(agreement_id=999_999)
    assert 'id="incident-' not in text(get(enter(cast.mate), "operations"))
    assert get(enter(cast.mate), "incident", broken.outage).status_code == 404


def test_an_agent_here_who_works_at_a_place_there_sees_nothing_of_there(broken, cast, enter):
    both = make_person(["agent"], city=cast.other_city)
    RoleAssignment.objects.create(
        user=both, role="requester", municipality=cast.city, place=cast.place, granted_by=BUILDER.label
    )
    assert 'id="incident-' not in text(get(enter(both), "operations"))
    assert get(enter(both), "incident", broken.outage).status_code == 404


@pytest.mark.parametrize("who", ["owner", "mate", "director", "contract_manager", "administrator"])
def test_outages_quiet_faults_and_what_is_over_stand_apart(broken, cast, enter, who):
    body = text(get(enter(getattr(cast, who)), "operations"))
    found = {name: re.findall(r'id="incident-(\d+)"', section(body, name)) for name in ("outages", "quiet", "closed")}
    assert found == {"outages": [str(broken.outage)], "quiet": [str(broken.quiet)], "closed": [str(broken.over)]}


def test_an_outage_names_cause_place_and_how_many_are_silent(broken, cast, enter):
    row = section(text(get(enter(cast.owner), "operations")), "outages")
    assert "Kabel er brudt" in row
    assert "Kablet dist ge2 – acc ge1" in row
    assert cast.place.name in row
    assert "<strong>1</strong> af 1 enhed tavs" in row


def test_what_ended_yesterday_is_gone(broken, cast, enter, monkeypatch):
    from samdrift.incidents import web

    now = utc_now() + timedelta(hours=24)
    monkeypatch.setattr(web, "utc_now", lambda: now)
    body = text(get(enter(cast.owner), "operations-part"))
    assert f'id="incident-{broken.over}"' not in body
    assert f'id="incident-{broken.outage}"' in body


def test_the_list_of_places_and_the_map_say_the_same(broken, cast, enter):
    with acting_as(BUILDER):
        Place.objects.create(
            municipality=cast.city, slug="quiet-place", name="Quiet Place", kind="library", x=900, y=100
        )
    body = text(get(enter(cast.owner), "operations"))
    on_map = dict(re.findall(r'class="ops-spot" data-state="(\w+)"[^>]*aria-label="([^:]+):', body))
    assert on_map == {"down": cast.place.name, "unknown": "Quiet Place"}
    tree = section(body, "places").split("ops-tree")[1]
    assert re.search(rf"{cast.place.name}</a> .*?<span>Nede</span>", tree, re.DOTALL)
    assert re.search(r"Quiet Place</a> .*?<span>Overvåges ikke</span>", tree, re.DOTALL)


def test_a_supplier_sees_places_with_its_devices_only(broken, cast, enter):
    with acting_as(BUILDER):
        Place.objects.create(
            municipality=cast.city, slug="quiet-place", name="Quiet Place", kind="library", x=900, y=100
        )
    body = text(get(enter(cast.mate), "operations"))
    assert cast.place.name in body
    assert "Quiet Place" not in body


def test_the_case_of_an_incident_is_linked(broken, cast, enter, monkeypatch):
    def book(actor, incident_ids):
        assert actor.user_id == cast.owner.pk
        return {number: CaseRef("S-2026-000007", "/cases/7/") for number in incident_ids if number == broken.outage}

    monkeypatch.setattr(cases, "_books", [book])
    body = text(get(enter(cast.owner), "operations"))
    assert body.count('href="/cases/7/"') == 1
    assert "S-2026-000007" in section(body, "outages")
    assert "S-2026-000007" in text(get(enter(cast.owner), "incident", broken.outage))


def test_a_watch_that_has_gone_silent_is_told_in_red(broken, cast, enter):
    client = enter(cast.owner)
    now = utc_now()
    beat("watch", at=now)
    beat("poller", at=now)
    assert "Vi holder øje" in text(get(client, "operations-watch"))
    beat("poller", at=now - timedelta(seconds=31))
    body = text(get(client, "operations-watch"))
    assert 'data-color="danger"' in body
    assert body.count("(tavs)") == 1


def test_a_watch_never_heard_of_is_told_too(broken, cast, enter):
    assert "aldrig hørt" in text(get(enter(cast.owner), "operations"))


def test_an_incident_explains_itself(broken, cast, enter):
    body = text(get(enter(cast.mate), "incident", broken.outage))
    assert "Kun ét kabel fører til det, der blev tavst" in body
    assert "dist svarer og siger, at dens port ge2 ikke har forbindelse." in body
    assert "Fejlen er overstået, når dette svarer igen: acc." in body
    assert [int(p) for p in re.findall(r'<meter[^>]*value="(\d+)"', body)] == [60, 40]
    assert "1 af 1 enhed er stadig tavs." in body


def test_the_explanation_does_not_name_devices_of_others_to_a_supplier(broken, cast, enter):
    with acting_as(ACTOR):
        Device.objects.filter(name="dist").update(supplier=None, agreement_id=None)
    assert "dist svarer og siger" not in text(get(enter(cast.mate), "incident", broken.outage))
    assert "En port på en andens enhed siger det samme." in text(get(enter(cast.mate), "incident", broken.outage))
    assert "dist svarer og siger" in text(get(enter(cast.owner), "incident", broken.outage))


def test_programs_of_a_supplier_read_no_names_of_devices_of_others_either(broken, cast, enter):
    with acting_as(ACTOR):
        Device.objects.filter(name="dist").update(supplier=None, agreement_id=None)
        Incident.objects.filter(pk=broken.outage).update(
            suspects=[{"type": "device", "id": broken.devices["dist"], "label": "dist", "weight": 1.0}]
        )
    told = {user: enter(user).get(f"/api/incidents/{broken.outage}").json() for user in (cast.mate, cast.owner)}
    assert told[cast.mate]["explanation"]["down_ports"] == []
    assert told[cast.mate]["explanation"]["entries"] == ["acc"]
    assert [suspect["label"] for suspect in told[cast.mate]["suspects"]] == [""]
    assert told[cast.owner]["explanation"]["down_ports"] == [{"device": "dist", "port": "ge2"}]
    assert [suspect["label"] for suspect in told[cast.owner]["suspects"]] == ["dist"]
    assert "Enhed: en andens" in text(get(enter(cast.mate), "incident", broken.outage))


def test_what_was_seen_around_it_is_told_and_the_same_at_several_devices_once(broken, cast, enter):
    with acting_as(ACTOR):
        store_changes(
            StateChange(
                municipality=cast.city,
                supplier=cast.supplier,
                device_id=broken.devices[name],
                what="reachable",
                before="yes",
                after="no",
                at=broken.at + timedelta(seconds=second),
            )
            for second, name in enumerate(("acc", "dist"))
        )
    seen = section(text(get(enter(cast.owner), "incident", broken.outage)), "seen")
    assert seen.count("Svarer ikke") == 1
    assert "2 enheder: acc, dist" in seen


def test_device_and_place_show_their_incidents(broken, cast, enter):
    client = enter(cast.owner)
    link = reverse("incident", args=[broken.outage])
    assert link in text(get(client, "device", broken.devices["acc"]))
    assert link in text(get(client, "place", cast.place.pk))
    assert link not in text(get(client, "device", broken.devices["core"]))


def test_what_stands_in_an_incident_is_escaped(broken, cast, enter):
    with acting_as(ACTOR):
        device = Device.objects.get(name="acc")
        number = open_incident(
            draft=draft(cast, device, cause_label="<script>x", cause_key="link:999999"), actor=ACTOR, at=utc_now()
        )
    for page in (get(enter(cast.owner), "operations"), get(enter(cast.owner), "incident", number)):
        assert "<script>x" not in text(page)


def test_operations_ask_as_much_for_a_hundred_incidents_as_for_three(
    broken, cast, enter, django_assert_max_num_queries
):
    with acting_as(ACTOR):
        device = Device.objects.get(name="acc")
        for n in range(100):
            open_incident(
                draft=draft(
                    cast, device, cause_key=f"link:{n}", affected=((device.pk, cast.place.pk, "cause", broken.at),)
                ),
                actor=ACTOR,
                at=broken.at,
            )
    client = enter(cast.owner)
    with django_assert_max_num_queries(26):
        assert text(get(client, "operations")).count('id="incident-') == 103
    with django_assert_max_num_queries(26):
        get(client, "incident", broken.outage)


def test_search_finds_incidents_for_those_who_mend_them(broken, cast):
    found = {}
    for who in ("owner", "mate", "requester", "stranger", "strange_engineer"):
        actor = actor_of(getattr(cast, who))
        with acting_as(actor):
            found[who] = [hit.url for hit in find_incidents(actor, "ge2", 9)]
    url = reverse("incident", args=[broken.outage])
    assert found == {"owner": [url], "mate": [url], "requester": [], "stranger": [], "strange_engineer": []}
