# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TicketbridgeConfig(AppConfig):
    """Cases handed to suppliers' own systems and followed there."""

    name = "samdrift.ticketbridge"
    label = "ticketbridge"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from samdrift.incidents.facade import use_ticket_book
        from samdrift.ticketbridge.of_cases import tickets_of_cases
        from samdrift.ticketbridge.web import case_panel
        from samdrift.ui.registry import NavItem, Panel, for_roles, register_nav, register_panel

        use_ticket_book(tickets_of_cases)
        register_panel(Panel("servicedesk.case", "ticketbridge/case_panel.html", case_panel, order=20))
        register_nav(
            NavItem(
                _("Supplier systems"),
                "bridge",
                "link",
                order=60,
                visible_for=for_roles("agent", "engineer", "administrator"),
            )
        )
