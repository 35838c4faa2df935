# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
from django.urls import path

from samdrift.reporting import web

urlpatterns = [
    path("agreement/", web.agreement, name="agreement"),
    path("overview/", web.overview, name="overview"),
    path("overview/part/", web.overview_part, name="overview-part"),
    path("reports/<int:agreement_id>/<str:month>/", web.service_report, name="service-report"),
    path("reports/<int:agreement_id>/<str:month>/report.pdf", web.report_pdf, name="report-pdf"),
    path("reports/<int:agreement_id>/<str:month>/service/<slug:slug>/", web.report_service, name="report-service"),
    path("reports/<int:agreement_id>/<str:month>/<str:kind>/<int:priority>/", web.report_clocks, name="report-clocks"),
]
