# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Ports, bridge, parts, sensors and addresses from small made-up devices, exact to the value."""

import pytest

from samdrift.adapters.snmp.discover import discover
from samdrift.adapters.snmp.interfaces import speed_bps
from samdrift.adapters.snmp.testing.fake_agent import IF, IFX, FakeAgent, switch_values
from samdrift.engines.snmpwire import (
    Value,
    counter32,
    counter64,
    integer,
    ip_address,
    object_id,
    octet_string,
)
from samdrift.inventory.types import DeviceSnapshot

BRIDGE = "1.3.6.1.2.1.17"
Q = f"{BRIDGE}.7.1"


def snapshot_of(values: dict[str, Value], *, ports: int = 3) -> DeviceSnapshot:
    with FakeAgent(switch_values(ports) | values) as agent:
        snapshot = discover("127.0.0.1", agent.credential())
    assert snapshot.problems == ()
    return snapshot


@pytest.mark.parametrize(
    ("low", "high", "speed"),
    [
        (1_000_000_000, 1000, 1_000_000_000),
        (4_294_967_295, 100_000, 100_000_000_000),
        (64_000, 0, 64_000),
        (64_000, None, 64_000),
        (None, 10, 10_000_000),
        (None, 0, 0),
        (0, None, 0),
        (None, None, None),
    ],
)
def test_speed_is_if_high_speed_unless_it_is_zero(low, high, speed):
    assert speed_bps(low, high) == speed


def test_counters_are_the_wide_ones_where_there_are_such():
    ports = snapshot_of(
        {
            f"{IF}.10.1": counter32(17),
            f"{IF}.14.1": counter32(3),
            f"{IF}.10.2": counter32(18),
            f"{IFX}.2.1": counter32(5),
            f"{IFX}.6.1": counter64(2**40),
        }
    ).interfaces
    assert ports[0].counters == {"in_octets": 2**40, "in_multicast_pkts": 5, "in_errors": 3}
    assert ports[1].counters == {"in_octets": 18}
    assert ports[2].counters == {}


def test_words_of_the_mib_stand_for_its_numbers():
    port = snapshot_of(
        {
            f"{IF}.3.1": integer(161),
            f"{IF}.8.1": integer(7),
            f"{IF}.7.1": integer(3),
            "1.3.6.1.2.1.10.7.2.1.19.1": integer(2),
        }
    ).interfaces[0]
    assert (port.type, port.oper_status, port.admin_status, port.duplex) == (
        "ieee8023adLag",
        "lowerLayerDown",
        "testing",
        "halfDuplex",
    )


def test_numbers_outside_the_mib_are_not_invented():
    port = snapshot_of({f"{IF}.3.1": integer(999), f"{IF}.8.1": integer(42)}).interfaces[0]
    assert (port.type, port.oper_status) == ("999", None)


@pytest.mark.parametrize(
    "evidence",
    [
        {f"1.2.840.10006.300.43.1.2.1.1.13.{member}": integer(3) for member in (1, 2)}
        | {"1.2.840.10006.300.43.1.2.1.1.13.3": integer(3)},
        {f"1.3.6.1.2.1.31.1.2.1.3.3.{member}": integer(1) for member in (1, 2)}
        | {"1.3.6.1.2.1.31.1.2.1.3.0.3": integer(1)},
    ],
    ids=["the LAG MIB", "ifStackTable"],
)
def test_members_know_their_aggregate_by(evidence):
    ports = snapshot_of({f"{IF}.3.3": integer(161)} | evidence).interfaces
    assert [port.lag_of for port in ports] == [3, 3, None]


def test_vlans_and_the_ports_in_them_are_found_through_bridge_port_numbers():
    snapshot = snapshot_of(
        {f"{BRIDGE}.1.4.1.2.{10 + port}": integer(port) for port in (1, 2, 3)}
        | {
            f"{Q}.4.3.1.1.20": octet_string("Pupils"),
            f"{Q}.4.3.1.2.20": octet_string(b"\x00\x60"),  # bridge ports 10 and 11 send VLAN 20 ...
            f"{Q}.4.3.1.4.20": octet_string(b"\x00\x40"),  # ... port 10 untagged, so 11 is a trunk
            f"{Q}.4.5.1.1.11": integer(1),
            f"{Q}.4.5.1.1.12": integer(20),
            f"{Q}.4.2.1.3.0.30": integer(5),
        }
    )
    assert snapshot.vlans == ({"id": 20, "name": "Pupils"}, {"id": 30, "name": None})
    assert [port.vlan for port in snapshot.interfaces] == ["1", "20", None]
    assert [port.trunk for port in snapshot.interfaces] == ["dot1Q", None, None]


