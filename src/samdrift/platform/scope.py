# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The second wall: tells PostgreSQL for whom this connection works, so that row-level security hides all other rows.

Policies (platform.protect) read these settings; a connection that was never told sees nothing.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection

from samdrift.platform.actor import NOBODY, Actor

_current: ContextVar[Actor] = ContextVar("samdrift_actor", default=NOBODY)
_SQL = (
    "SELECT set_config('samdrift.actor', %s, false), set_config('samdrift.system', %s, false),"
    " set_config('samdrift.municipalities', %s, false), set_config('samdrift.suppliers', %s, false),"
    " set_config('samdrift.customers', %s, false)"
)


def current_actor() -> Actor:
    """The actor this thread works for; NOBODY when none was named."""
    return _current.get()


def _tell_database(actor: Actor) -> None:
    def ids(values: frozenset[int]) -> str:
        return ",".join(str(v) for v in sorted(values))

    with connection.cursor() as cursor:
        cursor.execute(
            _SQL,
            [
                actor.label,
                "on" if actor.system else "off",
                ids(actor.municipalities),
                ids(actor.suppliers),
                ids(actor.customers),
            ],
        )


@contextmanager
def acting_as(actor: Actor) -> Iterator[Actor]:
    """Everything inside is done by, and visible as to, `actor`. Nests; the outer actor is restored at the end."""
    token = _current.set(actor)
    _tell_database(actor)
    try:
        yield actor
    finally:
        _current.reset(token)
        # A transaction that must roll back takes our setting back with it; a closed connection has forgotten all.
        if connection.connection is not None and not connection.needs_rollback:
            _tell_database(_current.get())


def tell_new_connection(**_signal: object) -> None:
    """A connection that was lost and opened anew forgets whom it works for: tell it again."""
    if _current.get() is not NOBODY:
        _tell_database(_current.get())
