# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Knocking finds the agents and nobody else; the gentle reading tells who was learned, at the pace agreed."""

import time

from samdrift.adapters.snmp.knocking import knock
from samdrift.adapters.snmp.testing.fake_agent import FakeAgent
from samdrift.adapters.snmp.whereabouts import Gently
from samdrift.engines.snmpwire import integer, object_id, octet_string
from samdrift.inventory.types import SnmpCredential

Q_FDB, ARP = "1.3.6.1.2.1.17.7.1.2.2.1", "1.3.6.1.2.1.4.22.1"
MAC = bytes.fromhex("a45e60010203")
AS_INDEX = ".".join(map(str, MAC))
SWITCH = {
    "1.3.6.1.2.1.1.2.0": object_id((1, 3, 6, 1, 4, 1, 9)),
    "1.3.6.1.2.1.31.1.1.1.1.7": octet_string("ge7"),
    "1.3.6.1.2.1.17.1.4.1.2.3": integer(7),
    f"{Q_FDB}.2.20.{AS_INDEX}": integer(3),
    f"{Q_FDB}.3.20.{AS_INDEX}": integer(3),
    f"{ARP}.2.7.10.20.0.7": octet_string(MAC),
    f"{ARP}.4.7.10.20.0.7": integer(3),
}


def test_only_the_address_where_an_agent_answers_is_found():
    with FakeAgent(SWITCH) as agent:
        wrong = SnmpCredential(community="wrong", port=agent.port)
        there = [f"127.9.9.{n}" for n in range(1, 40)] + ["127.0.0.1"]
        assert knock(there, [wrong, agent.credential()], per_second=5000, wait_s=0.2) == {"127.0.0.1"}
        assert knock(there, [wrong], per_second=5000, wait_s=0.1) == set()
    assert knock([], [wrong]) == set()


def test_the_light_reading_tells_stations_addresses_and_port_names():
    with FakeAgent(SWITCH) as agent:
        tables = Gently(packets_per_second=0).stations("127.0.0.1", agent.credential())
    assert tables.fdb == ({"mac": MAC.hex(), "if_index": 7, "vlan": 20},)
    assert [(row["mac"], row["address"]) for row in tables.arp] == [(MAC.hex(), "10.20.0.7")]
    assert (tables.port_names, tables.fdb_whole, tables.arp_whole) == ({7: "ge7"}, True, True)


def test_a_device_is_never_asked_faster_than_agreed():
    with FakeAgent(SWITCH) as agent:
        began = time.monotonic()
        Gently(packets_per_second=100).stations("127.0.0.1", agent.credential())
        assert agent.requests / (time.monotonic() - began) < 130
