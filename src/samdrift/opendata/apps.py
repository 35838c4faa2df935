# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OpenDataConfig(AppConfig):
    """Crowd counts as open data, off until an administrator switches them on."""

    name = "samdrift.opendata"
    label = "opendata"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from samdrift.ui.registry import NavItem, for_roles, register_nav

        visible_for = for_roles("administrator")
        register_nav(NavItem(_("Open data"), "open-data-settings", "globe", order=85, visible_for=visible_for))
