# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("inventory", "0007_name_tails"),
        ("parties", "0001_first_walk"),
    ]

    operations = [
        migrations.AddField("contact", "due_at", models.DateTimeField(null=True)),
        migrations.AddField("contact", "urgency", models.PositiveSmallIntegerField(null=True)),
        migrations.AddField("device", "cost", models.JSONField(default=dict)),
        migrations.AddField("device", "left_out", models.JSONField(default=list)),
        migrations.AddIndex(
            "contact",
            models.Index(
                condition=models.Q(("urgency__isnull", False)), fields=["urgency", "due_at"], name="contact_waiting"
            ),
        ),
        migrations.AddIndex("device", models.Index(fields=["municipality", "address"], name="device_any_address")),
        migrations.AddIndex("device", models.Index(fields=["chassis_id"], name="device_chassis")),
        migrations.CreateModel(
            name="DeviceKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=220)),
                (
                    "device",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="inventory.device"
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
                "indexes": [models.Index(fields=["key"], name="device_key")],
                "constraints": [models.UniqueConstraint(fields=("device", "key"), name="device_key_once")],
            },
        ),
    ]
