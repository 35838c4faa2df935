# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Many answers read side by side, strictly: whatever is not exactly the answer expected is left to the plain decoder.

All answers lie in one array of octets, with at least `ROOM` octets behind the last. Two passes: the lengths are
followed through all answers at once, one binding a step; then every name and value of all of them is checked in a
few operations on whole arrays. An answer counts only when its last binding ends where the message ends, each name is
the one expected and each value is what its tag allows; then it is what the plain decoder would have read.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from samdrift.engines.snmpsweep.names import MASKS, WORD, Names
from samdrift.engines.snmpwire import PduType, Tag

Octets = NDArray[np.uint8]
Places = NDArray[np.int64]
Flags = NDArray[np.bool_]

ROOM = 512
_ODD, _INTEGER, _UNSIGNED, _COUNTER64, _MISSING = range(5)
_KIND = np.zeros(256, np.uint8)
_KIND[Tag.INTEGER] = _INTEGER
_KIND[[Tag.COUNTER32, Tag.GAUGE32, Tag.TIME_TICKS]] = _UNSIGNED
_KIND[Tag.COUNTER64] = _COUNTER64
_KIND[[Tag.NULL, Tag.NO_SUCH_OBJECT, Tag.NO_SUCH_INSTANCE, Tag.END_OF_MIB_VIEW]] = _MISSING
_MOST = np.array([0, 2**31 - 1, 2**32 - 1, 2**64 - 1, 0], np.uint64)
_AFTER_ID = 14  # request id, error status and index, and the head of the bindings
_MOST_OCTETS = 9  # eight, and the zero that keeps a large number positive
_OF_LENGTH = np.array([(1 << 8 * min(length, WORD)) - 1 for length in range(256)], np.uint64)


@dataclass(frozen=True, slots=True, eq=False)
class Heads:
    """Of each answer: the request id (-1 where its head is not of the usual form), and places in the array of octets.

    `community` where it stands and `community_length`; `after_id` the octet after the request id; `end` of the message.
    """

    request_id: Places
    community: Places
    community_length: Places
    after_id: Places
    end: Places


def read_heads(octets: Octets, at: Places, length: Places, cut: Flags | None = None) -> Heads:
    """The heads of the messages at `at`, each `length` octets long. Usual are v2c responses with a four-octet request id.

    Those that were `cut` say they are longer than what is there, and only their head is to be trusted.
    """
    end = at + length
    place, stop, usual = _enter(octets, at, 0x30)
    whole = stop
    usual &= stop == end if cut is None else (stop == end) | (cut & (stop > end))
    version = _wide(octets, place, "<u4")
    usual &= version & np.uint64(0xFFFFFFFF) == 0x04_01_01_02  # INTEGER 1, then the tag of the community
    community_length = octets[place + 4].astype(np.int64)
    usual &= community_length < 0x80
    community = place + 5
    place, stop, response = _enter(octets, np.where(usual, community + community_length, at), PduType.RESPONSE)
    usual &= response & (stop == whole) & (place + _AFTER_ID <= end) & (_wide(octets, place, "<u2") == 0x0402)
    request_id = _wide(octets, place + 2, ">u4").astype(np.int64)
    usual &= request_id < 2**31
    request_id = np.where(usual, request_id, -1)
    return Heads(request_id, community, community_length, place + 6, end)


def _enter(octets: Octets, at: Places, tag: int) -> tuple[Places, Places, Flags]:
    """First octet of the contents and the octet after them, of the elements at `at`; and which have this tag and length form."""
    lead = octets[at + 1].astype(np.int64)
    one, two = lead == 0x81, lead == 0x82
    high, low = octets[at + 2].astype(np.int64), octets[at + 3].astype(np.int64)
    length = np.where(two, high << 8 | low, np.where(one, high, lead))
    start = at + 2 + one + 2 * two
    return start, start + length, (octets[at] == tag) & ((lead < 0x80) | one | two)


