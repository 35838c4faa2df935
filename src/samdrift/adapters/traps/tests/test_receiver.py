# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Datagrams in, notifications or reasons out, for v1 and v2c and for whatever else the network sends."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samdrift.adapters.traps import Accepted, Reason, Receiver, Refused
from samdrift.adapters.traps.naming import SNMP_TRAP_OID, SYS_UPTIME
from samdrift.engines import snmpwire as wire
from samdrift.inventory.types import SnmpCredential
from samdrift.monitoring.types import Notification

AT = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
LINK_DOWN = "1.3.6.1.6.3.1.1.5.3"
IF_INDEX_7 = (wire.parse_dotted("1.3.6.1.2.1.2.2.1.1.7"), wire.integer(7))


@pytest.fixture(scope="module")
def receiver():
    made = Receiver(b"\x80\x00\x00\x00\x04samdrift-test", 1)
    user = SnmpCredential("3", "", "watcher", "SHA-256", "right-auth-key", "AES", "right-priv-key")
    made.set_credentials([SnmpCredential(community="public"), user])
    return made


def trap(oid: str, *binds, kind=wire.PduType.TRAP_V2, community=b"public", request_id=5) -> bytes:
    head = ((SYS_UPTIME, wire.time_ticks(100)), (SNMP_TRAP_OID, wire.object_id(oid)))
    return wire.encode_message(wire.Message(wire.V2C, community, kind, request_id, (*head, *binds)))


def trap_v1(generic: int, specific: int = 0, enterprise="1.3.6.1.4.1.9.1", *binds) -> bytes:
    fields = wire.TrapV1(wire.parse_dotted(enterprise), bytes([192, 0, 2, 9]), generic, specific, 4711)
    return wire.encode_message(wire.Message(wire.V1, b"public", wire.PduType.TRAP_V1, 0, binds, trap_v1=fields))


def receive(receiver, data: bytes, up_s: int = 0) -> Accepted | Refused:
    return receiver.receive(data, "192.0.2.1", AT, up_s)


def notification(receiver, data: bytes) -> Notification:
    found = receive(receiver, data)
    assert isinstance(found, Accepted), found
    return found.notification


def test_a_link_down_is_told_with_its_port_and_words(receiver):
    found = receive(receiver, trap(LINK_DOWN, IF_INDEX_7))
    seen = found.notification
    assert (seen.trap, seen.if_index, seen.source, seen.version, seen.inform) == (
        "linkDown",
        7,
        "192.0.2.1",
        "2c",
        False,
    )
    assert seen.varbinds["1.3.6.1.2.1.2.2.1.1.7"] == "7"
    assert seen.varbinds["1.3.6.1.6.3.1.1.4.1.0"] == LINK_DOWN
    assert found.reply is None


def test_an_inform_has_its_answer_ready(receiver):
    data = trap(LINK_DOWN, IF_INDEX_7, kind=wire.PduType.INFORM)
    found = receive(receiver, data)
    assert found.notification.inform
    assert wire.decode_message(found.reply) == wire.decode_message(data).reply(wire.decode_message(data).varbinds)


@pytest.mark.parametrize(
    ("oid", "name"),
    [
        ("1.3.6.1.6.3.1.1.5.1", "coldStart"),
        ("1.3.6.1.6.3.1.1.5.2", "warmStart"),
        ("1.3.6.1.6.3.1.1.5.4", "linkUp"),
        ("1.0.8802.1.1.2.0.0.1", "lldpRemTablesChange"),
        ("1.3.6.1.2.1.33.2.1", "onBattery"),
        ("1.3.6.1.4.1.318.0.5", "onBattery"),
        ("1.3.6.1.4.1.318.0.9", "offBattery"),
        ("1.3.6.1.4.1.9999.1", "1.3.6.1.4.1.9999.1"),
    ],
)
def test_traps_have_words_where_we_know_them(receiver, oid, name):
    assert notification(receiver, trap(oid)).trap == name


