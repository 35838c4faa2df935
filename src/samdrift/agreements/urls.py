# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
from django.urls import path

from samdrift.agreements import web_calendars

urlpatterns = [
    path("calendars/", web_calendars.calendars, name="calendars"),
    path("calendars/<int:calendar_id>/", web_calendars.calendar, name="calendar"),
]