def test_vlans_of_the_newer_bridge_mib_are_read_when_the_older_is_empty():
    ieee = "1.3.111.2.802.1.1.4.1.4"
    snapshot = snapshot_of(
        {
            f"{ieee}.3.1.3.1.20": octet_string("Pupils"),
            f"{ieee}.3.1.4.1.20": octet_string(b"\xc0"),
            f"{ieee}.3.1.6.1.20": octet_string(b"\x80"),
            f"{ieee}.5.1.1.1.1": integer(20),
            f"{ieee}.5.1.1.2.2": integer(99),  # another bridge component
        }
    )
    assert snapshot.vlans == ({"id": 20, "name": "Pupils"},)
    assert [port.vlan for port in snapshot.interfaces] == ["20", None, None]
    assert [port.trunk for port in snapshot.interfaces] == [None, "dot1Q", None]


def test_learned_stations_carry_port_and_vlan_and_own_addresses_are_left_out():
    index, own = "7.2.0.0.0.0.9", "7.2.0.0.0.0.8"
    snapshot = snapshot_of(
        {
            f"{BRIDGE}.1.4.1.2.12": integer(2),
            f"{Q}.4.2.1.3.0.20": integer(7),
            f"{Q}.2.2.1.2.{index}": integer(12),
            f"{Q}.2.2.1.3.{index}": integer(3),
            f"{Q}.2.2.1.2.{own}": integer(0),
            f"{Q}.2.2.1.3.{own}": integer(4),
        }
    )
    assert snapshot.fdb == ({"mac": "020000000009", "if_index": 2, "vlan": 20},)


def test_a_bridge_without_vlans_tells_its_stations_too():
    index = "2.0.0.0.0.9"
    snapshot = snapshot_of(
        {
            f"{BRIDGE}.1.4.1.2.12": integer(2),
            f"{BRIDGE}.4.3.1.2.{index}": integer(12),
            f"{BRIDGE}.4.3.1.3.{index}": integer(3),
        }
    )
    assert snapshot.fdb == ({"mac": "020000000009", "if_index": 2, "vlan": None},)


def test_the_spanning_tree_is_told_with_ports_by_if_index():
    stp = f"{BRIDGE}.2"
    tree = snapshot_of(
        {
            f"{BRIDGE}.1.1.0": octet_string(b"\x02\x00\x00\x00\x00\x01"),
            f"{BRIDGE}.1.4.1.2.12": integer(2),
            f"{stp}.1.0": integer(3),
            f"{stp}.2.0": integer(32768),
            f"{stp}.3.0": integer(123_450),
            f"{stp}.4.0": counter32(9),
            f"{stp}.5.0": octet_string(bytes.fromhex("1000020000000a01")),
            f"{stp}.6.0": integer(4),
            f"{stp}.7.0": integer(12),
            f"{stp}.15.1.3.12": integer(5),
            f"{stp}.15.1.4.12": integer(1),
            f"{stp}.15.1.5.12": integer(4),
            f"{stp}.15.1.8.12": octet_string(bytes.fromhex("1000020000000a01")),
        }
    ).stp
    assert tree == {
        "protocol": "ieee8021d",
        "priority": 32768,
        "bridge_address": "020000000001",
        "topology_changes": 9,
        "seconds_since_change": 1234.5,
        "designated_root": "1000020000000a01",
        "root_cost": 4,
        "root_port": 12,
        "root_if_index": 2,
        "ports": [
            {
                "port": 12,
                "if_index": 2,
                "state": "forwarding",
                "enabled": True,
                "path_cost": 4,
                "designated_bridge": "1000020000000a01",
            }
        ],
    }


