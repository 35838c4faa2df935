# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0

from typing import Any

from django.db import migrations


def fill_keys(apps: Any, schema_editor: Any) -> None:
    """By what the devices known so far are found."""
    schema_editor.execute("SELECT set_config('samdrift.system', 'on', true)")
    from samdrift.inventory.identity import keys_of

    device_model, key_model = apps.get_model("inventory", "Device"), apps.get_model("inventory", "DeviceKey")
    rows = device_model.objects.values_list("pk", "municipality_id", "serials", "neighbours")
    key_model.objects.bulk_create(
        (
            key_model(device_id=pk, municipality_id=municipality_id, key=key)
            for pk, municipality_id, serials, neighbours in rows
            for key in sorted(keys_of(serials, neighbours))
        ),
        batch_size=1000,
    )


class Migration(migrations.Migration):
    dependencies = [("inventory", "0008_reading_in_turn")]

    operations = [migrations.RunPython(fill_keys, migrations.RunPython.noop)]
