# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IncidentsConfig(AppConfig):
    """Technical faults, one per cause."""

    name = "samdrift.incidents"
    label = "incidents"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from samdrift.incidents.maintenance_panels import device_work, incident_work, my_place_work, place_work
        from samdrift.incidents.panels import device_panel, place_panel, port_panel
        from samdrift.incidents.search import find_incidents
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

        register_nav(NavItem(_("Operations"), "operations", "vitals", order=15, visible_for=for_roles(*STAFF)))
        register_panel(Panel("inventory.device", "incidents/device_panel.html", device_panel, order=20))
        register_panel(Panel("inventory.port", "incidents/device_panel.html", port_panel, order=20))
        register_panel(Panel("inventory.place", "incidents/place_panel.html", place_panel, order=10))
        register_panel(Panel("inventory.port", "incidents/device_panel.html", port_panel, order=20))
        register_panel(Panel("inventory.place", "incidents/maintenance_panel.html", place_work, order=5))
        register_panel(Panel("inventory.device.aside", "incidents/maintenance_panel.html", device_work, order=5))
        register_panel(Panel("incidents.incident", "incidents/maintenance_panel.html", incident_work, order=5))
        register_panel(Panel("servicedesk.my_place", "incidents/maintenance_announced.html", my_place_work, order=5))
        register_search(SearchSource(_("Incidents"), find_incidents, order=30))
