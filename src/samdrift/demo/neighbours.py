# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The way from any page of the demo to the world around it: the broken network, the supplier's desk, the mailbox."""

from collections.abc import Mapping

from django.conf import settings
from django.http import HttpRequest


def neighbours(request: HttpRequest, _slot: Mapping[str, object]) -> Mapping[str, object] | None:
    """Addresses for the footer; None for those who have not signed in."""
    if not getattr(request, "actor", None) or not request.actor.label:  # type: ignore[attr-defined]
        return None
    return {"partner_url": settings.CONFIG.partner_url, "mail_page_url": settings.CONFIG.mail_page_url}
