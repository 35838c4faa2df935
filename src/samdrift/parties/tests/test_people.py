# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Roles are given and withdrawn by those who administer the party, and by nobody else."""

from datetime import UTC, datetime, timedelta

import pytest

from samdrift.kernel.errors import BadInput, NotFound, Refused
from samdrift.parties import commands, queries
from samdrift.parties.models import ApiToken, Customership, RoleAssignment, User
from samdrift.parties.testing import BUILDER, actor_of, make_person, make_supplier
from samdrift.parties.tokens import owner_of
from samdrift.parties.types import RoleAt
from samdrift.platform.models import AuditEntry
from samdrift.platform.scope import acting_as

AT = datetime(2026, 11, 21, 12, tzinfo=UTC)


def audit():
    with acting_as(BUILDER):
        rows = AuditEntry.objects.filter(table_name="parties_roleassignment").order_by("pk")
        return [(e.actor, e.operation, (e.new or e.old)["role"], e.municipality_id, e.supplier_id) for e in rows]


def test_administrator_gives_and_withdraws_a_role_and_both_are_audited(cast):
    actor = actor_of(cast.administrator)
    wanted = RoleAt("director", municipality_id=cast.city.pk)
    with acting_as(actor):
        number = commands.grant_role(user_id=cast.owner.pk, at_party=wanted, actor=actor, at=AT)
        assert commands.grant_role(user_id=cast.owner.pk, at_party=wanted, actor=actor, at=AT) == number
        assert "director" in actor_of(cast.owner).roles
        assert commands.revoke_role(assignment_id=number, actor=actor, at=AT)
        assert not commands.revoke_role(assignment_id=number, actor=actor, at=AT)
    assert "director" not in actor_of(cast.owner).roles
    label = f"user:{cast.administrator.pk}"
    assert audit() == [(label, op, "director", cast.city.pk, None) for op in ("insert", "delete")]


@pytest.mark.parametrize("who", ["owner", "mate", "requester", "director", "stranger", "strange_engineer", "nobody"])
def test_nobody_else_gives_or_withdraws_roles(cast, who):
    actor = actor_of(getattr(cast, who))
    standing = RoleAssignment.objects.get(user=cast.owner)
    with acting_as(actor):
        with pytest.raises(Refused):
            commands.grant_role(
                user_id=cast.owner.pk, at_party=RoleAt("director", municipality_id=cast.city.pk), actor=actor, at=AT
            )
        with pytest.raises(NotFound):
            commands.revoke_role(assignment_id=standing.pk, actor=actor, at=AT)
    assert actor_of(cast.owner).roles == {"agent"}
    assert audit() == []


def test_an_administrator_elsewhere_does_not_administer_where_they_only_work(cast):
    RoleAssignment.objects.create(
        user=cast.stranger, role="requester", municipality=cast.city, place=cast.place, granted_by="test"
    )
    actor = actor_of(cast.stranger)
    with acting_as(actor), pytest.raises(Refused):
        commands.grant_role(
            user_id=cast.stranger.pk, at_party=RoleAt("director", municipality_id=cast.city.pk), actor=actor, at=AT
        )


def test_a_suppliers_roles_are_given_by_its_only_customer_until_there_is_another(cast):
    actor = actor_of(cast.administrator)
    wanted = RoleAt("engineer", supplier_id=cast.supplier.pk)
    with acting_as(actor):
        commands.grant_role(user_id=cast.owner.pk, at_party=wanted, actor=actor, at=AT)
        Customership.objects.create(municipality=cast.other_city, supplier=cast.supplier)
        with pytest.raises(Refused):
            commands.grant_role(user_id=cast.director.pk, at_party=wanted, actor=actor, at=AT)
    own = make_person(["administrator"], supplier=cast.supplier)
    with acting_as(actor_of(own)):
        commands.grant_role(
            user_id=cast.mate.pk,
            at_party=RoleAt("contract_manager", supplier_id=cast.supplier.pk),
            actor=actor_of(own),
            at=AT,
        )
    assert actor_of(cast.mate).roles == {"engineer", "contract_manager"}


def test_a_supplier_without_customers_is_nobodys_to_administer(cast):
    lonely = make_supplier()
    assert not queries.administers(actor_of(cast.administrator), municipality_id=None, supplier_id=lonely.pk)


@pytest.mark.parametrize(
    ("wanted", "error"),
    [
        (RoleAt("king", municipality_id=1), BadInput),
        (RoleAt("agent"), BadInput),
        (RoleAt("agent", municipality_id=1, supplier_id=1), BadInput),
    ],
)
def test_a_role_that_makes_no_sense_is_refused(cast, wanted, error):
    with pytest.raises(error):
        commands.grant_role(user_id=cast.owner.pk, at_party=wanted, actor=actor_of(cast.administrator), at=AT)


def test_a_requester_needs_a_place_in_that_municipality(cast):
    actor = actor_of(cast.administrator)
    with acting_as(actor):
        for place in (None, cast.other_place.pk):
            with pytest.raises(BadInput):
                commands.grant_role(
                    user_id=cast.owner.pk,
                    at_party=RoleAt("requester", municipality_id=cast.city.pk, place_id=place),
                    actor=actor,
                    at=AT,
                )


def test_the_last_administrator_cannot_be_withdrawn(cast):
    actor = actor_of(cast.administrator)
    own = RoleAssignment.objects.get(user=cast.administrator)
    with acting_as(actor), pytest.raises(Refused):
        commands.revoke_role(assignment_id=own.pk, actor=actor, at=AT)


