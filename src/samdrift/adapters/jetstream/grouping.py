# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Group commit: many notifications in one message, so that a storm costs the server's disk one write for hundreds.

The server recognises a message sent again by its id. An id is made of all the keys of the group, so the same items
asked for again make the same groups and ids, whatever of them was stored the first time.
"""

import json
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from samdrift.adapters.jetstream.wire import SCHEMA
from samdrift.monitoring.types import Observation, to_wire

MOST_ITEMS = 256
MOST_OCTETS = 512 << 10  # of the server's 1 MB a message
REMEMBERED = 50_000


@dataclass(frozen=True, slots=True)
class Group:
    """One message: its id, its body, and the keys that are stored with it."""

    id: str
    body: bytes
    keys: tuple[str, ...]


class StoredKeys:
    """The keys of the last notifications that are known to lie on the server's disk."""

    def __init__(self) -> None:
        self._keys: OrderedDict[str, None] = OrderedDict()

    def __contains__(self, key: str) -> bool:
        return key in self._keys

    def remember(self, keys: Iterable[str]) -> None:
        for key in keys:
            self._keys[key] = None
        while len(self._keys) > REMEMBERED:
            self._keys.popitem(last=False)


def groups(items: Sequence[Observation], stored: StoredKeys) -> Iterator[Group]:
    """Messages for `items` in their order, each key once; what is stored already is left out."""
    bodies: list[bytes] = []
    keys: list[str] = []
    octets = 0
    seen: set[str] = set()
    for item in items:
        key = getattr(item, "key", "")
        if key in seen:
            continue
        body = json.dumps(to_wire(item), separators=(",", ":")).encode()
        if bodies and (len(bodies) >= MOST_ITEMS or octets + len(body) > MOST_OCTETS):
            yield from _group(bodies, keys, stored)
            bodies, keys, octets = [], [], 0
        bodies.append(body)
        keys.append(key)
        octets += len(body) + 1
        if key:
            seen.add(key)
    yield from _group(bodies, keys, stored)


def _group(bodies: list[bytes], keys: list[str], stored: StoredKeys) -> Iterator[Group]:
    left = [(body, key) for body, key in zip(bodies, keys, strict=True) if key not in stored]
    if not left:
        return
    identity = keys[0] if len(keys) == 1 else sha256("\n".join(keys).encode()).hexdigest()
    body = b'{"schema":"%s","items":[%s]}' % (SCHEMA.encode(), b",".join(body for body, _ in left))
    yield Group(identity, body, tuple(key for _, key in left if key))
