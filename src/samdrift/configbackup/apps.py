# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
from django.apps import AppConfig


class ConfigBackupConfig(AppConfig):
    """What each device is set to, kept with its history."""

    name = "samdrift.configbackup"
    label = "configbackup"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from samdrift.configbackup.web import device_panel
        from samdrift.ui.registry import Panel, register_panel

        register_panel(Panel("inventory.device", "configbackup/device_panel.html", device_panel, order=80))
