# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from samdrift.platform.actor import Actor


def _shown(actor: Actor) -> bool:
    from samdrift.configbackup.commands import is_on
    from samdrift.platform.visible import STAFF

    return is_on() and actor.has(*STAFF)


class ConfigBackupConfig(AppConfig):
    """What each device is set to, kept with its history."""

    name = "samdrift.configbackup"
    label = "configbackup"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from samdrift.configbackup.web import device_panel
        from samdrift.ui.registry import NavItem, Panel, register_nav, register_panel

        register_nav(NavItem(_("Configurations"), "configurations", "file-text", order=36, visible_for=_shown))
        register_panel(Panel("inventory.device", "configbackup/device_panel.html", device_panel, order=80))
