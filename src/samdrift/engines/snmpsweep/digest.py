# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Outs that were matched and wait to be read: all of them side by side, those out of step one by one."""

import numpy as np
from numpy.typing import NDArray

from samdrift.engines.snmpsweep.flight import Out
from samdrift.engines.snmpsweep.ground import Ground
from samdrift.engines.snmpsweep.lockstep import Heads, read_answers, read_heads
from samdrift.engines.snmpsweep.reading import Plain, read_plainly
from samdrift.engines.snmpwire import Message, PduType, WireError, decode_message


def plain_request_id(octets: NDArray[np.uint8], at: int, length: int) -> int:
    """The request id of one datagram, read plainly; -1 where it is no SNMP message, or has an id that is never asked."""
    try:
        return max(-1, decode_message(octets[at : at + length].tobytes()).request_id)
    except WireError:
        return -1


class Digest:
    """Keeps answers until `read` puts what they say into the ground's cells."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._usual: list[Out] = []
        self._odd: list[Out] = []
        communities = {target.community: None for target in ground.targets}
        self._communities = tuple(communities)
        number = {community: at for at, community in enumerate(communities)}
        self._community_of = np.array([number[target.community] for target in ground.targets], np.int64)

    def keep(self, answer: Out, usual: bool) -> None:
        """`usual`: its head has the form that the side-by-side reading knows."""
        (self._usual if usual and not answer.cut else self._odd).append(answer)

    def read(self, octets: NDArray[np.uint8]) -> tuple[list[Out], list[tuple[Out, Plain | None]]]:
        """Those that were exactly what was asked for; and the others, each with what could be made of it, None for nothing."""
        usual, self._usual = self._usual, []
        odd, self._odd = self._odd, []
        whole: list[Out] = []
        if usual:
            fine = self._side_by_side(octets, usual).tolist()
            whole = [answer for answer, good in zip(usual, fine, strict=True) if good]
            odd += [answer for answer, good in zip(usual, fine, strict=True) if not good]
        return whole, [(answer, None if answer.cut else self._plainly(octets, answer)) for answer in odd]

    def _side_by_side(self, octets: NDArray[np.uint8], answers: list[Out]) -> NDArray[np.bool_]:
        ground = self._ground
        devices = np.array([answer.device for answer in answers], np.int64)
        at = np.array([answer.at for answer in answers], np.int64)
        heads = read_heads(octets, at, np.array([answer.length for answer in answers], np.int64))
        cell = ground.first_cell[devices] + np.array([answer.question.cell for answer in answers], np.int64)
        count = np.array([answer.question.count for answer in answers], np.int64)
        trusted = self._knows_community(octets, heads, devices)
        found = read_answers(octets, heads, ground.names, cell, np.where(trusted, count, 0))
        fine = found.whole & trusted
        ground.values[found.cells] = found.values
        ground.served[found.cells] = found.served
        came = np.array([answer.at_ms for answer in answers], np.int64)
        self._date(devices[fine], came[fine])
        rows = np.array([answer.question.rows for answer in answers], np.int64)
        ground.measure(devices[fine], (heads.end - at)[fine], rows[fine])
        return fine

    def _knows_community(
        self, octets: NDArray[np.uint8], heads: Heads, devices: NDArray[np.int64]
    ) -> NDArray[np.bool_]:
        """Which answers carry the community that was asked with."""
        asked = self._community_of[devices]
        known = np.zeros(len(devices), np.bool_)
        for number in np.unique(asked).tolist():
            community = np.frombuffer(self._communities[number], np.uint8)
            these = np.flatnonzero((asked == number) & (heads.community_length == len(community)))
            places = heads.community[these][:, None] + np.arange(len(community))
            known[these] = (octets[places] == community).all(axis=1)
        return known

    def _date(self, devices: NDArray[np.int64], came: NDArray[np.int64]) -> None:
        """The first answer of a sweep dates the device's rows."""
        fresh = self._ground.at_ms[devices] == 0
        # Backwards, so that of several answers of one device the first one stays.
        self._ground.at_ms[devices[fresh][::-1]] = came[fresh][::-1]

    def _plainly(self, octets: NDArray[np.uint8], answer: Out) -> Plain | None:
        ground, device = self._ground, answer.device
        target = ground.targets[device]
        try:
            message: Message = decode_message(octets[answer.at : answer.at + answer.length].tobytes())
        except WireError:
            return None
        if message.pdu_type != PduType.RESPONSE or message.community != target.community:
            return None
        plain = read_plainly(message, target, ground.columns, answer.question)
        first = int(ground.first_cell[device])
        for cell, value in plain.found.items():
            ground.values[first + cell] = value
            ground.served[first + cell] = True
        self._date(np.array([device]), np.array([answer.at_ms]))
        return plain
