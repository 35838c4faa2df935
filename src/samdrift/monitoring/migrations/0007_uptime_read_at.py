# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("monitoring", "0006_capacity_trend"),
    ]

    operations = [
        migrations.AddField(
            model_name="devicestanding",
            name="uptime_at",
            field=models.DateTimeField(null=True),
        ),
    ]
