# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Who is told what, when, by which channel."""

    name = "samdrift.notices"
    label = "notices"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from samdrift.notices.web import case_panel
        from samdrift.ui.registry import Panel, register_panel

        register_panel(Panel("servicedesk.case", "notices/case_panel.html", case_panel, order=30))
