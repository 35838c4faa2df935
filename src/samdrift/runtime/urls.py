# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Every address of the product, one line a context."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.urls import URLPattern, URLResolver, include, path

CONTEXTS = (
    ("", "samdrift.parties.urls"),
    ("", "samdrift.ui.urls"),
    ("", "samdrift.incidents.urls"),
    ("network/capacity/", "samdrift.capacity.urls"),
    ("network/", "samdrift.inventory.urls"),
    ("network/", "samdrift.monitoring.urls"),
    ("", "samdrift.servicedesk.urls"),
    ("bridge/", "samdrift.ticketbridge.urls"),
    ("notices/", "samdrift.notices.urls"),
    ("documentation/", "samdrift.documentation.urls"),
    ("open-data/", "samdrift.opendata.urls"),
    ("configurations/", "samdrift.configbackup.urls"),
    ("", "samdrift.reporting.urls"),
    ("agreement/", "samdrift.agreements.urls"),
    ("api/", "samdrift.runtime.rest"),
    ("", "samdrift.runtime.health"),
)
DEMO = (("demo/", "samdrift.demo.urls"),) if apps.is_installed("samdrift.demo") else ()
urlpatterns: list[URLPattern | URLResolver] = [
    path(prefix, include(import_module(module)))
    for prefix, module in (*CONTEXTS, *DEMO)
    if find_spec(module) is not None
]
urlpatterns.append(path("i18n/", include("django.conf.urls.i18n")))
