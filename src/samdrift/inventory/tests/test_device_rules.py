# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Where ports sit, how a front is laid out, how sensors stand, and what of all that was told goes up and down."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samdrift.inventory.aspects import ROWS, LagMember, Limits, Part, PortVlans, Sensor, Told, WirelessValue
from samdrift.inventory.rules import sections
from samdrift.inventory.rules.front import MOST, SOCKET, Socket, draw_front
from samdrift.inventory.rules.gauges import gauges_of
from samdrift.inventory.rules.ports import is_socket, port_in_words, position_of
from samdrift.inventory.rules.telling import stp_role, topics_of
from samdrift.inventory.testing import AT
from samdrift.inventory.tests import machines
from samdrift.inventory.types import DeviceFacts, DeviceSnapshot, InterfaceFacts

ETHERNET = "ethernetCsmacd"


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("Gi2/0/14", (2, 0, 14)),
        ("1/1/25", (1, 1, 25)),
        ("ge-0/0/3", (0, 0, 3)),
        ("Fa0/7", (0, 0, 7)),
        ("port1.0.5", (1, 0, 5)),
        ("24", (0, 0, 24)),
        ("A4", (0, 1, 4)),
        ("RMON Port 25 on unit 3", (3, 0, 25)),
        ("Hu1/0/49/2", (1, 0, 492)),
    ],
)
def test_a_name_tells_where_a_port_sits(name, place):
    found = position_of(name)
    assert (found.unit, found.slot, found.number) == place


@pytest.mark.parametrize("name", ["DMZ", "", "wwan", "1/2/3/4/5/6", "Gi70000/0/1", "\u202egi1"])
def test_a_name_that_tells_nothing_puts_a_port_nowhere(name):
    assert position_of(name) is None


@pytest.mark.parametrize(
    "name", ["Vlan20", "Po1", "eth0.20", "lo", "mgmt0", "br-lan", "Tunnel4", "gre0", "Null0", "ae3"]
)
def test_what_cannot_be_plugged_into_is_no_socket(name):
    assert not is_socket(name, ETHERNET, {"eth0"})


@pytest.mark.parametrize("name", ["Gi1/0/1", "24", "port1.0.5", "eth0", "ge-0/0/0", "X1"])
def test_what_can_be_plugged_into_is_a_socket(name):
    assert is_socket(name, ETHERNET, {"eth0"})
    assert not is_socket(name, "propVirtual")


@pytest.mark.parametrize(
    ("words", "port"),
    [
        ("Rx Te 1/1/3 100GBASE-SR4", 3),
        ("TenGigabitEthernet 1/1/3 Module Temperature", 3),
        ("gi17 PoE", 17),
        ("Slot 1 Temp: Outlet", None),
        ("Switch 17", None),
        ("CPU", None),
    ],
)
def test_words_name_a_port_by_its_number_and_the_word_before_it(words, port):
    find = port_in_words([(3, "TenGigabitEthernet 1/1/3"), (17, "gi17"), (1, "Vl1")])
    assert find(words) == port


def sockets(*names: str, speed: int = 10**9) -> list[Socket]:
    return [Socket(n, name, "up", speed) for n, name in enumerate(names, 1)]


def test_a_switch_of_48_has_two_lines_in_groups_of_twelve_and_its_sfp_apart():
    front = draw_front(sockets(*(f"Gi1/0/{n}" for n in range(1, 49)), *(f"Te1/1/{n}" for n in range(1, 5))))
    (unit,) = front.units
    at = {one.socket.name: (one.x, one.y) for one in unit.sockets}
    assert at["Gi1/0/2"] == (at["Gi1/0/1"][0], at["Gi1/0/1"][1] + 27)
    assert at["Gi1/0/3"] == (at["Gi1/0/1"][0] + 27, at["Gi1/0/1"][1])
    assert at["Gi1/0/13"][0] - at["Gi1/0/11"][0] == 33
    assert at["Te1/1/1"][0] > at["Gi1/0/47"][0]
    assert {one.socket.name for one in unit.sockets if one.sfp} == {f"Te1/1/{n}" for n in range(1, 5)}
    assert unit.number == 0


