# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""PostgreSQL alone, without any filter of ours, shows each row to its parties and to nobody else."""

import pytest
from django.db import DatabaseError, connection, transaction

from samdrift.parties.testing import BUILDER, actor_of
from samdrift.platform.actor import NOBODY, Actor
from samdrift.platform.models import AuditEntry, Fact
from samdrift.platform.scope import acting_as
from samdrift.platform.tenancy import tenant_models

MODELS = tenant_models()
NAMES = [model._meta.label for model in MODELS]
REFERENCE = [model for model in MODELS if model.tenant_rule == "reference"]
OUTSIDE = ["another municipality", "another supplier", "nobody with a role"]


def actor_named(town, who) -> Actor:
    user = town.people[who]
    return actor_of(user) if user is not None else NOBODY


def seen(model, town) -> int:
    return model.objects.filter(municipality_id=town.ours.municipality_id).count()


@pytest.mark.parametrize("who", ["insider", "our supplier"])
def test_the_parties_see_every_kind_of_row(town, who):
    with acting_as(actor_named(town, who)):
        missing = [model._meta.label for model in MODELS if not model.objects.filter(pk=town.ours.row_id).exists()]
    assert missing == []


@pytest.mark.parametrize("who", OUTSIDE)
def test_strangers_see_no_row_of_any_kind(town, who):
    with acting_as(actor_named(town, who)):
        assert [model._meta.label for model in MODELS if seen(model, town)] == []


def test_a_connection_that_names_nobody_sees_nothing_at_all(town):
    with acting_as(NOBODY):
        assert [model._meta.label for model in MODELS if model.objects.exists()] == []


def test_another_supplier_of_the_city_sees_names_only(town):
    with acting_as(actor_named(town, "another supplier of this city")):
        visible = {model for model in MODELS if seen(model, town)}
    assert visible == set(REFERENCE)


def test_raw_sql_sees_no_more_than_the_actor(town):
    with acting_as(actor_named(town, "another municipality")), connection.cursor() as cursor:
        for model in MODELS:
            cursor.execute(
                f'SELECT count(*) FROM "{model._meta.db_table}" WHERE municipality_id = %s', [town.ours.municipality_id]
            )
            assert cursor.fetchone() == (0,), model


@pytest.mark.parametrize("who", [*OUTSIDE, "another supplier of this city"])
def test_strangers_change_and_remove_nothing(town, who):
    with acting_as(actor_named(town, who)):
        for model in MODELS:
            if model in {AuditEntry, Fact}:
                continue
            rows = model.objects.filter(pk=town.ours.row_id)
            if model in REFERENCE and rows.exists():
                with pytest.raises(DatabaseError), transaction.atomic():
                    rows.update(municipality_id=town.ours.municipality_id)
            else:
                assert rows.update(municipality_id=town.ours.municipality_id) == 0, model
                assert rows._raw_delete("default") == 0, model


def test_strangers_put_no_row_into_the_city(town):
    for model in MODELS:
        with acting_as(BUILDER):
            row = model.objects.get(pk=town.ours.row_id)
        row.pk = None
        with (
            acting_as(actor_named(town, "another municipality")),
            pytest.raises(DatabaseError, match="row-level security"),
            transaction.atomic(),
        ):
            row.save(force_insert=True)


def test_every_change_stands_in_the_trail_with_its_actor(town):
    number, other = town.ours.row_id, town.theirs.supplier_id
    with acting_as(actor_named(town, "insider")) as insider:
        for model in MODELS:
            trail = AuditEntry.objects.filter(table_name=model._meta.db_table, row_id=str(number))
            before = trail.count()
            if model in {AuditEntry, Fact}:
                continue
            model.objects.filter(pk=number).update(supplier_id=other)
            assert trail.count() == before + (1 if model.audited else 0), model
            if model.audited:
                entry = trail.latest("pk")
                assert (entry.actor, entry.operation) == (insider.label, "update")
                assert (entry.old["supplier_id"], entry.new["supplier_id"]) == (number, other)


def test_a_change_without_an_actor_is_refused(town):
    without_a_name = Actor(label="", system=True)
    for model in MODELS:
        if not model.audited:
            continue
        with acting_as(without_a_name):
            with pytest.raises(DatabaseError, match="without an actor"), transaction.atomic():
                model.objects.filter(pk=town.ours.row_id).update(supplier_id=town.theirs.supplier_id)
            with pytest.raises(DatabaseError, match="without an actor"), transaction.atomic():
                model.objects.filter(pk=town.ours.row_id)._raw_delete("default")


@pytest.mark.parametrize("model", [AuditEntry, Fact])
@pytest.mark.parametrize("who", ["insider", "system"])
def test_the_trail_and_the_facts_are_append_only(town, model, who):
    actor = BUILDER if who == "system" else actor_named(town, who)
    with acting_as(actor):
        rows = model.objects.filter(pk=town.ours.row_id)
        assert rows.count() == 1
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            rows.update(actor="someone else")
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            rows._raw_delete("default")


@pytest.mark.parametrize("model", MODELS, ids=NAMES)
def test_every_table_has_its_wall_forced_and_its_trigger(db, model):
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute("SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE oid = %s::regclass", [table])
        assert cursor.fetchone() == (True, True)
        cursor.execute("SELECT polcmd, polpermissive FROM pg_policy WHERE polrelid = %s::regclass", [table])
        assert cursor.fetchall() == [("*", True)]
        cursor.execute("SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal", [table])
        triggers = {name for (name,) in cursor.fetchall()}
    assert ("samdrift_audit" in triggers) is model.audited
    if model in {AuditEntry, Fact}:
        assert "samdrift_append_only" in triggers


def test_the_role_we_work_as_cannot_walk_around_the_walls(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False, False)


def test_every_table_that_belongs_to_a_municipality_stands_behind_the_walls():
    """A new table with a municipality but without TenantModel would stand outside: only these few may, and say why."""
    from django.apps import apps

    outside = {
        model._meta.label
        for model in apps.get_models()
        if model not in MODELS and any(f.name in {"municipality", "municipality_id"} for f in model._meta.get_fields())
    }
    assert outside == {"parties.RoleAssignment", "parties.Customership"}  # read to find out who acts, before any wall
