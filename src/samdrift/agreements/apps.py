# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    """What was agreed: services, calendars, service levels, resolver groups."""

    name = "samdrift.agreements"
    label = "agreements"
    default_auto_field = "django.db.models.BigAutoField"
