# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
from django.urls import path

from samdrift.configbackup import web

urlpatterns = [
    path("", web.configurations, name="configurations"),
    path("devices/<int:device_id>/", web.history, name="configuration-history"),
    path("devices/<int:device_id>/read/", web.read_now, name="read-configuration"),
    path("versions/<int:version_id>/", web.version, name="configuration"),
    path("versions/<int:version_id>/text/", web.text, name="configuration-text"),
]
