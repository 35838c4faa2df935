# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InventoryConfig(AppConfig):
    """What is there: devices, interfaces, links, found by asking the network."""

    name = "samdrift.inventory"
    label = "inventory"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from samdrift.inventory.asking import asking_panel
        from samdrift.inventory.search import find_devices, find_places, find_stations
        from samdrift.platform.visible import STAFF
        from samdrift.ui.registry import (
            NavItem,
            Panel,
            SearchSource,
            for_roles,
            register_nav,
            register_panel,
            register_search,
        )

        register_nav(NavItem(_("Network"), "network", "router", order=26, visible_for=for_roles(*STAFF)))
        register_panel(Panel("inventory.device.aside", "inventory/asking_panel.html", asking_panel, order=60))
        register_search(SearchSource(_("Devices"), find_devices, order=40))
        register_search(SearchSource(_("Plugged in at"), find_stations, order=45))
        register_search(SearchSource(_("Places"), find_places, order=50))
