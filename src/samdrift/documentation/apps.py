# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DocumentationConfig(AppConfig):
    """The plan beside the network, and a dossier for every place."""

    name = "samdrift.documentation"
    label = "documentation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from samdrift.documentation.panels import case_panel, device_panel, place_panel
        from samdrift.platform.visible import STAFF
        from samdrift.ui.registry import NavItem, Panel, for_roles, register_nav, register_panel

        register_nav(NavItem(_("Documentation"), "documentation", "open-book", order=35, visible_for=for_roles(*STAFF)))
        register_panel(Panel("inventory.place", "documentation/place_panel.html", place_panel, order=20))
        register_panel(Panel("inventory.device.aside", "documentation/device_panel.html", device_panel, order=20))
        register_panel(Panel("servicedesk.case", "documentation/case_panel.html", case_panel, order=40))
