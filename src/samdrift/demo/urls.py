# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
from django.urls import path

from samdrift.demo import web

urlpatterns = [
    path("", web.break_page, name="demo-break"),
    path("faults/", web.faults_part, name="demo-faults"),
    path("break/", web.break_something, name="demo-break-something"),
    path("heal/", web.heal, name="demo-heal"),
]
