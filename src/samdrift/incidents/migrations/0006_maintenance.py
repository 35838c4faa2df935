# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("incidents", "0005_display_links"),
        ("inventory", "0001_first_walk"),
        ("parties", "0001_first_walk"),
    ]

    operations = [
        migrations.CreateModel(
            name="MaintenanceWindow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("scope_kind", models.CharField(max_length=10)),
                ("scope_id", models.BigIntegerField()),
                ("scope_label", models.CharField(max_length=200)),
                ("by_supplier", models.BooleanField(default=False)),
                ("place_ids", models.JSONField(default=list)),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("grace_minutes", models.PositiveSmallIntegerField(default=10)),
                ("reason", models.CharField(max_length=300)),
                ("reference", models.CharField(blank=True, max_length=80)),
                ("silent", models.BooleanField(default=False)),
                ("planned_by", models.CharField(max_length=120)),
                ("planner", models.CharField(max_length=60)),
                ("planned_at", models.DateTimeField()),
                ("cancelled_at", models.DateTimeField(null=True)),
                ("settled_at", models.DateTimeField(null=True)),
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
        ),
        migrations.CreateModel(
            name="PlannedSilence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(null=True)),
                (
                    "device",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="inventory.device"
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="incidents.incident",
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
                (
                    "window",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="incidents.maintenancewindow"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="maintenancewindow",
            index=models.Index(fields=["municipality", "ends_at"], name="incidents_m_municip_b763eb_idx"),
        ),
        migrations.AddConstraint(
            model_name="maintenancewindow",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gte", models.F("starts_at"))), name="window_ends_after_it_begins"
            ),
        ),
        migrations.AddConstraint(
            model_name="plannedsilence",
            constraint=models.UniqueConstraint(fields=("window", "device"), name="silent_by_work_once"),
        ),
    ]
