# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
from django.urls import path

from samdrift.opendata import web

urlpatterns = [
    path("", web.open_data, name="open-data"),
    path("settings/", web.settings, name="open-data-settings"),
    path("<slug:slug>/crowd.csv", web.crowd_csv, name="crowd-csv"),
    path("<slug:slug>/crowd.json", web.crowd_json, name="crowd-json"),
    path("<slug:slug>/catalogue.jsonld", web.catalogue, name="open-data-catalogue"),
]
