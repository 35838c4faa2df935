# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate


class PlatformConfig(AppConfig):
    """Plumbing every other app stands on."""

    name = "samdrift.platform"
    label = "platform"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from samdrift.platform.protect import protect_tables_after_migrate
        from samdrift.platform.scope import tell_new_connection

        connection_created.connect(tell_new_connection, dispatch_uid="samdrift.scope")
        post_migrate.connect(protect_tables_after_migrate, dispatch_uid="samdrift.protect")
