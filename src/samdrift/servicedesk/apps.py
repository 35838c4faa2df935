# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
from django.apps import AppConfig


class ServicedeskConfig(AppConfig):
    """People's cases, their timeline and their clocks."""

    name = "samdrift.servicedesk"
    label = "servicedesk"
    default_auto_field = "django.db.models.BigAutoField"
