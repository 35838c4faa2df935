# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
from django.urls import path

from samdrift.capacity import web, web_cutting, web_report

urlpatterns = [
    path("", web.capacity, name="capacity"),
    path("capacity.csv", web.capacity_csv, name="capacity-csv"),
    path("<int:outlook_id>/", web.outlook, name="outlook"),
    path("what-if/", web_cutting.what_if, name="what-if"),
    path("what-if/what-if.csv", web_cutting.what_if_csv, name="what-if-csv"),
    path("cuts/", web_cutting.cuts, name="cuts"),
    path("cuts/cuts.csv", web_cutting.cuts_csv, name="cuts-csv"),
    path("cuts/<str:kind>/<int:part_id>/", web_cutting.cut, name="cut"),
    path("single-points/", web_cutting.threads, name="threads"),
    path("single-points/single-points.csv", web_cutting.threads_csv, name="threads-csv"),
    path("spares/", web_cutting.spares, name="spares"),
    path("spares/spares.csv", web_cutting.spares_csv, name="spares-csv"),
    path("report/<int:year>/", web_report.report, name="capacity-report"),
    path("report/<int:year>/report.pdf", web_report.report_pdf, name="capacity-report-pdf"),
    path("report/<int:year>/report.csv", web_report.report_csv, name="capacity-report-csv"),
]
