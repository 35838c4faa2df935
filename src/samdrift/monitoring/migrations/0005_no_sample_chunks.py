# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('monitoring', '0004_carry_over_samples'),
    ]

    operations = [
        migrations.DeleteModel(name='SampleChunk'),
    ]
