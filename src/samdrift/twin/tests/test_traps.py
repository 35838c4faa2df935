# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Traps carry the variables that their MIBs prescribe, in the manner of the make."""

import pytest

from samdrift.engines.snmpwire import PduType, decode_message, integer, object_id, time_ticks
from samdrift.twin.live import Telling
from samdrift.twin.tests.town import NOON, live_town
from samdrift.twin.traps import trap_datagram

TOWN = live_town()
IF = (1, 3, 6, 1, 2, 1, 2, 2, 1)


def told(device, kind, port=0):
    agent = TOWN.agents[device]
    message = decode_message(trap_datagram(agent, Telling(NOON, device, kind, port), b"twin", 7))
    assert (message.pdu_type, message.community, message.request_id) == (PduType.TRAP_V2, b"twin", 7)
    assert message.varbinds[0] == ((1, 3, 6, 1, 2, 1, 1, 3, 0), time_ticks(agent.ticks(NOON)))
    assert message.varbinds[1][0] == (1, 3, 6, 1, 6, 3, 1, 1, 4, 1, 0)
    return message.varbinds[1][1], message.varbinds[2:]


@pytest.mark.parametrize(
    ("device", "kind", "index", "oper"),
    [
        ("core1", "linkDown", 3, 2),
        ("core1", "linkUp", 3, 1),
        ("dist1", "linkDown", 11, 2),
        ("dist2", "linkDown", 512, 1),  # Juniper tells the state that was left
        ("dist2", "linkUp", 512, 1),
    ],
)
def test_a_link_trap_names_the_port_and_its_states(device, kind, index, oper):
    name, binds = told(device, kind, 3)

    assert name == object_id((1, 3, 6, 1, 6, 3, 1, 1, 5, 3 if kind == "linkDown" else 4))
    assert binds == (
        ((*IF, 1, index), integer(index)),
        ((*IF, 7, index), integer(1)),
        ((*IF, 8, index), integer(oper)),
    )


def test_a_cold_start_has_nothing_to_add():
    assert told("core1", "coldStart") == (object_id("1.3.6.1.6.3.1.1.5.1"), ())


def test_a_ups_tells_minutes_seconds_and_the_low_mark():
    name, binds = told("school-south-ups1", "onBattery")

    assert name == object_id("1.3.6.1.2.1.33.2.1")
    assert [(n[-4:], v.value) for n, v in binds] == [((1, 2, 3, 0), 1), ((1, 2, 2, 0), 0), ((1, 9, 7, 0), 1)]


def test_mains_are_back_when_the_alarm_of_running_on_battery_is_taken_away():
    name, binds = told("school-south-ups1", "offBattery")

    assert name == object_id("1.3.6.1.2.1.33.2.4")
    assert binds[1] == ((1, 3, 6, 1, 2, 1, 33, 1, 6, 2, 1, 2, 1), object_id("1.3.6.1.2.1.33.1.6.3.2"))
