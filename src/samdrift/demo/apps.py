# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
from django.apps import AppConfig
from django.conf import settings


class DemoConfig(AppConfig):
    """The way to break the demo's network from the pages; never installed in production."""

    name = "samdrift.demo"
    label = "demo"

    def ready(self) -> None:
        from samdrift.demo.neighbours import neighbours
        from samdrift.ui.registry import Panel, register_panel

        if settings.SAMDRIFT_MODE == "demo":
            register_panel(Panel("ui.header", "demo/header_link.html", order=10))
            register_panel(Panel("ui.footer", "demo/footer_links.html", neighbours, order=10))