def test_members_of_a_stack_stand_below_each_other_with_their_numbers():
    front = draw_front(sockets("Gi1/0/1", "Gi3/0/1", "Gi2/0/1"))
    assert [unit.number for unit in front.units] == [1, 2, 3]
    assert sorted({unit.y for unit in front.units}) == [unit.y for unit in front.units]


@given(
    st.lists(
        st.tuples(
            st.one_of(st.from_regex(r"(Gi|Te|)[1-9]/[0-3]/[0-9]{1,2}", fullmatch=True), st.text(max_size=12)),
            st.sampled_from([None, 10**8, 10**9, 10**10]),
        ),
        max_size=150,
    )
)
def test_every_socket_is_drawn_once_inside_its_unit_and_none_covers_another(ports):
    front = draw_front([Socket(n, name, "up", speed) for n, (name, speed) in enumerate(ports)])
    places = [(one.x, one.y) for unit in front.units for one in unit.sockets]
    assert sorted(one.socket.port_id for unit in front.units for one in unit.sockets) == list(range(len(ports)))
    assert len(set(places)) == len(places)
    assert all(x % 1 == 0 and 0 <= x <= front.width - SOCKET for x, _ in places)
    for unit in front.units:
        assert all(unit.y < one.y and one.y + SOCKET <= unit.y + unit.height for one in unit.sockets)


def test_a_device_that_claims_thousands_of_ports_is_drawn_as_far_as_one_can_look():
    front = draw_front(sockets(*(f"1/1/{n}" for n in range(1, 3_001))))
    assert (front.count, front.left_out) == (MOST, 3_000 - MOST)


@pytest.mark.parametrize(
    ("value", "limits", "status", "tone"),
    [
        (50, Limits(), "", "neutral"),
        (50, Limits(high_warning=60), "", "success"),
        (60, Limits(high_warning=60), "", "warning"),
        (80, Limits(high_warning=60, high_critical=80), "", "danger"),
        (-5, Limits(low_critical=-5), "", "danger"),
        (3, Limits(low_warning=4, low_critical=1), "", "warning"),
        (90, Limits(high_critical=80), "ok", "success"),
        (1, Limits(), "critical", "danger"),
        (1, Limits(), "unavailable", "neutral"),
        (None, Limits(high_critical=80), "", "neutral"),
    ],
)
def test_the_devices_own_word_counts_and_else_its_limits(value, limits, status, tone):
    assert sections.judge(Sensor("temperature", "1", "x", value, status=status, limits=limits)).tone == tone


def test_what_is_bad_comes_first():
    kinds = sections.kinds_of(
        [
            Sensor("voltage", "1", "fine", 12, status="ok"),
            Sensor("temperature", "2", "fine", 20, status="ok"),
            Sensor("temperature", "3", "hot", 90, status="critical"),
        ]
    )
    assert [(kind.cls, [row.sensor.descr for row in kind.rows]) for kind in kinds] == [
        ("temperature", ["hot", "fine"]),
        ("voltage", ["fine"]),
    ]


def test_parts_that_contain_each_other_end_somewhere():
    parts = [Part(1, "module", model="A", contained_in=2), Part(2, "container", contained_in=1)]
    assert sections.boxes(parts) == (sections.Box(Part(0, ""), (parts[0],)),)
    assert sections.boxes([Part(7, "fan", contained_in=7)]) == (
        sections.Box(Part(0, ""), (Part(7, "fan", contained_in=7),)),
    )


@pytest.mark.parametrize(
    ("mhz", "channel"),
    [(2412, 1), (2437, 6), (2484, 14), (5180, 36), (5805, 161), (5955, 1), (58_320, None), (0, None)],
)
def test_a_frequency_is_a_channel_where_the_standard_has_one(mhz, channel):
    assert sections.channel_of(mhz) == channel


