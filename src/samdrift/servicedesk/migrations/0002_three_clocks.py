# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Clocks know whose they are, in which unit they were promised and what changed; hands of a case are noted."""

import django.db.models.deletion
from django.db import migrations, models

BEGUN_BEFORE = """
SELECT set_config('samdrift.system', 'on', true), set_config('samdrift.actor', 'system:migration', true);
UPDATE servicedesk_caseclock SET target = target_minutes;
UPDATE servicedesk_caseclock AS clock SET owner = 'supplier'
  FROM agreements_agreement AS deal WHERE deal.id = clock.agreement_id AND deal.supplier_id IS NOT NULL;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("servicedesk", "0001_first_walk"),
        ("agreements", "0003_promises_in_units"),
        ("parties", "0001_first_walk"),
    ]

    operations = [
        migrations.AddField("caseclock", "owner", models.CharField(default="user", max_length=8)),
        migrations.AddField("caseclock", "target", models.PositiveIntegerField(default=0), preserve_default=False),
        migrations.AddField("caseclock", "unit", models.CharField(default="minute", max_length=12)),
        migrations.AddField("caseclock", "model", models.CharField(default="service_hours", max_length=24)),
        migrations.AddField("caseclock", "changes", models.JSONField(default=list)),
        migrations.RunSQL(BEGUN_BEFORE, migrations.RunSQL.noop),
        migrations.CreateModel(
            name="CaseHolder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=10)),
                ("at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="servicedesk.case"
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agreements.resolvergroup",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.municipality"
                    ),
                ),
                (
                    "supplier",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.supplier",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["case", "at", "id"], name="servicedesk_case_id_holder")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(kind__in=["desk", "supplier", "user", "nobody"]), name="holder_kind"
                    )
                ],
            },
        ),
    ]
