# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
from django.urls import path

from samdrift.monitoring import port_panels

urlpatterns = [
    path("devices/<int:device_id>/ports/<int:if_index>/traffic.csv", port_panels.traffic_csv, name="port-traffic-csv"),
    path("devices/<int:device_id>/ports/<int:if_index>/changes.csv", port_panels.changes_csv, name="port-changes-csv"),
]