def test_a_device_that_is_no_bridge_has_no_spanning_tree():
    assert snapshot_of({}).stp is None


def test_parts_and_sensors_are_scaled_and_named():
    ent, sensor = "1.3.6.1.2.1.47.1.1.1.1", "1.3.6.1.2.1.99.1.1.1"
    snapshot = snapshot_of(
        {
            f"{ent}.2.1": octet_string("Frosta 24 chassis"),
            f"{ent}.4.1": integer(0),
            f"{ent}.5.1": integer(3),
            f"{ent}.7.1": octet_string("Chassis"),
            f"{ent}.10.1": octet_string("1.2.3"),
            f"{ent}.11.1": octet_string("SN-0001"),
            f"{ent}.13.1": octet_string("F24-POE"),
            f"{ent}.2.9": octet_string("Inlet"),
            f"{ent}.4.9": integer(1),
            f"{ent}.5.9": integer(8),
            f"{sensor}.1.9": integer(8),
            f"{sensor}.2.9": integer(8),  # milli
            f"{sensor}.3.9": integer(1),
            f"{sensor}.4.9": integer(235_000),
            f"{sensor}.5.9": integer(1),
        }
    )
    assert snapshot.entities[0] == {
        "index": 1,
        "class": "chassis",
        "name": "Chassis",
        "descr": "Frosta 24 chassis",
        "model": "F24-POE",
        "serial": "SN-0001",
        "hardware": None,
        "firmware": None,
        "software": "1.2.3",
        "manufacturer": None,
        "contained_in": 0,
        "position": None,
        "if_index": None,
    }
    reading = {"class": "temperature", "index": "9", "descr": "Inlet", "value": 23.5, "unit": "°C", "status": "ok"}
    assert snapshot.sensors == ({**reading, "group": None, "oid": f"{sensor}.4.9"},)
    device = snapshot.device
    assert (device.os, device.hardware, device.version, device.serial) == (None, "F24-POE", "1.2.3", "SN-0001")


def test_own_addresses_come_from_both_tables_once_each():
    newer, older = "1.3.6.1.2.1.4.34.1", "1.3.6.1.2.1.4.20.1"
    v6 = "2.16.32.1.13.184.0.0.0.0.0.0.0.0.0.0.0.9"
    snapshot = snapshot_of(
        {
            f"{newer}.3.1.4.192.0.2.7": integer(2),
            f"{newer}.5.1.4.192.0.2.7": object_id("0.0"),
            f"{newer}.3.{v6}": integer(3),
            f"{newer}.5.{v6}": object_id("1.3.6.1.2.1.4.32.1.5.3.2.16.32.1.13.184.0.0.0.0.0.0.0.0.0.0.0.0.64"),
            f"{older}.2.192.0.2.7": integer(2),
            f"{older}.3.192.0.2.7": ip_address("255.255.255.128"),
        }
    )
    assert snapshot.addresses == (
        {"address": "192.0.2.7", "prefix_length": 25, "if_index": 2},
        {"address": "2001:db8::9", "prefix_length": 64, "if_index": 3},
    )


def test_arp_pairs_are_told_once_and_invalid_ones_not():
    older, newer = "1.3.6.1.2.1.4.22.1", "1.3.6.1.2.1.4.35.1"
    snapshot = snapshot_of(
        {
            f"{older}.2.2.192.0.2.9": octet_string(b"\x02\x00\x00\x00\x00\x09"),
            f"{older}.4.2.192.0.2.9": integer(3),
            f"{older}.2.2.192.0.2.10": octet_string(b"\x02\x00\x00\x00\x00\x0a"),
            f"{older}.4.2.192.0.2.10": integer(2),
            f"{newer}.4.2.1.4.192.0.2.9": octet_string(b"\x02\x00\x00\x00\x00\x09"),
            f"{newer}.4.2.2.16.32.1.13.184.0.0.0.0.0.0.0.0.0.0.0.9": octet_string(b"\x02\x00\x00\x00\x00\x09"),
        }
    )
    assert snapshot.arp == (
        {"mac": "020000000009", "address": "192.0.2.9", "if_index": 2},
        {"mac": "020000000009", "address": "2001:db8::9", "if_index": 2},
    )