def test_names_in_a_row_are_written_short():
    assert sections.in_runs(["Gi1/0/1", "Gi1/0/2", "Gi1/0/3", "Gi2/0/4", "wan", "10", "11"]) == (
        "Gi1/0/1\N{EN DASH}3, Gi2/0/4, wan, 10\N{EN DASH}11"
    )
    assert sections.in_runs([]) == ""


@pytest.mark.parametrize(
    ("state", "root", "own", "role"),
    [
        ("forwarding", True, False, "root"),
        ("forwarding", False, True, "designated"),
        ("forwarding", False, False, ""),
        ("blocking", False, False, "alternate"),
        ("blocking", False, True, "backup"),
        ("disabled", True, True, "disabled"),
        ("", False, True, ""),
    ],
)
def test_a_role_follows_from_state_and_designated_bridge(state, root, own, role):
    assert stp_role(state, is_root_port=root, is_own=own) == role


def test_what_a_device_says_is_cut_to_shape():
    snapshot = DeviceSnapshot(
        device=DeviceFacts(),
        interfaces=(
            InterfaceFacts(if_index=1, vlan="0", trunk="dot1Q", lag_of=9),
            InterfaceFacts(if_index=2, vlan="4095"),
            InterfaceFacts(if_index=3, vlan="7\u00b2"),
            InterfaceFacts(if_index=4, vlan="20"),
        ),
        sensors=({"class": "temperature", "index": "1", "descr": "a\x00b" + "c" * 500, "value": float("nan")},),
        entities=tuple({"index": n, "class": None, "contained_in": 2**70} for n in range(5_000)),
        port_vlans=({"if_index": 1, "tagged": [0, 30, 4095]},),
    )
    told = topics_of(snapshot, AT)
    assert told["port_vlans"] == (PortVlans(1, None, (30,), trunk=True), PortVlans(4, 20))
    assert told["lags"] == (LagMember(9, 1),)
    (sensor,) = told["sensors"]
    assert (sensor.descr[:4], len(sensor.descr), sensor.value) == ("a bc", 200, None)
    assert (len(told["parts"]), told["parts"][0].contained_in) == (4_000, 0)


@pytest.mark.parametrize("machine", [machines.stack, machines.firewall, machines.ups, machines.controller])
def test_what_is_kept_reads_as_it_was_told(machine):
    for topic, rows in topics_of(machine(), AT).items():
        assert ROWS[topic].validate_json(ROWS[topic].dump_json(rows)) == rows


def gauges(machine, kind: str) -> dict[str, tuple[float, float | None]]:
    told = Told(**topics_of(machine(), AT))
    device_type = machine().device.type
    return {g.name: (g.value, g.size) for g in gauges_of(told, device_type) if g.kind == kind}


def test_gauges_are_found_whatever_a_maker_calls_them():
    assert gauges(machines.ups, "ups_charge") == {"Battery charge remaining": (100, None)}
    assert gauges(machines.ups, "ups_runtime") == {"Estimated battery time remaining": (32.5, None)}
    assert gauges(machines.ups, "ups_load") == {"Output Load": (35, None)}
    assert gauges(machines.stack, "poe") == {"1": (201, 740), "2": (202, 740), "3": (203, 740)}
    assert gauges(machines.firewall, "sessions") == {"Sessions": (4088, 262_142)}
    assert gauges(machines.controller, "access_points") == {"": (4, None)}


def test_clients_are_counted_once_by_radio_before_network():
    assert gauges(machines.controller, "clients")[""] == (24, None)
    told = Told(
        wireless=(WirelessValue("clients", "1", "Total Clients", 9), WirelessValue("clients", "2", "SSID: a", 5))
    )
    assert [(g.name, g.value) for g in gauges_of(told, "wireless")] == [("SSID: a", 5), ("", 9)]


def test_two_sensors_of_one_name_stay_two():
    told = Told(sensors=(Sensor("temperature", "1", "x", 20), Sensor("temperature", "1", "x", 21)))
    assert [g.key for g in gauges_of(told, "network")] == ["temperature.1.x", "temperature.1.x#2"]
