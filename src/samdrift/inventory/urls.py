# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
from django.urls import path

from samdrift.inventory import web, web_device, web_ways, web_whereabouts, web_worklist

urlpatterns = [
    path("", web.network, name="network"),
    path("part/", web.network_part, name="network-part"),
    path("devices/<int:device_id>/", web_device.device, name="device"),
    path("devices/<int:device_id>/part/", web_device.device_part, name="device-part"),
    path("devices/<int:device_id>/ports.csv", web_device.ports_csv, name="device-ports-csv"),
    path("devices/<int:device_id>/journal/", web_device.journal, name="device-journal"),
    path("devices/<int:device_id>/journal.csv", web_device.journal_csv, name="device-journal-csv"),
    path("devices/<int:device_id>/ports/<int:if_index>/", web_device.port, name="port"),
    path("devices/<int:device_id>/ports/<int:if_index>/part/", web_device.port_part, name="port-part"),
    path("devices/<int:device_id>/ports/<int:if_index>/journal/", web_device.port_journal, name="port-journal"),
    path("places/<int:place_id>/", web.place, name="place"),
    path("places/<int:place_id>/part/", web.place_part, name="place-part"),
    path("discovery/", web.discovery, name="discovery"),
    path("discovery/part/", web.discovery_part, name="discovery-part"),
    path("discovery/range/", web_ways.range_begin, name="range-begin"),
    path("discovery/range/<int:range_id>/cancel/", web_ways.range_cancel, name="range-cancel"),
    path("discovery/list/", web_ways.list_bring, name="list-bring"),
    path("whereabouts/", web_whereabouts.whereabouts, name="whereabouts"),
    path("whereabouts/part/", web_whereabouts.whereabouts_part, name="whereabouts-part"),
    path("whereabouts/whereabouts.csv", web_whereabouts.whereabouts_csv, name="whereabouts-csv"),
    path("whereabouts/name/", web_whereabouts.whereabouts_name, name="whereabouts-name"),
    path("worklist/", web_worklist.work, name="worklist"),
    path("worklist/part/", web_worklist.work_part, name="worklist-part"),
    path("worklist/<int:item_id>/", web_worklist.work_decide, name="worklist-decide"),
]
