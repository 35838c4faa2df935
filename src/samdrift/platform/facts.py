# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Facts and reactions: a fact is stored, and its reactions are queued, in the transaction of the change it tells.

So nothing is told that did not happen and nothing happens untold (transactional outbox). Each reaction is run at least
once; `react` makes its database effects happen exactly once by the inbox row (platform.models.HandledFact).
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from samdrift.platform.actor import Actor, system_actor
from samdrift.platform.models import Fact
from samdrift.platform.scope import acting_as


@dataclass(frozen=True, slots=True)
class Told:
    """A fact as a reaction receives it. `payload` is closed where made (contexts' events modules), read tolerantly here."""

    id: int
    name: str
    subject: str
    at: datetime
    actor: str
    municipality_id: int
    supplier_id: int | None
    payload: dict[str, Any]


Reaction = Callable[[Told], None]
_reactions: dict[str, list[tuple[str, Reaction]]] = {}
_reacting: ContextVar[bool] = ContextVar("samdrift_reacting", default=True)


@contextmanager
def without_reactions() -> Iterator[None]:
    """Inside, facts are stored and nothing follows from them: for bringing in history, which mails nobody and hands
    nothing to partners. What must follow all the same is called by whoever imports.
    """
    token = _reacting.set(False)
    try:
        yield
    finally:
        _reacting.reset(token)


def subscribe(fact_name: str, reaction: Reaction) -> None:
    """Called once at start by runtime.subscriptions, the one place where the walk is wired."""
    name = f"{reaction.__module__.removeprefix('samdrift.')}.{reaction.__name__}"
    known = _reactions.setdefault(fact_name, [])
    if name not in [n for n, _ in known]:
        known.append((name, reaction))


def record_fact(
    *,
    name: str,
    subject: str,
    payload: dict[str, Any],
    municipality_id: int,
    supplier_id: int | None,
    actor: Actor,
    at: datetime,
) -> Fact:
    """Store the fact and queue its reactions (unless `without_reactions`); must be called inside the transaction of the change."""
    if not connection.in_atomic_block:
        raise RuntimeError(f"{name}: a fact is recorded in the transaction of its change")
    fact = Fact.objects.create(
        name=name,
        subject=subject,
        payload=payload,
        municipality_id=municipality_id,
        supplier_id=supplier_id,
        actor=actor.label,
        at=at,
    )
    if not _reacting.get():
        return fact
    from samdrift.platform.jobs import defer_reaction

    for reaction_name, _ in _reactions.get(name, ()):
        defer_reaction(fact_id=fact.pk, reaction=reaction_name, subject=subject)
    return fact


def react(fact_id: int, reaction_name: str) -> bool:
    """Run one reaction to one fact in one transaction; False when it had been done before."""
    with acting_as(system_actor("worker")), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO platform_handledfact (fact_id, reaction) VALUES (%s, %s) ON CONFLICT DO NOTHING",
                [fact_id, reaction_name],
            )
            if cursor.rowcount == 0:
                return False
        fact = Fact.objects.get(pk=fact_id)
        told = Told(
            id=fact.pk,
            name=fact.name,
            subject=fact.subject,
            at=fact.at,
            actor=fact.actor,
            municipality_id=fact.municipality_id,
            supplier_id=fact.supplier_id,
            payload=fact.payload,
        )
        for name, reaction in _reactions.get(fact.name, ()):
            if name == reaction_name:
                reaction(told)
    return True
