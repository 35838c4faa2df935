# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Addresses of the floor itself."""

from django.urls import path

from samdrift.ui import web

urlpatterns = [
    path("ui/scheme", web.set_scheme, name="ui-scheme"),
    path("ui/gallery", web.gallery, name="ui-gallery"),
    path("search", web.search, name="search"),
]
