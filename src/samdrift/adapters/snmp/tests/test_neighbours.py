# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
import pytest

from samdrift.adapters.snmp.discover import discover
from samdrift.adapters.snmp.localports import LocalPort, LocalPorts
from samdrift.adapters.snmp.testing.fake_agent import IF, FakeAgent, switch_values
from samdrift.engines.snmpwire import Value, integer, octet_string
from samdrift.inventory.types import InterfaceFacts, NeighbourFacts

LOCAL = "1.0.8802.1.1.2.1.3"
REMOTE = "1.0.8802.1.1.2.1.4.1.1"
REMOTE_ADDRESS = "1.0.8802.1.1.2.1.4.2.1"


def remote_row(index: str, *, port_subtype: int = 5, port: bytes | str = "ge7") -> dict[str, Value]:
    return {
        f"{REMOTE}.4.{index}": integer(4),
        f"{REMOTE}.5.{index}": octet_string(b"\x02\x00\x00\x00\x0a\x01"),
        f"{REMOTE}.6.{index}": integer(port_subtype),
        f"{REMOTE}.7.{index}": octet_string(port),
        f"{REMOTE}.8.{index}": octet_string("uplink"),
        f"{REMOTE}.9.{index}": octet_string("core-1"),
        f"{REMOTE}.10.{index}": octet_string("Frosta core"),
    }


def found(values: dict[str, Value]) -> tuple[NeighbourFacts, ...]:
    with FakeAgent(values) as agent:
        snapshot = discover("127.0.0.1", agent.credential())
    assert snapshot.problems == ()
    return snapshot.neighbours


def test_an_lldp_neighbour_is_told_whole():
    values = switch_values() | remote_row("0.12.1")
    values |= {
        f"{LOCAL}.2.0": octet_string(b"\x02\x00\x00\x00\x00\xff"),
        f"{LOCAL}.7.1.2.12": integer(5),
        f"{LOCAL}.7.1.3.12": octet_string("ge2"),
        f"{REMOTE_ADDRESS}.3.0.12.1.2.16.32.1.13.184.0.0.0.0.0.0.0.0.0.0.0.1": integer(2),
        f"{REMOTE_ADDRESS}.3.0.12.1.1.4.192.0.2.1": integer(2),
    }
    assert found(values) == (
        NeighbourFacts(
            protocol="lldp",
            local_if_index=2,
            local_port="ge2",
            remote_name="core-1",
            remote_port="ge7",
            remote_platform="Frosta core",
            remote_address="192.0.2.1",
            remote_chassis_id="020000000a01",
            remote_port_descr="uplink",
            local_evidence="port id is its ifName",
        ),
    )


def test_a_management_address_without_its_length_is_read_all_the_same():
    values = switch_values() | remote_row("0.2.1") | {f"{REMOTE_ADDRESS}.3.0.2.1.1.192.0.2.1": integer(2)}
    assert found(values)[0].remote_address == "192.0.2.1"


@pytest.mark.parametrize(
    ("subtype", "port", "told"),
    [
        (3, b"\x02\x00\x00\x00\x00\x07", "020000000007"),
        (3, "02:00:00:00:00:07", "020000000007"),
        (5, "Gi1/25", "Gi1/25"),
        (7, "024", "024"),
        (7, b"\x02\x00\x00\x00\x00\x07", "020000000007"),
        (4, b"\x01\xc0\x00\x02\x07", "192.0.2.7"),
        (7, b"\x01\x02", "0102"),
    ],
)
def test_a_remote_port_is_named_as_its_subtype_says(subtype, port, told):
    values = switch_values() | remote_row("0.2.1", port_subtype=subtype, port=port)
    assert found(values)[0].remote_port == told


def test_the_chassis_id_of_the_device_itself_compares_with_its_neighbours_rows():
    with FakeAgent(switch_values() | {f"{LOCAL}.2.0": octet_string(b"\x02\x00\x00\x00\x0a\x01")}) as agent:
        assert discover("127.0.0.1", agent.credential()).device.chassis_id == "020000000a01"


