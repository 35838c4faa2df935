# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportingConfig(AppConfig):
    """Service reports and the figures behind them."""

    name = "samdrift.reporting"
    label = "reporting"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from samdrift.ui.registry import NavItem, for_roles, register_nav

        register_nav(
            NavItem(
                _("Overview"), "overview", "bar-chart", order=5, visible_for=for_roles("director", "contract_manager")
            )
        )
        register_nav(
            NavItem(
                _("Agreements"),
                "agreement",
                "file-text",
                order=40,
                visible_for=for_roles("contract_manager", "director", "engineer", "agent"),
            )
        )
