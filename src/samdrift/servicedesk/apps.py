# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ServicedeskConfig(AppConfig):
    """People's cases, their timeline and their clocks."""

    name = "samdrift.servicedesk"
    label = "servicedesk"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from samdrift.incidents.facade import use_case_book
        from samdrift.servicedesk.of_incidents import cases_of_incidents
        from samdrift.servicedesk.search import find_cases
        from samdrift.ui.registry import NavItem, SearchSource, for_roles, register_nav, register_search

        use_case_book(cases_of_incidents)
        register_nav(
            NavItem(_("My place"), "my-place", "house", order=10, visible_for=lambda actor: bool(actor.places))
        )
        register_nav(
            NavItem(
                _("Service desk"),
                "desk",
                "inbox",
                order=20,
                visible_for=for_roles("agent", "administrator", "engineer", "contract_manager", "director"),
            )
        )
        register_nav(
            NavItem(
                _("Report a fault"),
                "report-fault",
                "megaphone",
                order=30,
                visible_for=for_roles("requester", "agent"),
            )
        )
        register_search(SearchSource(_("Cases"), find_cases, order=20))
