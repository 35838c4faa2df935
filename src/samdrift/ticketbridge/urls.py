# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
from django.urls import path

from samdrift.ticketbridge import web

urlpatterns = [
    path("", web.connections, name="bridge"),
    path("list/", web.connections_part, name="bridge-part"),
    path("cases/<int:case_id>/", web.case_part, name="bridge-case-part"),
]
