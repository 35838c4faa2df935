# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Sign-ins and changes of passwords and second factors, in the audit trail of every party the person belongs to.

Django and allauth do these themselves and tell of them by signals, which is the only door they offer for it. Failed tries
are counted and held up by allauth; they change nothing and are not written here.
"""

from typing import Any

from allauth.account.signals import password_changed, password_reset, password_set
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.contrib.auth.signals import user_logged_in, user_logged_out

from samdrift.kernel.clock import utc_now
from samdrift.parties.commands import record_change
from samdrift.parties.models import RoleAssignment, User
from samdrift.platform.actor import Actor, system_actor
from samdrift.platform.scope import acting_as

WRITER = system_actor("sign-in")


def connect() -> None:
    """Begin to listen; safe to call again."""
    for signal, listener in (
        (user_logged_in, _signed_in),
        (user_logged_out, _signed_out),
        (password_set, _password_changed),
        (password_changed, _password_changed),
        (password_reset, _password_changed),
        (authenticator_added, _second_factor_added),
        (authenticator_removed, _second_factor_removed),
        (authenticator_reset, _second_factor_added),
    ):
        signal.connect(listener, dispatch_uid=f"trail.{listener.__name__}")


def _signed_in(user: User, **_signal: object) -> None:
    _write(user, "sign-in", {})


def _signed_out(user: User | None, **_signal: object) -> None:
    if user is not None:
        _write(user, "sign-out", {})


def _password_changed(user: User, **_signal: object) -> None:
    _write(user, "update", {"password": "changed"})


def _second_factor_added(user: User, authenticator: Authenticator, **_signal: object) -> None:
    _write(user, "update", {"second_factor": "added", "kind": authenticator.type})


def _second_factor_removed(user: User, authenticator: Authenticator, **_signal: object) -> None:
    _write(user, "update", {"second_factor": "removed", "kind": authenticator.type})


def _write(user: User, operation: str, new: dict[str, Any]) -> None:
    """One entry for each party the person has a role with, so that each reads it; one for nobody when there is none."""
    parties: set[tuple[int | None, int | None]] = set(
        RoleAssignment.objects.filter(user=user).values_list("municipality_id", "supplier_id")
    )
    actor, at = Actor(label=f"user:{user.pk}", user_id=user.pk), utc_now()
    with acting_as(WRITER):
        for municipality_id, supplier_id in sorted(parties, key=str) or [(None, None)]:
            record_change(
                row=user,
                operation=operation,
                old=None,
                new=new,
                municipality_id=municipality_id,
                supplier_id=supplier_id,
                actor=actor,
                at=at,
            )
