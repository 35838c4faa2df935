# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
from django.apps import AppConfig


class TicketbridgeConfig(AppConfig):
    """Cases handed to suppliers' own systems and followed there."""

    name = "samdrift.ticketbridge"
    label = "ticketbridge"
    default_auto_field = "django.db.models.BigAutoField"
