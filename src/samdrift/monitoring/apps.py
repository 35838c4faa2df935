# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
from django.apps import AppConfig


class MonitoringConfig(AppConfig):
    """What is watched and how it stands."""

    name = "samdrift.monitoring"
    label = "monitoring"
    default_auto_field = "django.db.models.BigAutoField"
