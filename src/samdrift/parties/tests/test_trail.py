# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Who signed in and who changed what opens the door stands in the trail, for each party the person belongs to."""

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

from samdrift.parties.models import RoleAssignment
from samdrift.parties.testing import BUILDER, make_person
from samdrift.platform.models import AuditEntry
from samdrift.platform.scope import acting_as

PASSWORD = "a long and unlikely sentence 7"


def entries(user):
    with acting_as(BUILDER):
        rows = AuditEntry.objects.filter(table_name="parties_user", row_id=str(user.pk)).order_by("pk")
        return [(row.operation, row.actor, row.new, row.municipality_id, row.supplier_id) for row in rows]


def test_signing_in_and_out_is_written_for_each_party_of_the_person(client, cast):
    person = make_person(("agent",), city=cast.city, username="karla", password=PASSWORD)
    RoleAssignment.objects.create(user=person, role="engineer", supplier=cast.supplier)
    client.post("/account/login/", {"login": "karla", "password": PASSWORD})
    client.post("/sign-out/")
    who = f"user:{person.pk}"
    assert set(map(str, entries(person))) == {
        str((operation, who, {}, city, supplier))
        for operation in ("sign-in", "sign-out")
        for city, supplier in ((None, cast.supplier.pk), (cast.city.pk, None))
    }
    assert len(entries(person)) == 4


def test_a_wrong_password_writes_nothing(client, db):
    person = make_person(username="karla", password=PASSWORD)
    client.post("/account/login/", {"login": "karla", "password": "wrong"})
    assert entries(person) == []


def test_a_changed_password_is_written_and_the_password_is_not(client, db):
    person = make_person(username="karla", password=PASSWORD)
    client.post("/account/login/", {"login": "karla", "password": PASSWORD})
    new = "another long and unlikely sentence 8"
    client.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert [(operation, said) for operation, _, said, *_ in entries(person)][:2] == [
        ("sign-in", {}),
        ("update", {"password": "changed"}),
    ]
    assert "unlikely" not in str(entries(person))


def test_a_second_factor_is_written_when_it_comes_and_when_it_goes(client, db, django_capture_on_commit_callbacks):
    person = make_person(username="karla", password=PASSWORD)
    client.post("/account/login/", {"login": "karla", "password": PASSWORD})
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    client.get("/account/2fa/totp/activate/")
    secret = client.session["mfa.totp.secret"]
    code = format_hotp_value(hotp_value(secret, list(yield_hotp_counters_from_time())[1]))
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/account/2fa/totp/activate/", {"code": code})
        client.post("/account/2fa/totp/deactivate/")
    said = [new for operation, _, new, *_ in entries(person) if operation == "update"]
    assert {"second_factor": "added", "kind": "totp"} in said
    assert {"second_factor": "removed", "kind": "totp"} in said
    assert secret not in str(entries(person))
