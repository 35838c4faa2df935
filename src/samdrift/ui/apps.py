# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Registers the floor of pages with Django."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Label `ui`; holds no tables."""

    name = "samdrift.ui"
    label = "ui"
