# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
from django.apps import AppConfig


class PartiesConfig(AppConfig):
    """Who takes part: municipalities, places, suppliers, people."""

    name = "samdrift.parties"
    label = "parties"
    default_auto_field = "django.db.models.BigAutoField"
