# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Messages as devices really send them, read into the same fields."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samdrift.engines.syslogwire import about_a_link, parse
from samdrift.engines.syslogwire.links import SENTENCES

AT = datetime(2026, 3, 1, 10, 0, tzinfo=UTC)


def read(data: bytes, zone=UTC):
    return parse(data, received=AT, zone=zone)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


def test_the_first_example_of_rfc_5424():
    seen = read(b"<34>1 2003-10-11T22:14:15.003Z mymachine.example.com su - ID47 - \xef\xbb\xbf'su root' failed")
    assert (seen.facility, seen.severity, seen.host, seen.app, seen.proc_id, seen.msg_id) == (
        *(4, 2),
        *("mymachine.example.com", "su", "", "ID47"),
    )
    assert (seen.text, seen.told_at) == ("'su root' failed", utc(2003, 10, 11, 22, 14, 15, 3000))


def test_structured_data_is_kept_apart_from_the_text():
    seen = read(b'<165>1 - - - - - [a@1 x="1" y="\\]\\""][b z=""] Hello')
    assert (seen.structured, seen.text) == ('[a@1 x="1" y="\\]\\""][b z=""]', "Hello")
    assert read(b"<165>1 - - - - - [not structured data] Hello").text == "[not structured data] Hello"


@pytest.mark.parametrize(
    ("line", "host", "app", "text", "told_at"),
    [
        (b"<30>Mar  1 09:59:58 host app[123]: words", "host", "app", "words", utc(2026, 3, 1, 9, 59, 58)),
        (b"<30>Dec 31 23:59:58 host app: words", "host", "app", "words", utc(2025, 12, 31, 23, 59, 58)),
        (b"<30>Mar  1 09:59:58 app: words", "", "app", "words", utc(2026, 3, 1, 9, 59, 58)),
        (b"<14> Mar  1 09:00:00 10.0.0.1 00076 ports: x", "10.0.0.1", "", "00076 ports: x", utc(2026, 3, 1, 9)),
        (b"<30>2026-03-01T11:00:00+01:00 host app: words", "host", "app", "words", AT),
        (b"<45>12: Mar  1 10:00:00: %SYS-5-X: y", "", "SYS", "%SYS-5-X: y", AT),
        (b"<45>12: sw1: .Mar  1 11:00:00 CET: %SYS-5-X: y", "sw1", "SYS", "%SYS-5-X: y", AT),
        (b"<45>: 2026 Mar  1 11:00:00.000 CET: %SYS-5-X: y", "", "SYS", "%SYS-5-X: y", AT),
        (b"<166>Mar 01 2026 10:00:00 asa1 : %ASA-6-302013: B", "asa1", "ASA", "%ASA-6-302013: B", AT),
        (b"<190>Mar 1 10:00:00 2026 h1 %%10IFNET/3/LINK: x", "h1", "IFNET", "%%10IFNET/3/LINK: x", AT),
        (b"<45>12: %SYS-5-X: y", "", "SYS", "%SYS-5-X: y", None),
        (b"<30>system,info logged in", "", "", "system,info logged in", None),
    ],
)
def test_older_dialects_are_read(line, host, app, text, told_at):
    seen = read(line)
    assert (seen.host, seen.app, seen.text, seen.told_at) == (host, app, text, told_at)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (b"<189>123: *Mar  1 00:00:12.345: %LINK-3-UPDOWN: x", "*Mar  1 00:00:12.345"),
        (b"<189>00:00:12: %LINK-3-UPDOWN: x", "00:00:12"),
        (b"<189>7: sw: *1w2d: %SYS-5-RESTART: x", "*1w2d"),
    ],
)
def test_a_clock_that_was_never_set_is_known_as_such(line, told):
    assert (read(line).told, read(line).clock_set) == (told, False)


def test_a_time_without_zone_is_taken_for_local_time():
    seen = read(b"<30>Mar  1 11:00:00 host app: x", ZoneInfo("Europe/Copenhagen"))
    assert seen.told_at == AT


def test_a_time_that_no_calendar_has_is_none_and_the_text_is_kept():
    assert read(b"<30>Feb 30 10:00:00 host app: x").told_at is None
    assert "x" in read(b"<30>Feb 30 25:00:00 host app: x").text


@pytest.mark.parametrize("line", [b"<192>x", b"<999>x", b"<>x", b"no priority", b"<1234>x"])
def test_without_a_usable_priority_it_is_a_users_notice_with_all_its_text(line):
    seen = read(line)
    assert (seen.facility, seen.severity, seen.text) == (1, 5, line.decode())


