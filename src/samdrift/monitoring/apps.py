# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
from django.apps import AppConfig


class MonitoringConfig(AppConfig):
    """What is watched and how it stands."""

    name = "samdrift.monitoring"
    label = "monitoring"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from samdrift.inventory import facade as inventory
        from samdrift.monitoring import facade
        from samdrift.monitoring.gauges import store_gauges
        from samdrift.monitoring.panels import history_panel, traffic_panel
        from samdrift.monitoring.port_panels import port_history_panel, port_traffic_panel
        from samdrift.ui.registry import Panel, register_panel

        inventory.use_watching(facade)
        inventory.also_give_gauges_to(store_gauges)
        register_panel(Panel("inventory.device", "monitoring/traffic_panel.html", traffic_panel, order=10))
        register_panel(Panel("inventory.device.aside", "monitoring/history_panel.html", history_panel, order=20))
        register_panel(Panel("inventory.port", "monitoring/port_traffic.html", port_traffic_panel, order=10))
        register_panel(Panel("inventory.port", "monitoring/port_history.html", port_history_panel, order=30))
