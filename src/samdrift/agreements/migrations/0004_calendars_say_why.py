# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""A version of a calendar says why it took the former's place, and from when it holds."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("agreements", "0003_promises_in_units")]

    operations = [
        migrations.AddField("servicecalendar", "reason", models.CharField(blank=True, max_length=500)),
        migrations.AddField("servicecalendar", "published_at", models.DateTimeField(null=True)),
    ]
