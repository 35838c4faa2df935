# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
from django.apps import AppConfig


class RuntimeConfig(AppConfig):
    """Processes and wiring."""

    name = "samdrift.runtime"
    label = "runtime"
