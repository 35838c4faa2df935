# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Bearer tokens of the REST API (RFC 6750): made here, shown once, kept as SHA-256, opened here."""

import hashlib
import secrets
from datetime import datetime

from django.db.models import Q

from samdrift.parties.models import ApiToken, User

PREFIX = "sdt_"
"""So that a leaked token is recognised by secret scanners and by people."""


def new_token() -> str:
    """256 random bits, URL-safe."""
    return PREFIX + secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """SHA-256, hex. No salt: the token itself is random, so no table can be made of it."""
    return hashlib.sha256(token.encode()).hexdigest()


def owner_of(token: str, *, at: datetime) -> User | None:
    """The active person whose valid token this is, or None. Notes the day it was used."""
    valid = ApiToken.objects.filter(
        Q(expires_at__isnull=True) | Q(expires_at__gt=at), token_hash=token_hash(token), withdrawn_at__isnull=True
    )
    row = valid.filter(user__is_active=True).select_related("user").first()
    if row is None:
        return None
    if row.used_on != at.date():
        ApiToken.objects.filter(pk=row.pk).update(used_on=at.date())
    return row.user