def test_cdp_tells_name_port_platform_and_address():
    cdp = "1.3.6.1.4.1.9.9.23.1.2.1.1"
    values = switch_values() | {
        f"{cdp}.3.3.1": integer(1),
        f"{cdp}.4.3.1": octet_string(b"\xc0\x00\x02\x09"),
        f"{cdp}.6.3.1": octet_string("phone-17"),
        f"{cdp}.7.3.1": octet_string("Port 1"),
        f"{cdp}.8.3.1": octet_string("Frosta phone"),
    }
    assert found(values) == (
        NeighbourFacts(
            "cdp", 3, "ge3", "phone-17", "Port 1", "Frosta phone", "192.0.2.9", local_evidence="index is the ifIndex"
        ),
    )


def test_the_second_version_of_the_lldp_mib_is_read_when_the_first_is_empty():
    v2 = "1.3.111.2.802.1.1.13.1.4.1.1"
    values = switch_values() | {
        f"{v2}.5.0.3.1.1": integer(4),
        f"{v2}.6.0.3.1.1": octet_string("02:00:00:00:0a:01"),
        f"{v2}.7.0.3.1.1": integer(5),
        f"{v2}.8.0.3.1.1": octet_string("10GE2/4/0/7"),
        f"{v2}.10.0.3.1.1": octet_string("core-2"),
    }
    (neighbour,) = found(values)
    assert (neighbour.local_if_index, neighbour.remote_name, neighbour.remote_port) == (3, "core-2", "10GE2/4/0/7")
    assert neighbour.remote_chassis_id == "020000000a01"


INTERFACES = {
    101: InterfaceFacts(101, name="ge1", descr="Port 1", mac="020000000001", alias="printer"),
    102: InterfaceFacts(102, name="ge2", descr="Port 2", mac="020000000002"),
    103: InterfaceFacts(103, name="vlan1", descr="Virtual", mac="0200000000aa"),
    104: InterfaceFacts(104, name="vlan2", descr="Virtual", mac="0200000000aa"),
}


@pytest.mark.parametrize(
    ("row", "base_ports", "answer"),
    [
        (LocalPort(1, 5, b"ge2"), {1: 101}, (102, "port id is its ifName")),
        (LocalPort(1, 3, b"\x02\x00\x00\x00\x00\x02"), {1: 101}, (102, "port id is its MAC address")),
        (LocalPort(1, 7, b"102"), {1: 101}, (102, "port id is its ifIndex")),
        (LocalPort(1, 7, b"ge2\0"), {1: 101}, (102, "port id is its ifName")),
        (LocalPort(1, 1, b"printer"), {}, (101, "port id is its ifAlias")),
        (LocalPort(1, 7, b"x", "Port 2"), {1: 101}, (102, "port description is its ifDescr")),
        (LocalPort(1, 7, b"port-001"), {1: 101}, (101, "bridge port number")),
        (LocalPort(1, 3, b"\x02\x00\x00\x00\x00\xaa"), {1: 101}, (101, "bridge port number")),
        (LocalPort(102), {}, (102, "number equals ifIndex")),
        (LocalPort(7, 5, b"gone"), {7: 999}, (None, None)),
    ],
)
def test_a_local_port_number_is_matched_by_the_strongest_evidence(row, base_ports, answer):
    assert LocalPorts({row.port: row}, INTERFACES, base_ports).find(row.port) == answer


def test_a_port_nobody_can_match_still_has_the_name_lldp_gives_it():
    ports = LocalPorts({7: LocalPort(7, 5, b"gone")}, INTERFACES, {})
    assert ports.name(7, None) == "gone"
    assert ports.name(8, None) is None
    assert ports.name(1, 101) == "ge1"


def test_a_neighbour_on_an_unknown_port_is_kept():
    values = {name: value for name, value in switch_values().items() if not name.startswith(IF)} | remote_row("0.0.3")
    (neighbour,) = found(values)
    assert (neighbour.local_if_index, neighbour.local_port, neighbour.remote_name) == (None, None, "core-1")
