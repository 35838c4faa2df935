# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Addresses of cases, the desk and the page of a place."""

from django.urls import path

from samdrift.servicedesk import web, web_place

urlpatterns = [
    path("desk/", web.desk, name="desk"),
    path("desk/queue/", web.desk_part, name="desk-part"),
    path("cases/<int:case_id>/", web.case, name="case"),
    path("cases/<int:case_id>/part/<slug:part>/", web.case_part, name="case-part"),
    path("cases/<int:case_id>/entries/", web.add_entry, name="case-entry"),
    path("cases/<int:case_id>/state/", web.change_state, name="case-state"),
    path("cases/<int:case_id>/assign/", web.assign, name="case-assign"),
    path("cases/<int:case_id>/priority/", web.set_priority, name="case-priority"),
    path("cases/<int:case_id>/hand-over/", web.hand_over, name="case-hand-over"),
    path("cases/<int:case_id>/calendar/", web.redate, name="case-redate"),
    path("my-place/", web_place.my_place, name="my-place"),
    path("my-place/part/", web_place.my_place_part, name="my-place-part"),
    path("report-a-fault/", web_place.report_fault, name="report-fault"),
]
