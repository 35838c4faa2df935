# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Puts row-level security and the audit trail on every tenant table after migrations; idempotent.

In the database, not in Python, because raw SQL, bulk updates and a forgotten filter must be caught as well.
"""

from typing import Any

from django.apps import apps
from django.db import connection

from samdrift.platform.tenancy import TenantModel, tenant_models

FUNCTIONS = """
CREATE OR REPLACE FUNCTION samdrift_ids(name text) RETURNS bigint[] LANGUAGE sql STABLE AS $$
  SELECT string_to_array(nullif(current_setting(name, true), ''), ',')::bigint[]
$$;
CREATE OR REPLACE FUNCTION samdrift_audit() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE who text := coalesce(current_setting('samdrift.actor', true), '');
        was jsonb; now_ jsonb; row_ jsonb;
BEGIN
  IF who = '' THEN
    RAISE EXCEPTION 'change of % without an actor', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF TG_OP <> 'INSERT' THEN was := to_jsonb(OLD); END IF;
  IF TG_OP <> 'DELETE' THEN now_ := to_jsonb(NEW); END IF;
  row_ := coalesce(now_, was);
  IF TG_OP = 'UPDATE' AND was - coalesce(TG_ARGV, '{}') = now_ - coalesce(TG_ARGV, '{}') THEN RETURN NULL; END IF;
  INSERT INTO platform_auditentry (at, actor, table_name, row_id, operation, old, new, municipality_id, supplier_id)
  VALUES (clock_timestamp(), who, TG_TABLE_NAME, row_ ->> 'id', lower(TG_OP), was, now_,
          (row_ ->> 'municipality_id')::bigint, (row_ ->> 'supplier_id')::bigint);
  RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION samdrift_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
"""


def _ids(name: str) -> str:
    """As a subquery PostgreSQL works it out once a statement; called bare it does so for every row it looks at."""
    return f"(SELECT samdrift_ids('samdrift.{name}'))::bigint[]"


_SYSTEM = "(SELECT current_setting('samdrift.system', true) = 'on')"
_PARTY = f"({_SYSTEM} OR municipality_id = ANY ({_ids('municipalities')}) OR supplier_id = ANY ({_ids('suppliers')}))"
_REFERENCE = f"({_PARTY} OR municipality_id = ANY ({_ids('customers')}))"


def _protect(cursor: Any, model: type[TenantModel]) -> None:
    table = connection.ops.quote_name(model._meta.db_table)  # noqa: SLF001
    rule = _REFERENCE if model.tenant_rule == "reference" else _PARTY
    cursor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY; ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    cursor.execute(f"DROP POLICY IF EXISTS samdrift_party ON {table}")
    cursor.execute(f"CREATE POLICY samdrift_party ON {table} USING ({rule}) WITH CHECK ({_PARTY})")
    cursor.execute(f"DROP TRIGGER IF EXISTS samdrift_audit ON {table}")
    if model.audited:
        beside = ", ".join(f"'{name}'" for name in model.unaudited_columns)
        cursor.execute(
            f"CREATE TRIGGER samdrift_audit AFTER INSERT OR UPDATE OR DELETE ON {table}"
            f" FOR EACH ROW EXECUTE FUNCTION samdrift_audit({beside})"
        )


def protect_tables() -> None:
    """Walls and audit on every tenant table; append-only on the trail itself."""
    existing = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        if "platform_auditentry" not in existing:
            return
        cursor.execute(FUNCTIONS)
        for model in tenant_models():
            if model._meta.db_table in existing:  # noqa: SLF001
                _protect(cursor, model)
        for table in ("platform_auditentry", "platform_fact"):
            cursor.execute(f"DROP TRIGGER IF EXISTS samdrift_append_only ON {table}")
            cursor.execute(
                f"CREATE TRIGGER samdrift_append_only BEFORE UPDATE OR DELETE ON {table}"
                " FOR EACH ROW EXECUTE FUNCTION samdrift_append_only()"
            )


def protect_tables_after_migrate(sender: Any, **_kwargs: Any) -> None:
    """Runs once a migrate, after the last app."""
    with_models = [config for config in apps.get_app_configs() if config.models_module is not None]
    if sender == with_models[-1]:
        protect_tables()
