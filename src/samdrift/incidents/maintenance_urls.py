# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Addresses of agreed work, under /operations/maintenance/."""

from django.urls import path

from samdrift.incidents import maintenance_web as web

urlpatterns = [
    path("", web.windows, name="maintenance"),
    path("part/", web.windows_part, name="maintenance-part"),
    path("maintenance.csv", web.windows_csv, name="maintenance-csv"),
    path("plan/", web.plan, name="maintenance-plan"),
    path("<int:window_id>/", web.window, name="maintenance-window"),
    path("<int:window_id>/part/", web.window_part, name="maintenance-window-part"),
    path("<int:window_id>/prolong/", web.prolong, name="maintenance-prolong"),
    path("<int:window_id>/end/", web.end, name="maintenance-end"),
]
