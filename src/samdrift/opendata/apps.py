# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
from django.apps import AppConfig


class OpenDataConfig(AppConfig):
    """Crowd counts as open data, off until an administrator switches them on."""

    name = "samdrift.opendata"
    label = "opendata"
    default_auto_field = "django.db.models.BigAutoField"