def _wide(octets: Octets, at: Places, dtype: str) -> NDArray[np.uint64]:
    """The numbers that stand at any places, however they are aligned."""
    size = np.dtype(dtype).itemsize
    window = np.ndarray((len(octets) - size + 1,), f"V{size}", octets.data, strides=(1,))
    return window[at].view(dtype).astype(np.uint64)


@dataclass(frozen=True, slots=True, eq=False)
class Read:
    """`whole`: which answers were read. `cells`, `values` and `served` are those of all whole answers, one after another."""

    whole: Flags
    cells: Places
    values: NDArray[np.uint64]
    served: Flags


def read_answers(octets: Octets, heads: Heads, names: Names, cell: Places, count: Places) -> Read:
    """What these answers say; answer i must bring exactly the `count[i]` cells from `cell[i]` on, in order.

    The community is the caller's to check.
    """
    place, stop, usual = _enter(octets, heads.after_id + 6, 0x30)
    no_error = _wide(octets, heads.after_id, "<u8") & np.uint64(0xFFFF_FFFF_FFFF) == 0x00_01_02_00_01_02
    usual &= (heads.request_id >= 0) & no_error & (stop == heads.end)
    most = int(count.max(initial=0))
    steps = _follow(octets, place, heads.end, most)
    usual &= steps[count, np.arange(len(count))] == heads.end
    good = np.flatnonzero(usual)
    # Answer by answer from here on, each with as many bindings as it must have.
    places = np.ascontiguousarray(steps[:, good].T)
    asked = np.arange(most) < count[good][:, None]
    cells = (cell[good][:, None] + np.arange(most))[asked]
    values, kind, right = _read_bindings(octets, places[:, :-1][asked], places[:, 1:][asked], names, cells)
    if not right.all():
        answer = np.repeat(good, count[good])
        usual[answer[~right]] = False
        kept = usual[answer]
        cells, values, kind = cells[kept], values[kept], kind[kept]
    return Read(usual, cells, values, kind != _MISSING)


def _follow(octets: Octets, place: Places, end: Places, steps: int) -> Places:
    """Where each binding starts, by its length in the short form; a row a step. Never beyond the end."""
    places = np.empty((steps + 1, len(place)), np.int64)
    length = octets[1:]
    for step in range(steps):
        places[step] = place
        place = np.minimum(place + 2 + length[place], end)
    places[steps] = place
    return places


def _read_bindings(
    octets: Octets, at: Places, after: Places, names: Names, cells: Places
) -> tuple[NDArray[np.uint64], NDArray[np.uint8], Flags]:
    """Value and kind of the bindings from `at` to `after`, and which of them are right in every respect."""
    window = np.ndarray((len(octets) - 2 * WORD + 1,), f"V{2 * WORD}", octets.data, strides=(1,))
    words = window[at].view("<u8").reshape(-1, 2)
    name_length = names.length[cells]
    right = (words[:, 0] ^ names.first[cells]) & MASKS[0][name_length] == 0
    right &= (words[:, 1] ^ names.second[cells]) & MASKS[1][name_length] == 0
    if names.third is not None:
        right &= (_wide(octets, at + 2 * WORD, "<u8") ^ names.third[cells]) & MASKS[2][name_length] == 0
    value_at = at + name_length
    tag, length, first = octets[value_at], octets[value_at + 1], octets[value_at + 2]
    right &= (value_at + 2 + length == after) & (at + 2 + octets[at + 1] == after) & (octets[at + 1] < 0x80)
    kind = _KIND[tag]
    values = _wide(octets, after - WORD, ">u8") & _OF_LENGTH[length]
    right &= (values <= _MOST[kind]) & (length <= _MOST_OCTETS) & (kind != _ODD)
    right &= (length < _MOST_OCTETS) | (first == 0)
    right &= (kind != _INTEGER) | (first < 0x80)
    right &= (length == 0) == (kind == _MISSING)
    return values, kind, right
