# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""A device that lies about itself is read to the end, and its lies do not spread."""

import jsonschema

from samdrift.adapters.snmp.discover import discover
from samdrift.adapters.snmp.report import document
from samdrift.adapters.snmp.testing.fake_agent import IF, IFX, FakeAgent, switch_values
from samdrift.adapters.snmp.tests.schema import published_schema
from samdrift.engines.snmpwire import Value, integer, octet_string

MANY = 4_294_967_295
NAMES = "1.3.6.1.2.1.17.7.1.4.3.1.1"
SENSOR = "1.3.6.1.2.1.99.1.1.1"
PART_NAME = "1.3.6.1.2.1.47.1.1.1.1.7"
PART_WITHIN = "1.3.6.1.2.1.47.1.1.1.1.4"


def told(values: dict[str, Value]) -> dict[str, object]:
    with FakeAgent(switch_values() | values) as agent:
        found = document(discover("127.0.0.1", agent.credential()))
    jsonschema.Draft202012Validator(published_schema()).validate(found)
    return found


def test_four_billion_ports_claimed_are_as_many_as_are_told():
    found = told({"1.3.6.1.2.1.2.1.0": integer(-1), f"{IFX}.1.{MANY}": octet_string("last")})
    assert [port["if_index"] for port in found["interfaces"]] == [1, 2, 3, MANY]


def test_long_and_turned_names_and_shared_macs_come_through():
    long, turned = "å" * 300, "\u202egpj.exe\u2066"
    same = octet_string(bytes.fromhex("001122334455"))
    found = told(
        {f"{IFX}.1.1": octet_string(long), f"{IFX}.1.2": octet_string(turned)}
        | {f"{IF}.6.{at}": same for at in (1, 2, 3)}
    )
    assert [port["name"] for port in found["interfaces"]][:2] == [long, turned]
    assert {port["mac"] for port in found["interfaces"]} == {"001122334455"}


def test_vlans_0_and_4095_are_none():
    found = told({f"{NAMES}.{vlan}": octet_string(f"v{vlan}") for vlan in (0, 1, 4094, 4095, MANY)})
    assert found["vlans"] == [{"id": 1, "name": "v1"}, {"id": 4094, "name": "v4094"}]


def test_parts_that_contain_each_other_end():
    values = {f"{SENSOR}.1.9": integer(8), f"{SENSOR}.4.9": integer(21), f"{PART_NAME}.9": octet_string("Inlet sensor")}
    values |= {f"{PART_NAME}.8": octet_string("Slot"), f"{PART_WITHIN}.9": integer(8), f"{PART_WITHIN}.8": integer(9)}
    assert [(sensor["descr"], sensor["value"]) for sensor in told(values)["sensors"]] == [("Inlet", 21)]
