# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    """Technical faults, one per cause."""

    name = "samdrift.incidents"
    label = "incidents"
    default_auto_field = "django.db.models.BigAutoField"
