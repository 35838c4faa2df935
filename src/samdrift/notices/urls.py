# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
from django.urls import path

from samdrift.notices import web

urlpatterns = [
    path("", web.mine, name="notices"),
    path("list/", web.mine_part, name="notices-part"),
]
