# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Changes of people and their roles. These tables stand outside the walls, so each command writes its own audit entry."""

from dataclasses import asdict
from datetime import datetime
from typing import Any, get_args

from django.db import models, transaction

from samdrift.kernel.errors import BadInput, NotFound, Refused
from samdrift.parties.models import ApiToken, Customership, Place, RoleAssignment, User
from samdrift.parties.queries import administers, newcomer_by_code, person_for
from samdrift.parties.tokens import new_token, token_hash
from samdrift.parties.types import RoleAt
from samdrift.platform.actor import Actor, Role
from samdrift.platform.models import AuditEntry

SUPPLIERS_ROLES = frozenset({"engineer", "contract_manager", "administrator"})
NOT_YOURS = "only an administrator of that municipality or supplier may do this"


def record_change(
    *,
    row: models.Model,
    operation: str,
    old: dict[str, Any] | None,
    new: dict[str, Any] | None,
    municipality_id: int | None,
    supplier_id: int | None,
    actor: Actor,
    at: datetime,
) -> None:
    """The audit entry of a change to a table without tenant columns; seen by that municipality and that supplier."""
    AuditEntry.objects.create(
        at=at,
        actor=actor.label,
        table_name=row._meta.db_table,  # noqa: SLF001 - the name Django gives the table
        row_id=str(row.pk),
        operation=operation,
        old=old,
        new=new,
        municipality_id=municipality_id,
        supplier_id=supplier_id,
    )


def grant_role(*, user_id: int, at_party: RoleAt, actor: Actor, at: datetime) -> int:
    """Give a person the actor administers a role; answers the assignment's id, the same one when it stood already.

    Raises BadInput for an unknown role or a place elsewhere, Refused when the actor does not administer that party,
    NotFound for a person the actor does not see.
    """
    _require(at_party, actor)
    if person_for(actor, user_id) is None:
        raise NotFound("there is no such person", where="person")
    return _assign(user_id, at_party, actor=actor, at=at)


def welcome_newcomer(*, code: str, at_party: RoleAt, actor: Actor, at: datetime) -> int:
    """Give someone without any role, known by the code they told, their first one; answers the person's id.

    Raises NotFound for a wrong code or a person who has a role by now; else as `grant_role`.
    """
    _require(at_party, actor)
    user_id = newcomer_by_code(code)
    if user_id is None:
        raise NotFound("nobody without a role has this code", where="code", remedy="ask the person to read it again")
    _assign(user_id, at_party, actor=actor, at=at)
    return user_id


def _require(wanted: RoleAt, actor: Actor) -> None:
    if wanted.role not in get_args(Role):
        raise BadInput(f"there is no role {wanted.role!r}", where="role", remedy="choose one of the list")
    if (wanted.municipality_id is None) == (wanted.supplier_id is None):
        raise BadInput("a role stands at one municipality or one supplier", where="party", remedy="choose one")
    if not administers(actor, municipality_id=wanted.municipality_id, supplier_id=wanted.supplier_id):
        raise Refused(NOT_YOURS, where="party")
    if wanted.supplier_id is not None and wanted.role not in SUPPLIERS_ROLES:
        raise BadInput("a supplier's people are engineers, contract managers or administrators", where="role")
    if wanted.role == "requester" and wanted.place_id is None:
        raise BadInput("a requester belongs to a place", where="place", remedy="choose the place")
    places = Place.objects.filter(pk=wanted.place_id or 0, municipality_id=wanted.municipality_id or 0)
    if wanted.place_id is not None and not places.exists():
        raise BadInput("that place is not in this municipality", where="place", remedy="choose one of its places")


def _audited_at(municipality_id: int | None, supplier_id: int | None, actor: Actor) -> dict[str, int | None]:
    """Whose trail the change stands in: the party's, and the acting municipality's when it acts for a supplier."""
    if supplier_id is not None and not actor.system and supplier_id not in actor.suppliers:
        municipality_id = min(actor.municipalities_as("administrator"))
    return {"municipality_id": municipality_id, "supplier_id": supplier_id}