def test_nul_latin1_and_terminal_codes_become_readable():
    assert read(b"<13>a\x00b\x1b[2J \xe6\xf8\xe5\x00\x00\r\n").text == "a␀b␛[2J æøå"


def test_names_of_any_length_and_direction_are_kept_within_bounds():
    seen = read(b"<13>1 - " + b"h" * 300 + " \u202efdp.exe - - - x".encode())
    assert (len(seen.host), seen.host[-1], seen.app) == (255, "…", "\u202efdp.exe")


def test_64_kilobytes_are_read():
    assert len(read(b"<13>Mar  1 10:00:00 host app: " + b"x" * 65_000).text) == 65_000


@given(st.binary(max_size=300))
def test_whatever_comes_a_message_comes_out_that_can_be_stored(data):
    seen = read(data)
    assert 0 <= seen.severity <= 7
    assert 0 <= seen.facility <= 23
    stored = seen.text + seen.host + seen.app + seen.proc_id + seen.msg_id + seen.structured + seen.told
    assert not any(ord(sign) < 32 for sign in stored)
    stored.encode()


_WORDS = st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=1, max_size=20)


@given(st.integers(0, 191), _WORDS, _WORDS, st.text(max_size=80), st.integers(-14 * 60, 14 * 60))
def test_what_rfc_5424_writes_is_read_back(priority, host, app, text, offset):
    at = AT.astimezone(timezone(timedelta(minutes=offset)))
    seen = read(f"<{priority}>1 {at.isoformat()} {host} {app} - - - {text}x".encode())
    assert (seen.facility * 8 + seen.severity, seen.host, seen.app, seen.told_at) == (priority, host, app, AT)
    assert seen.text[-1] == "x"


@given(st.datetimes(datetime(2001, 1, 1), datetime(2099, 12, 31)), st.integers(-170, 170))
def test_a_missing_year_is_the_nearest(received, days):
    received = received.replace(microsecond=0, tzinfo=UTC)
    at = received + timedelta(days=days)
    seen = parse(f"<13>{at:%b %d %H:%M:%S} h a: x".encode(), received=received)
    assert seen.told_at == at


@pytest.mark.parametrize(
    ("text", "port"),
    [
        ("%LINK-3-UPDOWN: Interface GigabitEthernet0/1, changed state to down", "GigabitEthernet0/1"),
        ("%LINK-5-CHANGED: Interface Vlan1, changed state to administratively down", "Vlan1"),
        ("%LINEPROTO-5-UPDOWN: Line protocol on Interface Ethernet1 (core), changed state to down", "Ethernet1"),
        ("%ETHPORT-5-IF_DOWN_LINK_FAILURE: Interface Ethernet1/1 is down (Link failure)", "Ethernet1/1"),
        ("%ASA-4-411002: Line protocol on Interface inside, changed state to down", "inside"),
        ("SNMP_TRAP_LINK_DOWN: ifIndex 531, ifAdminStatus up(1), ifOperStatus down(2), ifName ge-0/0/1", "ge-0/0/1"),
        ("00077 ports: port 3 is now off-line", "3"),
        ("Event|404|LOG_WARN|AMM|-|Link status for interface 1/1/3 is down", "1/1/3"),
        ("%%10IFNET/3/PHY_UPDOWN: Physical state on the interface GigabitEthernet1/0/1 changed to down.", "GigabitEthernet1/0/1"),
        ("%%01IFNET/4/IF_STATE(l)[5]:Interface XGE0/0/1 has turned into DOWN state.", "XGE0/0/1"),
        ("<Info:vlan.msgs.portLinkStateDown> Port 1:3 link down", "1:3"),
        ("Link monitor: Interface port3 was turned down", "port3"),
        ("ether3 link up (speed 1G, full duplex)", "ether3"),
        ("igb 0000:01:00.0 eth0: NIC Link is Down", "eth0"),
        ("Link Down: 0/3", "0/3"),
        ("%SYS-5-CONFIG_I: Configured from console", ""),
        ("user clicked the link in the mail", ""),
    ],
)  # fmt: skip
def test_a_message_about_a_link_names_its_port(text, port):
    assert about_a_link(text) == port


def test_every_make_in_the_table_is_named():
    assert all(make and pattern for make, pattern in SENTENCES)
