# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PartiesConfig(AppConfig):
    """Who takes part: municipalities, places, suppliers, people."""

    name = "samdrift.parties"
    label = "parties"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from samdrift.parties import trail
        from samdrift.ui.registry import NavItem, Panel, for_roles, register_nav, register_panel

        trail.connect()
        register_nav(
            NavItem(
                _("People and roles"),
                "parties-people",
                icon="person-group",
                order=90,
                visible_for=for_roles("administrator"),
            )
        )
        register_panel(Panel("ui.account.foot", "parties/account_foot.html"))
