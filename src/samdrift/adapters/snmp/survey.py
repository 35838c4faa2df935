# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Which tables a device has at all, learnt by a question or two, so that it is not asked for dozens it lacks.

GETNEXT takes many names at once (RFC 3416 section 4.2.2); each answer names the next object there is, and between the two
there is nothing. An access point that was asked 56 questions is so asked 16. Whatever is odd about an answer ends the survey
without harm: then every table is asked for, as before. SNMP v2c alone; the library for v3 asks one name at a time.
"""

import socket
from collections.abc import Callable, Sequence
from contextlib import suppress
from secrets import randbits

from samdrift.adapters.snmp.toll import Toll
from samdrift.engines.snmpwire import Message, ObjectId, PduType, WireError, decode_message, encode_message, get_next
from samdrift.engines.snmpwire.values import END_OF_MIB_VIEW, parse_dotted
from samdrift.inventory.types import SnmpCredential

AT_ONCE = 16
"""So many names and their values fit one frame."""
STANDARD = (
    "1.0.8802.1.1.2.1.3.7.1",
    "1.0.8802.1.1.2.1.4.1.1",
    "1.0.8802.1.1.2.1.4.2.1",
    "1.2.840.10006.300.43.1.2.1.1",
    "1.3.6.1.2.1.4.20.1",
    "1.3.6.1.2.1.4.22.1",
    "1.3.6.1.2.1.4.34.1",
    "1.3.6.1.2.1.4.35.1",
    "1.3.6.1.2.1.10.7.2.1.19",
    "1.3.6.1.2.1.17.1",
    "1.3.6.1.2.1.17.2",
    "1.3.6.1.2.1.17.4.3.1",
    "1.3.6.1.2.1.17.7.1.2.2.1",
    "1.3.6.1.2.1.17.7.1.4.2.1",
    "1.3.6.1.2.1.17.7.1.4.3.1",
    "1.3.6.1.2.1.17.7.1.4.5.1.1",
    "1.3.6.1.2.1.25.2.3.1",
    "1.3.6.1.2.1.25.3.3.1",
    "1.3.6.1.2.1.25.6.3.1.2",
    "1.3.6.1.2.1.47.1.1.1.1",
    "1.3.6.1.2.1.47.1.3.2.1.2",
    "1.3.6.1.2.1.99.1.1.1",
    "1.3.6.1.2.1.105.1",
    "1.3.6.1.4.1",
    "1.3.6.1.4.1.9.9.23.1.2.1.1",
    "1.3.111.2.802.1.1.4.1.4.3.1",
    "1.3.111.2.802.1.1.4.1.4.5.1.1",
    "1.3.111.2.802.1.1.13.1",
)

Ask = Callable[[Sequence[ObjectId]], Sequence[ObjectId | None] | None]
"""The next object after each of these names, None past the last; None altogether where that was not told."""


class Survey:
    """What is known to be missing. `ask` None: nothing can be learnt, and everything may be there."""

    def __init__(self, ask: Ask | None) -> None:
        self._ask = ask
        self._gaps: list[tuple[ObjectId, ObjectId | None]] = []

    def look_for(self, roots: Sequence[str] = STANDARD) -> None:
        """Learn which of these stand for anything; the fewest questions that fit frames."""
        names = [parse_dotted(root) for root in roots]
        for start in range(0, len(names), AT_ONCE):
            self._learn(names[start : start + AT_ONCE])

    def holds(self, root: str) -> bool | None:
        """Whether anything stands below `root`; asks where that is not known. None: it cannot be told this way."""
        if self.lacks(root):
            return False
        name = parse_dotted(root)
        self._learn([name])
        if self._ask is None:
            return None
        return not self.lacks(root)

    def lacks(self, root: str) -> bool:
        """Whether it is known that nothing stands below `root`."""
        if not self._gaps:
            return False
        name = parse_dotted(root)
        return any(
            before <= name and (after is None or (after > name and after[: len(name)] != name))
            for before, after in self._gaps
        )

    def lacks_object(self, oid: str) -> bool:
        """Whether it is known that there is no object of just this name."""
        if not self._gaps:
            return False
        name = parse_dotted(oid)
        return any(before < name and (after is None or name < after) for before, after in self._gaps)

    def _learn(self, names: Sequence[ObjectId]) -> None:
        if self._ask is None:
            return
        found = self._ask(names)
        if found is None or len(found) != len(names):
            self._give_up()
            return
        for name, after in zip(names, found, strict=True):
            if after is not None and after <= name:
                self._give_up()  # it goes backwards: nothing it says of what is missing can be believed
                return
            self._gaps.append((name, after))

    def _give_up(self) -> None:
        self._ask, self._gaps = None, []


def survey_of(address: str, credential: SnmpCredential, toll: Toll, *, timeout_s: float) -> Survey:
    """A survey of the agent at a numeric address, asked once; one that learns nothing for SNMPv3."""
    if credential.version != "2c":
        return Survey(None)
    community = credential.community.encode()

    def ask(names: Sequence[ObjectId]) -> Sequence[ObjectId | None] | None:
        request_id = randbits(31)
        question = encode_message(get_next(*names, community=community, request_id=request_id))
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        with suppress(OSError, WireError), socket.socket(family, socket.SOCK_DGRAM) as door:
            door.settimeout(timeout_s)
            door.connect((address, credential.port))
            toll.wait_sync()
            door.send(question)
            try:
                told = _answer(door, request_id)
            except TimeoutError:
                toll.met_silence()
                return None
            toll.answered()
            return _next_objects(told)
        return None

    return Survey(ask)


def _answer(door: socket.socket, request_id: int) -> Message:
    """The answer to this very question; late and doubled ones of others are passed over. TimeoutError, WireError."""
    while True:
        told = decode_message(door.recv(65_535))
        if told.pdu_type == PduType.RESPONSE and told.request_id == request_id:
            return told


def _next_objects(told: Message) -> Sequence[ObjectId | None] | None:
    if told.error_status:
        return None
    return [None if value == END_OF_MIB_VIEW else name for name, value in told.varbinds]
