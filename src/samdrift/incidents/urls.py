# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
from django.urls import include, path

from samdrift.incidents import web, web_places, web_topology

urlpatterns = [
    path("operations/", web.operations, name="operations"),
    path("operations/maintenance/", include("samdrift.incidents.maintenance_urls")),
    path("operations/part/", web.operations_part, name="operations-part"),
    path("operations/watch/", web.watch_part, name="operations-watch"),
    path("operations/operations.csv", web.operations_csv, name="operations-csv"),
    path("operations/places/", web_places.places, name="operations-places"),
    path("operations/places/part/", web_places.places_part, name="operations-places-part"),
    path("operations/places/places.csv", web_places.places_csv, name="operations-places-csv"),
    path("network/topology/", web_topology.topology, name="topology"),
    path("network/topology/part/", web_topology.topology_part, name="topology-part"),
    path("network/topology/topology.csv", web_topology.topology_csv, name="topology-csv"),
    path("incidents/<int:incident_id>/", web.incident, name="incident"),
    path("incidents/<int:incident_id>/part/", web.incident_part, name="incident-part"),
]