def test_a_newcomer_is_found_by_their_code_alone(cast):
    actor = actor_of(cast.administrator)
    wanted = RoleAt("agent", municipality_id=cast.city.pk)
    code = queries.newcomer_code(cast.nobody.pk)
    with acting_as(actor):
        assert cast.nobody.pk not in [p.id for p in queries.people_for(actor)]
        assert queries.person_for(actor, cast.nobody.pk) is None
        for wrong in ("", str(cast.nobody.pk), f"{cast.nobody.pk}-AAAAAAAA", code + "x", "９-x", "1" * 40):
            with pytest.raises(NotFound):
                commands.welcome_newcomer(code=wrong, at_party=wanted, actor=actor, at=AT)
        assert commands.welcome_newcomer(code=code, at_party=wanted, actor=actor, at=AT) == cast.nobody.pk
        with pytest.raises(NotFound):
            commands.welcome_newcomer(code=code, at_party=wanted, actor=actor, at=AT)
    assert actor_of(cast.nobody).roles == {"agent"}


def test_an_administrator_sees_their_own_people_only(cast):
    seen = {p.id for p in queries.people_for(actor_of(cast.administrator))}
    assert {cast.owner.pk, cast.mate.pk, cast.requester.pk} <= seen
    assert not seen & {cast.stranger.pk, cast.strange_engineer.pk, cast.nobody.pk}
    assert queries.people_for(actor_of(cast.owner)) == []


def test_pages_of_people_exist_for_administrators_alone(client, cast):
    for user, status in [(cast.administrator, 200), (cast.owner, 404), (cast.mate, 404), (cast.nobody, 404)]:
        client.force_login(user)
        assert client.get("/people/").status_code == status
        assert client.get(f"/people/{cast.owner.pk}/").status_code == status
    client.force_login(cast.stranger)
    assert client.get("/people/").status_code == 200
    assert client.get(f"/people/{cast.owner.pk}/").status_code == 404


def test_roles_are_given_and_withdrawn_on_the_page(client, cast):
    client.force_login(cast.administrator)
    page = f"/people/{cast.owner.pk}/"
    party = f"m:{cast.city.pk}"
    assert client.post(page, {"party": party, "role": "director"}).status_code == 302
    number = RoleAssignment.objects.get(user=cast.owner, role="director").pk
    assert client.post(page, {"party": f"m:{cast.other_city.pk}", "role": "director"}).status_code == 422
    assert client.post(page, {"party": party, "role": "requester"}).status_code == 422
    assert client.post(f"{page}roles/{number}/revoke/").status_code == 302
    assert not RoleAssignment.objects.filter(pk=number).exists()
    foreign = RoleAssignment.objects.filter(user=cast.stranger).first()
    assert client.post(f"/people/{cast.stranger.pk}/roles/{foreign.pk}/revoke/").status_code == 404
    assert RoleAssignment.objects.filter(pk=foreign.pk).exists()


def test_an_account_is_made_with_its_first_role(client, cast):
    client.force_login(cast.administrator)
    form = {
        "name": "Ole Olsen",
        "username": "ole",
        "email": "ole@example.org",
        "language": "nb",
        "password": "en lang sætning til prøverne",
        "again": "en lang sætning til prøverne",
        "party": f"m:{cast.city.pk}",
        "role": "agent",
    }
    assert client.post("/people/new/", form).status_code == 302
    ole = User.objects.get(username="ole")
    assert (ole.language, ole.display_name(), actor_of(ole).roles) == ("nb", "Ole Olsen", {"agent"})
    assert client.post("/people/new/", form).status_code == 422
    assert client.post("/people/new/", {**form, "username": "per", "password": "kort"}).status_code == 422
    assert User.objects.filter(username="per").count() == 0


def test_a_token_opens_the_door_until_it_ends(cast):
    actor = actor_of(cast.owner)
    secret = commands.make_api_token(name="script", expires_at=AT + timedelta(days=1), actor=actor, at=AT)
    assert owner_of(secret, at=AT) == cast.owner
    assert owner_of(secret, at=AT + timedelta(days=1)) is None
    assert owner_of(secret + "x", at=AT) is None
    assert ApiToken.objects.get().used_on == AT.date()
    assert secret not in str(list(ApiToken.objects.values()))
    stranger = actor_of(cast.stranger)
    token_id = ApiToken.objects.get().pk
    assert not commands.withdraw_api_token(token_id=token_id, actor=stranger, at=AT)
    assert commands.withdraw_api_token(token_id=token_id, actor=actor, at=AT)
    assert owner_of(secret, at=AT) is None


def test_a_token_of_a_closed_account_opens_nothing(cast):
    secret = commands.make_api_token(name="script", expires_at=None, actor=actor_of(cast.owner), at=AT)
    cast.owner.is_active = False
    cast.owner.save()
    assert owner_of(secret, at=AT) is None


def test_tokens_page_shows_the_secret_once(client, cast):
    client.force_login(cast.owner)
    page = client.post("/account/tokens/", {"name": "script", "days": "30"}).content.decode()
    assert "sdt_" in page
    assert "sdt_" not in client.get("/account/tokens/").content.decode()
    token_id = ApiToken.objects.get().pk
    client.force_login(cast.stranger)
    assert client.post(f"/account/tokens/{token_id}/withdraw/").status_code == 404
    client.force_login(cast.owner)
    assert client.post(f"/account/tokens/{token_id}/withdraw/").status_code == 302
