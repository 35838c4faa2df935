# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
from django.urls import path

from samdrift.incidents import web

urlpatterns = [
    path("operations/", web.operations, name="operations"),
    path("operations/part/", web.operations_part, name="operations-part"),
    path("operations/watch/", web.watch_part, name="operations-watch"),
    path("incidents/<int:incident_id>/", web.incident, name="incident"),
    path("incidents/<int:incident_id>/part/", web.incident_part, name="incident-part"),
]
