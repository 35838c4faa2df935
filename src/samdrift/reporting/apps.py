# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
from django.apps import AppConfig


class ReportingConfig(AppConfig):
    """Service reports and the figures behind them."""

    name = "samdrift.reporting"
    label = "reporting"
    default_auto_field = "django.db.models.BigAutoField"
