# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Hands each announcement of a change to the pages it concerns. No Django in here: only PostgreSQL and listeners.

An announcement is a hint («incidents changed»), never content: the page asks again, and access is checked there. Even
so a hint goes only to people of the municipality or the supplier it names. Hints that pile up for a slow page melt
into one, so no page can fill our memory.
"""

import asyncio
import contextlib
import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import psycopg

logger = logging.getLogger(__name__)
LONGEST_PAUSE_S = 5.0


@dataclass(frozen=True)
class Audience:
    """Whose announcements one open page hears."""

    municipalities: frozenset[int]
    suppliers: frozenset[int]

    def hears(self, *, municipality: int | None, supplier: int | None) -> bool:
        """Own municipality, or own supplier when the change concerns it."""
        return municipality in self.municipalities or supplier in self.suppliers


@dataclass(eq=False)
class Listener:
    """One open page: the topics it asked for, and which of them changed since it last looked."""

    audience: Audience
    wanted: frozenset[str]
    _topics: set[str] = field(default_factory=set)
    _something: asyncio.Event = field(default_factory=asyncio.Event)

    def tell(self, *topics: str) -> None:
        """Note what changed, as far as this page shows it."""
        changed = self.wanted.intersection(topics)
        if changed:
            self._topics |= changed
            self._something.set()

    async def next_topics(self, *, patience_s: float) -> list[str]:
        """What changed, sorted; nothing when `patience_s` passed quietly."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._something.wait(), patience_s)
        topics = sorted(self._topics)
        self._topics.clear()
        self._something.clear()
        return topics


class Hub:
    """One database connection, any number of open pages."""

    def __init__(self, *, connection_string: Callable[[], str], channel: str) -> None:
        self._connection_string = connection_string
        self._channel = channel
        self._listeners: set[Listener] = set()
        self.listening = asyncio.Event()

    @contextlib.contextmanager
    def subscribe(self, audience: Audience, wanted: frozenset[str]) -> Iterator[Listener]:
        """A listener for as long as the page is open."""
        listener = Listener(audience, wanted)
        self._listeners.add(listener)
        try:
            yield listener
        finally:
            self._listeners.discard(listener)

    def announce(self, payload: str) -> None:
        """Pass on one announcement (JSON with topic, municipality, supplier); a malformed one is logged and dropped."""
        try:
            told = json.loads(payload)
            topic, municipality, supplier = str(told["topic"]), told["municipality"], told["supplier"]
        except (ValueError, TypeError, KeyError):
            logger.warning("malformed announcement dropped: %.200r", payload)
            return
        for listener in self._listeners:
            if listener.audience.hears(municipality=municipality, supplier=supplier):
                listener.tell(topic)

    async def run(self) -> None:
        """Listen for ever; a lost connection is made again, and every page told to look again."""
        pause_s = 0.1
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(self._connection_string(), autocommit=True) as link:
                    await link.execute(psycopg.sql.SQL("LISTEN {}").format(psycopg.sql.Identifier(self._channel)))
                    self.listening.set()
                    pause_s = 0.1
                    for listener in self._listeners:
                        listener.tell(*listener.wanted)  # something may have been missed meanwhile
                    async for notice in link.notifies():
                        self.announce(notice.payload)
            except psycopg.Error as error:
                logger.warning("listening for changes was interrupted: %s", error)
            self.listening.clear()
            await asyncio.sleep(pause_s)
            pause_s = min(LONGEST_PAUSE_S, pause_s * 2)
