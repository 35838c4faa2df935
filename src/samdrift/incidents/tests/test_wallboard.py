# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The wallboard and its links: what hangs there for whom, and that a link shows nothing else and ends when it should."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from samdrift.incidents.displays import display_links, make_display_link, open_display, withdraw_display_link
from samdrift.incidents.models import Affected, DisplayLink, Incident
from samdrift.inventory.models import Device
from samdrift.inventory.testing import ACTOR
from samdrift.kernel.clock import utc_now
from samdrift.kernel.errors import BadInput, NotFound
from samdrift.parties.models import RoleAssignment
from samdrift.parties.testing import actor_of
from samdrift.platform.models import AuditEntry
from samdrift.platform.scope import acting_as


def hang(cast, who="owner", *, supplier=False, days=30):
    actor = actor_of(getattr(cast, who))
    supplier_id = cast.supplier.pk if supplier else None
    with acting_as(actor):
        return make_display_link(
            name="Vagtrum", municipality_id=cast.city.pk, supplier_id=supplier_id, days=days, actor=actor, at=utc_now()
        )


def figures(body):
    return [int(n) for n in re.findall(r"<dd>(\d+)</dd>", body)]


def test_the_wall_tells_figures_and_what_is_worst(broken, cast, enter):
    body = enter(cast.owner).get(reverse("wallboard")).content.decode()
    assert figures(body) == [1, 1, cast.place.people, 0, 1]
    assert f"<strong>{cast.place.name}</strong>" in body
    assert "Kabel er brudt" in body


@pytest.mark.parametrize("who", ["nobody", "requester"])
def test_the_wall_is_for_those_who_run_things(broken, cast, enter, who):
    assert enter(getattr(cast, who)).get(reverse("wallboard")).status_code == 404


def test_a_screen_needs_no_sign_in_and_sees_what_its_city_sees(broken, cast, client):
    path = reverse("display", args=[hang(cast)])
    answer = client.get(path)
    assert figures(answer.content.decode()) == [1, 1, cast.place.people, 0, 1]
    assert cast.city.name in answer.content.decode()
    assert reverse("operations") not in answer.content.decode()
    assert answer["Cache-Control"].startswith("max-age=0")
    assert client.get(reverse("operations")).status_code == 302


def test_a_suppliers_screen_sees_its_own_alone(broken, cast, client):
    secret = hang(cast, "mate", supplier=True)
    assert figures(client.get(reverse("display-part", args=[secret])).content.decode())[0] == 1
    with acting_as(ACTOR):
        Device.objects.update(supplier=None, agreement_id=None)
        Incident.objects.update(supplier=None, agreement_id=None)
        Affected.objects.update(supplier=None)
    assert figures(client.get(reverse("display-part", args=[secret])).content.decode())[0] == 0


def test_a_screen_of_somebody_bound_to_agreements_is_bound_to_them(broken, cast, client):
    RoleAssignment.objects.filter(user=cast.mate).update(agreement_id=999_999)
    secret = hang(cast, "mate", supplier=True)
    assert figures(client.get(reverse("display-part", args=[secret])).content.decode())[0] == 0


def test_a_link_ends_when_withdrawn_or_over_and_a_wrong_one_never_began(broken, cast, client):
    secret, other = hang(cast), hang(cast, days=1)
    actor = actor_of(cast.owner)
    with acting_as(actor):
        for link in display_links(actor, at=utc_now()):
            if link.expires_at > utc_now() + timedelta(days=2):
                withdraw_display_link(link_id=link.pk, actor=actor, at=utc_now())
    assert client.get(reverse("display", args=[secret])).status_code == 404
    assert client.get(reverse("display", args=[other])).status_code == 200
    assert open_display(other, at=utc_now() + timedelta(days=1, seconds=1)) is None
    assert client.get(reverse("display", args=["sdw_wrong"])).status_code == 404


@pytest.mark.parametrize(
    ("who", "supplier"),
    [("requester", False), ("mate", False), ("owner", True), ("stranger", False), ("strange_engineer", True)],
)
def test_nobody_hangs_up_what_they_do_not_run(cast, who, supplier):
    with pytest.raises(NotFound):
        hang(cast, who, supplier=supplier)


@pytest.mark.parametrize("who", ["mate", "stranger", "requester"])
def test_nobody_withdraws_another_partys_link(cast, who):
    hang(cast)
    with acting_as(ACTOR):
        number = DisplayLink.objects.get().pk
    actor = actor_of(getattr(cast, who))
    with acting_as(actor):
        assert display_links(actor, at=utc_now()) == []
        with pytest.raises(NotFound):
            withdraw_display_link(link_id=number, actor=actor, at=utc_now())


def test_a_link_without_a_name_or_for_ever_is_refused(cast):
    actor = actor_of(cast.owner)
    for changes in ({"name": " "}, {"days": 0}, {"days": 367}):
        given = {"name": "x", "municipality_id": cast.city.pk, "supplier_id": None, "days": 9} | changes
        with acting_as(actor), pytest.raises(BadInput):
            make_display_link(**given, actor=actor, at=utc_now())


def test_the_trail_tells_who_made_and_withdrew_a_link_but_not_each_drawing(cast, client):
    secret = hang(cast)
    client.get(reverse("display", args=[secret]))
    actor = actor_of(cast.owner)
    with acting_as(actor):
        withdraw_display_link(link_id=display_links(actor, at=utc_now())[0].pk, actor=actor, at=utc_now())
    with acting_as(ACTOR):
        rows = AuditEntry.objects.filter(table_name="incidents_displaylink").order_by("pk")
        assert [(row.operation, row.actor) for row in rows] == [("insert", actor.label), ("update", actor.label)]
        assert secret not in str([row.new for row in rows])


def test_the_page_makes_a_link_and_shows_its_address_once(cast, enter):
    client = enter(cast.owner)
    body = client.post(reverse("display-links"), {"name": "Vagtrum", "days": "30"}).content.decode()
    address = re.search(r"http://testserver(/wall/sdw_[^<]+)<", body).group(1)
    assert client.get(address).status_code == 200
    again = client.get(reverse("display-links")).content.decode()
    assert ("Vagtrum" in again, "sdw_" in again) == (True, False)
    assert client.post(reverse("display-links"), {"name": "", "days": "30"}).status_code == 422
    with acting_as(ACTOR):
        number = DisplayLink.objects.get().pk
    assert client.post(reverse("display-withdraw", args=[number])).status_code == 302
    assert client.get(address).status_code == 404
