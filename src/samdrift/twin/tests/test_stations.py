# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Whoever is plugged in is learned by the switches on the way to the core, and the router knows the address."""

from samdrift.engines.snmpwire import integer
from samdrift.twin.mibs.stations import stations_at
from samdrift.twin.tests.town import NOON, column, demo_town, live_town

PORT = (1, 3, 6, 1, 2, 1, 17, 7, 1, 2, 2, 1, 2)
ARP_MAC = (1, 3, 6, 1, 2, 1, 4, 22, 1, 2)


def a_switch_behind_another():
    town = live_town()
    return next(
        (agent.device, town.topology.links[agent.route[-1]])
        for agent in town.agents.values()
        if agent.device.role == "switch"
        and agent.device.id.endswith("sw2")
        and list(stations_at(demo_town(), agent.device))
    )


def test_a_station_is_learned_at_its_port_and_on_the_way_to_the_core():
    town = live_town()
    device, uplink = a_switch_behind_another()
    station = next(stations_at(town.topology, device))
    name = (20, *station.mac)

    assert column(town.table_of(device.id, NOON), PORT)[name] == integer(station.end.port)
    above = uplink.far_end(device.id)
    assert column(town.table_of(above.device, NOON), PORT)[name] == integer(above.port)


def test_a_switch_learns_the_router_behind_its_uplink():
    town = live_town()
    device, uplink = a_switch_behind_another()
    learned = column(town.table_of(device.id, NOON), PORT)

    assert learned[(20, *town.topology.devices["rt1"].mac)] == integer(uplink.end_at(device.id).port)


def test_the_first_router_knows_every_station_by_one_address():
    town = live_town()
    every = [s.mac for d in town.topology.devices.values() for s in stations_at(town.topology, d)]
    arp = column(town.table_of("rt1", NOON), ARP_MAC)

    assert sorted(value.value for value in arp.values()) == sorted(every)
    assert len(set(every)) == len(every) > 500
    assert column(town.table_of("rt2", NOON), ARP_MAC) == {}
