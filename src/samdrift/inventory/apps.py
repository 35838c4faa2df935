# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
from django.apps import AppConfig


class InventoryConfig(AppConfig):
    """What is there: devices, interfaces, links, found by asking the network."""

    name = "samdrift.inventory"
    label = "inventory"
    default_auto_field = "django.db.models.BigAutoField"
