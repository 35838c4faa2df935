# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
from django.apps import AppConfig


class DeviceLogConfig(AppConfig):
    """What devices write of themselves."""

    name = "samdrift.devicelog"
    label = "devicelog"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from samdrift.devicelog.panels import messages_panel
        from samdrift.ui.registry import Panel, register_panel

        register_panel(Panel("inventory.device", "devicelog/messages_panel.html", messages_panel, order=60))
