# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
from django.urls import include, path

from samdrift.incidents import web, web_day, web_places, web_topology, web_wallboard

urlpatterns = [
    path("operations/", web.operations, name="operations"),
    path("operations/maintenance/", include("samdrift.incidents.maintenance_urls")),
    path("operations/part/", web.operations_part, name="operations-part"),
    path("operations/watch/", web.watch_part, name="operations-watch"),
    path("operations/operations.csv", web.operations_csv, name="operations-csv"),
    path("operations/places/", web_places.places, name="operations-places"),
    path("operations/places/part/", web_places.places_part, name="operations-places-part"),
    path("operations/places/places.csv", web_places.places_csv, name="operations-places-csv"),
    path("operations/day/", web_day.day, name="day"),
    path("operations/day/day.csv", web_day.day_csv, name="day-csv"),
    path("operations/wallboard/", web_wallboard.wallboard, name="wallboard"),
    path("operations/wallboard/part/", web_wallboard.wallboard_part, name="wallboard-part"),
    path("operations/wallboard/links/", web_wallboard.display_links, name="display-links"),
    path("operations/wallboard/links/<int:link_id>/withdraw/", web_wallboard.display_withdraw, name="display-withdraw"),
    path("wall/<str:token>/", web_wallboard.display, name="display"),
    path("wall/<str:token>/part/", web_wallboard.display_part, name="display-part"),
    path("network/topology/", web_topology.topology, name="topology"),
    path("network/topology/part/", web_topology.topology_part, name="topology-part"),
    path("network/topology/topology.csv", web_topology.topology_csv, name="topology-csv"),
    path("incidents/<int:incident_id>/", web.incident, name="incident"),
    path("incidents/<int:incident_id>/part/", web.incident_part, name="incident-part"),
]