def _assign(user_id: int, wanted: RoleAt, *, actor: Actor, at: datetime) -> int:
    fields = {"user_id": user_id, **asdict(wanted)}
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user_id)  # of two grants at once the second finds the first
        row = RoleAssignment.objects.filter(**fields).first()
        if row is not None:
            return row.pk
        row = RoleAssignment.objects.create(**fields, granted_by=actor.label)
        record_change(
            row=row,
            operation="insert",
            old=None,
            new=fields,
            **_audited_at(wanted.municipality_id, wanted.supplier_id, actor),
            actor=actor,
            at=at,
        )
    return row.pk


def revoke_role(*, assignment_id: int, actor: Actor, at: datetime) -> bool:
    """Withdraw a role; False when it is gone already. Refused for someone else's party and for the last administrator."""
    with transaction.atomic():
        row = RoleAssignment.objects.select_for_update().filter(pk=assignment_id).first()
        if row is None:
            return False
        if not administers(actor, municipality_id=row.municipality_id, supplier_id=row.supplier_id):
            raise NotFound("there is no such role", where="role")
        same_party = {"municipality_id": row.municipality_id, "supplier_id": row.supplier_id}
        administrators = RoleAssignment.objects.select_for_update().filter(
            **same_party, role="administrator", user__is_active=True
        )
        if row.role == "administrator" and {r.pk for r in administrators} <= {row.pk}:
            raise Refused(
                "this is the last administrator", where="role", remedy="make someone else administrator first"
            )
        old = {**same_party, "user_id": row.user_id, "role": row.role, "place_id": row.place_id}
        trail = _audited_at(row.municipality_id, row.supplier_id, actor)
        record_change(row=row, operation="delete", old=old, new=None, **trail, actor=actor, at=at)
        row.delete()
    return True


def create_local_account(
    *, username: str, name: str, email: str, language: str, password: str, at_party: RoleAt, actor: Actor, at: datetime
) -> int:
    """An account with a password and its first role; answers the person's id.

    Raises BadInput when the user name is taken; else as `grant_role`.
    """
    _require(at_party, actor)
    with transaction.atomic():
        if User.objects.filter(username__iexact=username).exists():
            raise BadInput("this user name is taken", where="username", remedy="choose another")
        first, _, last = name.partition(" ")
        user = User.objects.create_user(
            username, email=email, password=password, first_name=first, last_name=last, language=language
        )
        record_change(
            row=user,
            operation="insert",
            old=None,
            new={"username": username, "name": name, "email": email, "language": language},
            **_audited_at(at_party.municipality_id, at_party.supplier_id, actor),
            actor=actor,
            at=at,
        )
        _assign(user.pk, at_party, actor=actor, at=at)
    return user.pk


def make_customer(*, municipality_id: int, supplier_id: int, actor: Actor, at: datetime) -> bool:
    """A supplier works for a municipality from now on; False when it did already. Called with an agreement, by its context."""
    with transaction.atomic():
        row, made = Customership.objects.get_or_create(municipality_id=municipality_id, supplier_id=supplier_id)
        if made:
            new = {"municipality_id": municipality_id, "supplier_id": supplier_id}
            record_change(row=row, operation="insert", old=None, new=new, **new, actor=actor, at=at)
    return made


def make_api_token(*, name: str, expires_at: datetime | None, actor: Actor, at: datetime) -> str:
    """A token for the actor's own use of the REST API; the secret is answered here once and never again."""
    if actor.user_id is None:
        raise Refused("only a person may have a token", where="actor")
    secret = new_token()
    ApiToken.objects.create(
        user_id=actor.user_id, name=name, token_hash=token_hash(secret), made_at=at, expires_at=expires_at
    )
    return secret


def withdraw_api_token(*, token_id: int, actor: Actor, at: datetime) -> bool:
    """The token stops working at once; False when it is not the actor's or was withdrawn before."""
    own = ApiToken.objects.filter(pk=token_id, user_id=actor.user_id or 0, withdrawn_at__isnull=True)
    return own.update(withdrawn_at=at) == 1
