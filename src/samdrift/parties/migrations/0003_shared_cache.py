# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The table of Django's database cache: counts of failed sign-ins and used one-time codes must hold in every web process.

Unlogged: after a crash the counts begin anew, which is all they need.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("parties", "0002_api_tokens_and_setup")]

    operations = [
        migrations.RunSQL(
            "CREATE UNLOGGED TABLE samdrift_cache (cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL);"
            "CREATE INDEX samdrift_cache_expires ON samdrift_cache (expires)",
            "DROP TABLE samdrift_cache",
        )
    ]
