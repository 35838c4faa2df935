# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Targets get a unit and a model, agreements say whose clock theirs is and how it pauses and changes."""

from django.db import migrations, models

UNITS = ("minute", "hour", "working_day")
MODELS = ("calendar_time", "service_hours", "start_in_service_hours")


class Migration(migrations.Migration):
    dependencies = [("agreements", "0002_first_walk")]

    operations = [
        migrations.RenameField("servicelevel", "response_minutes", "response"),
        migrations.RenameField("servicelevel", "resolution_minutes", "resolution"),
        migrations.AddField("servicelevel", "response_unit", models.CharField(default="minute", max_length=12)),
        migrations.AddField("servicelevel", "resolution_unit", models.CharField(default="minute", max_length=12)),
        migrations.AddField("servicelevel", "model", models.CharField(default="service_hours", max_length=24)),
        migrations.AddField("agreement", "promise", models.CharField(blank=True, max_length=8)),
        migrations.AddField("agreement", "paused_by", models.JSONField(null=True)),
        migrations.AddField("agreement", "policies", models.JSONField(default=dict)),
        migrations.AddConstraint(
            "agreement",
            models.CheckConstraint(
                condition=models.Q(promise__in=["", "user", "desk", "supplier"]), name="promise_has_an_owner"
            ),
        ),
        migrations.AddConstraint(
            "servicelevel",
            models.CheckConstraint(
                condition=models.Q(response_unit__in=UNITS, resolution_unit__in=UNITS, model__in=MODELS),
                name="level_in_known_units",
            ),
        ),
    ]
