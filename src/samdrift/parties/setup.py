# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The one-time link on which the first administrator of a new installation is made.

A fresh production installation has no account and no default password; whoever started it reads this link in its output.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.db import connection, transaction
from django.urls import reverse

from samdrift.kernel.clock import utc_now
from samdrift.kernel.errors import NotFound
from samdrift.parties.commands import record_change
from samdrift.parties.models import Municipality, RoleAssignment, SetupLink, User
from samdrift.platform.actor import system_actor
from samdrift.platform.scope import acting_as

LIFETIME = timedelta(hours=24)
SETUP = system_actor("setup")
_LOCK = 0x5A4D5345  # one advisory lock, so that two clicks cannot make two first administrators


def _signer() -> TimestampSigner:
    return TimestampSigner(salt="samdrift.setup", sep=".")


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def administrator_exists() -> bool:
    """Whether anyone who can still sign in administers a municipality here."""
    return RoleAssignment.objects.filter(
        role="administrator", municipality__isnull=False, user__is_active=True
    ).exists()


def one_time_link() -> str | None:
    """A fresh link (absolute, valid 24 h, once), or None in demo mode or when an administrator exists.

    Earlier unused links stop working: only the newest one printed counts.
    """
    if settings.SAMDRIFT_MODE == "demo" or administrator_exists():
        return None
    token = _signer().sign(secrets.token_urlsafe(24))
    with transaction.atomic():
        SetupLink.objects.filter(used_at__isnull=True).delete()
        SetupLink.objects.create(token_hash=_hash(token), made_at=utc_now())
    return str(settings.SAMDRIFT_BASE_URL) + reverse("setup", args=[token])


def is_open(token: str) -> bool:
    """Whether this link may be used: ours, in time, unused, and still needed."""
    try:
        _signer().unsign(token, max_age=LIFETIME)
    except BadSignature:
        return False
    unused = SetupLink.objects.filter(token_hash=_hash(token), used_at__isnull=True)
    return unused.exists() and not administrator_exists()


@dataclass(frozen=True, slots=True)
class FirstAdministrator:
    """What the first page asks for. `totp_secret` is base32, its code checked before."""

    municipality: str
    slug: str
    name: str
    username: str
    email: str
    language: str
    password: str
    totp_secret: str


def make_first_administrator(*, token: str, who: FirstAdministrator, at: datetime) -> User:
    """The municipality (the only one if there is one), the person, the role and the second factor, in one transaction.

    Raises NotFound when the link is not (or no longer) open; of two at once exactly one wins.
    """
    with acting_as(SETUP), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        if not is_open(token):
            raise NotFound("this link has been used or is too old", remedy="start Samdrift again and take the new link")
        SetupLink.objects.filter(token_hash=_hash(token)).update(used_at=at)
        city = Municipality.objects.order_by("pk").first() or Municipality.objects.create(
            slug=who.slug, name=who.municipality, language=who.language, time_zone=settings.TIME_ZONE
        )
        first, _, last = who.name.partition(" ")
        user = User.objects.create_user(
            who.username,
            email=who.email,
            password=who.password,
            first_name=first,
            last_name=last,
            language=who.language,
        )
        TOTP.activate(user, who.totp_secret)
        role = RoleAssignment.objects.create(user=user, role="administrator", municipality=city, granted_by=SETUP.label)
        record_change(
            row=role,
            operation="insert",
            old=None,
            new={"user_id": user.pk, "username": user.username, "role": "administrator", "municipality_id": city.pk},
            municipality_id=city.pk,
            supplier_id=None,
            actor=SETUP,
            at=at,
        )
        return user
