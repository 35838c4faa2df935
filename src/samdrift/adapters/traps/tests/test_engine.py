# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""SNMPv3 between our own sender and receiver: discovery, trust, replay, and every octet spoiled."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samdrift.adapters.traps import Accepted, Reason, Receiver, Refused
from samdrift.adapters.traps.naming import SNMP_TRAP_OID
from samdrift.adapters.traps.secured import (
    AUTH,
    PRIV,
    REPORTABLE,
    Secured,
    decode_scoped,
    decode_secured,
    encode_scoped,
    encode_secured,
)
from samdrift.adapters.traps.tests.test_receiver import AT, LINK_DOWN
from samdrift.adapters.traps.usm import keys_for
from samdrift.engines import snmpwire as wire
from samdrift.inventory.types import SnmpCredential

OURS, THEIRS = b"\x80\x00\x00\x00\x04samdrift-test", b"\x80\x00\x1f\x88\x80device"
USER = SnmpCredential("3", "", "watcher", "SHA-256", "right-auth-key", "AES", "right-priv-key")


def receiver(*users: SnmpCredential) -> Receiver:
    made = Receiver(OURS, boots=3)
    made.set_credentials(users or [USER])
    return made


def sealed(
    user: SnmpCredential = USER,
    *,
    kind=wire.PduType.TRAP_V2,
    engine=THEIRS,
    boots=5,
    time=1000,
    request_id=9,
    flags: int | None = None,
) -> bytes:
    """A message as a well-behaved sender makes it."""
    pdu = wire.Message(wire.V3, b"", kind, request_id, ((SNMP_TRAP_OID, wire.object_id(LINK_DOWN)),))
    keys = keys_for(user, engine)
    level = (AUTH if user.auth_protocol else 0) | (PRIV if user.priv_protocol else 0)
    payload, salt = encode_scoped(engine, b"", pdu), b""
    if level & PRIV:
        payload, salt = keys.encrypt(payload, boots, time)
    reportable = REPORTABLE if kind == wire.PduType.INFORM else 0
    blank = Secured(
        77,
        level | reportable if flags is None else flags,
        engine,
        boots,
        time,
        user.user.encode(),
        bytes(keys.digest_length),
        salt,
        payload,
    )
    data = encode_secured(blank)
    return encode_secured(replace(blank, digest=keys.digest(data))) if level & AUTH else data


def receive(by: Receiver, data: bytes, up_s: int = 50) -> Accepted | Refused:
    return by.receive(data, "192.0.2.1", AT, up_s)


ALL_USERS = [
    replace(USER, auth_protocol=auth, priv_protocol=priv, priv_key="right-priv-key" if priv else "")
    for auth in ("MD5", "SHA", "SHA-224", "SHA-256", "SHA-384", "SHA-512")
    for priv in ("", "DES", "AES")
]


@pytest.mark.parametrize("user", ALL_USERS, ids=lambda user: f"{user.auth_protocol}-{user.priv_protocol}")
def test_a_trap_is_accepted_with_every_protocol(user):
    found = receive(receiver(user), sealed(user))
    assert (found.notification.trap, found.notification.version) == ("linkDown", "3")


def test_a_sender_learns_our_engine_and_time_and_its_inform_is_answered():
    ours = receiver()
    pdu = encode_scoped(b"", b"", wire.Message(wire.V3, b"", wire.PduType.GET, 41))
    hello = encode_secured(Secured(1, REPORTABLE, b"", 0, 0, b"", b"", b"", pdu))
    found = receive(ours, hello)
    report = decode_secured(found.reply)
    assert (found.reason, report.engine_id, report.boots, report.time) == (Reason.DISCOVERY, OURS, 3, 50)
    assert decode_scoped(report.payload)[2].varbinds[0][0] == wire.parse_dotted("1.3.6.1.6.3.15.1.1.4.0")

    late = receive(ours, sealed(kind=wire.PduType.INFORM, engine=OURS, boots=0, time=0))
    report = decode_secured(late.reply)
    assert (late.reason, report.flags, report.boots, report.time) == (Reason.NOT_TRUSTED, AUTH, 3, 50)
    assert decode_scoped(report.payload)[2].varbinds[0][0] == wire.parse_dotted("1.3.6.1.6.3.15.1.1.2.0")

    right = receive(ours, sealed(kind=wire.PduType.INFORM, engine=OURS, boots=3, time=50))
    answer = decode_secured(right.reply)
    plain = keys_for(USER, OURS).decrypt(answer.payload, answer.salt, answer.boots, answer.time)
    assert decode_scoped(plain)[2] == wire.Message(
        wire.V3, b"", wire.PduType.RESPONSE, 9, ((SNMP_TRAP_OID, wire.object_id(LINK_DOWN)),)
    )


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"auth_key": "wrong-auth-key"}, "wrong authentication key or protocol"),
        ({"auth_protocol": "SHA"}, "wrong authentication key or protocol"),
        ({"user": "stranger"}, "unknown user 'stranger'"),
        ({"priv_protocol": "", "priv_key": ""}, "not secured as agreed for this user"),
        ({"priv_key": "wrong-priv-key"}, "cannot be decrypted or read"),
    ],
)
def test_a_stranger_is_not_trusted_and_told_nothing(wrong, sentence):
    found = receive(receiver(), sealed(replace(USER, **wrong)))
    assert (found.reason, found.reply) == (Reason.NOT_TRUSTED, None)
    assert found.sentence.startswith(sentence)


def test_a_replay_older_than_the_window_is_refused():
    ours, old = receiver(), sealed(boots=5, time=1000)
    assert isinstance(receive(ours, old, up_s=50), Accepted)
    assert isinstance(receive(ours, old, up_s=199), Accepted)  # within 150 s; its key keeps it single
    assert receive(ours, old, up_s=201).reason == Reason.NOT_TRUSTED
    assert isinstance(receive(ours, sealed(boots=6, time=1), up_s=300), Accepted)  # the device began anew
    assert receive(ours, sealed(boots=5, time=9000), up_s=301).reason == Reason.NOT_TRUSTED


def test_the_same_pdu_sent_again_keeps_its_key():
    ours = receiver()
    first, again = (receive(ours, sealed(time=time)) for time in (1000, 1001))
    assert first.notification.key == again.notification.key


def test_a_user_without_the_keys_its_protocols_need_is_nobody():
    half = replace(USER, auth_key="")
    assert receive(receiver(half), sealed(half)).sentence.startswith("unknown user")


@given(st.data())
def test_every_spoiled_octet_is_noticed(data):
    ours, whole = receiver(), bytearray(sealed())
    at = data.draw(st.integers(0, len(whole) - 1))
    whole[at] ^= data.draw(st.integers(1, 255))
    assert isinstance(receive(ours, bytes(whole)), Refused)


@given(st.data())
def test_every_cut_is_noticed(data):
    whole = sealed(kind=wire.PduType.INFORM, engine=OURS, boots=3, time=50)
    cut = data.draw(st.integers(0, len(whole) - 1))
    assert receive(receiver(), whole[:cut]).reason == Reason.MALFORMED
