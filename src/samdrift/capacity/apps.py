# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CapacityConfig(AppConfig):
    """When lines and pools are full, and what falls silent if something is cut."""

    name = "samdrift.capacity"
    label = "capacity"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from samdrift.capacity.panels import device_panel, place_panel
        from samdrift.platform.visible import STAFF
        from samdrift.ui.registry import NavItem, Panel, for_roles, register_nav, register_panel

        register_nav(NavItem(_("Capacity"), "capacity", "trend-up", order=27, visible_for=for_roles(*STAFF)))
        register_panel(Panel("inventory.place", "capacity/place_panel.html", place_panel, order=30))
        register_panel(Panel("inventory.device.aside", "capacity/device_panel.html", device_panel, order=40))