@pytest.mark.parametrize(("oid", "name"), [("1.3.6.1.2.1.33.2.3", "onBattery"), ("1.3.6.1.2.1.33.2.4", "offBattery")])
def test_a_ups_alarm_that_is_about_the_battery_is_told_as_that(receiver, oid, name):
    alarm = wire.parse_dotted("1.3.6.1.2.1.33.1.6.2.1.2.1")
    on_battery = (alarm, wire.object_id("1.3.6.1.2.1.33.1.6.3.2"))
    fan = (alarm, wire.object_id("1.3.6.1.2.1.33.1.6.3.14"))
    assert notification(receiver, trap(oid, on_battery)).trap == name
    assert notification(receiver, trap(oid, fan)).trap == oid


@pytest.mark.parametrize(
    ("bind", "port"),
    [
        (IF_INDEX_7, 7),
        ((wire.parse_dotted("1.3.6.1.2.1.2.2.1.8.12"), wire.integer(2)), 12),
        ((wire.parse_dotted("1.3.6.1.2.1.31.1.1.1.1.3"), wire.octet_string("ge3")), 3),
        ((wire.parse_dotted("1.3.6.1.2.1.1.5.0"), wire.octet_string("core1")), None),
        ((wire.parse_dotted("1.3.6.1.2.1.2.2.1.1.9"), wire.NO_SUCH_INSTANCE), 9),
    ],
)
def test_the_port_is_read_from_value_or_name(receiver, bind, port):
    assert notification(receiver, trap(LINK_DOWN, bind)).if_index == port


def test_a_v1_trap_is_told_as_its_v2_translation(receiver):
    seen = notification(receiver, trap_v1(2, 0, "1.3.6.1.4.1.9.1", IF_INDEX_7))
    assert (seen.trap, seen.if_index, seen.version) == ("linkDown", 7, "1")
    assert seen.varbinds["1.3.6.1.6.3.18.1.3.0"] == "192.0.2.9"
    assert seen.varbinds["1.3.6.1.2.1.1.3.0"] == "4711"


def test_an_enterprise_trap_of_v1_keeps_its_oid(receiver):
    assert notification(receiver, trap_v1(6, 17)).trap == "1.3.6.1.4.1.9.1.0.17"
    assert notification(receiver, trap_v1(6, 1, "1.3.6.1.2.1.33.2")).trap == "onBattery"
    assert notification(receiver, trap_v1(6, 5, "1.3.6.1.4.1.318")).trap == "onBattery"


def test_the_same_pdu_again_has_the_same_key_and_another_has_not(receiver):
    first, again = trap(LINK_DOWN, IF_INDEX_7), trap(LINK_DOWN, IF_INDEX_7, request_id=6)
    assert notification(receiver, first).key == notification(receiver, first).key
    assert notification(receiver, first).key != notification(receiver, again).key
    assert notification(receiver, first).key != receiver.receive(first, "192.0.2.2", AT, 0).notification.key


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", Reason.MALFORMED),
        (b"\x30\x80\x00\x00", Reason.MALFORMED),
        (trap(LINK_DOWN)[:-3], Reason.MALFORMED),
        (trap(LINK_DOWN, community=b"private"), Reason.COMMUNITY),
        (wire.encode_message(wire.get(SYS_UPTIME, community=b"public", request_id=1)), Reason.NO_TRAP),
        (wire.encode_message(wire.Message(wire.V2C, b"public", wire.PduType.TRAP_V2, 1)), Reason.NO_TRAP),
    ],
)
def test_what_is_no_trap_for_us_is_refused_with_a_reason(receiver, data, reason):
    found = receive(receiver, data)
    assert (found.reason, found.reply, bool(found.sentence)) == (reason, None, True)


def test_nobody_is_believed_before_credentials_are_known():
    assert receive(Receiver(b"\x80engine", 1), trap(LINK_DOWN)).reason == Reason.COMMUNITY


@given(st.binary(max_size=300))
def test_random_octets_are_refused(receiver, data):
    assert isinstance(receive(receiver, data), Refused)


@given(st.data())
def test_spoiled_traps_are_accepted_or_refused_and_nothing_worse(receiver, data):
    spoiled = bytearray(data.draw(st.sampled_from([trap(LINK_DOWN, IF_INDEX_7), trap_v1(2)])))
    for at in data.draw(st.lists(st.integers(0, len(spoiled) - 1), min_size=1, max_size=4)):
        spoiled[at] = data.draw(st.integers(0, 255))
    assert isinstance(receive(receiver, bytes(spoiled)), Accepted | Refused)
