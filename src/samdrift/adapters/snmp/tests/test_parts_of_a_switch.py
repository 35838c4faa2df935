# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Power over Ethernet, aggregates, pools and limits from small made-up agents, exact to the value."""

from dataclasses import fields, replace
from typing import get_args, get_type_hints

import jsonschema
import pytest

from samdrift.adapters.snmp.aggregates import read_lags
from samdrift.adapters.snmp.decode import SnmpValue, oid_arcs
from samdrift.adapters.snmp.discover import read_device
from samdrift.adapters.snmp.limits import with_limits
from samdrift.adapters.snmp.pools import pool_forms, read_file, read_pools
from samdrift.adapters.snmp.power import position, read_poe
from samdrift.adapters.snmp.report import document
from samdrift.adapters.snmp.rows import Device
from samdrift.adapters.snmp.testing.recordings import Recording
from samdrift.adapters.snmp.testing.replay import ReplayedAgent
from samdrift.adapters.snmp.tests.schema import closed_schema, published_schema
from samdrift.inventory.types import DeviceFacts, DeviceSnapshot, InterfaceFacts, Problem, ReadingCost
from samdrift.kernel.errors import BadInput

CISCO, HP = "1.3.6.1.4.1.9.1.2494", "1.3.6.1.4.1.11.2.3.7.11"
PSE, MAIN = "1.3.6.1.2.1.105.1.1.1", "1.3.6.1.2.1.105.1.3.1.1"
LAG = "1.2.840.10006.300.43.1.2.1.1"

LOOPED = Problem("1.3.6.1.2.1.4.22", "names do not rise", "loop")


class Told(ReplayedAgent):
    """An agent that says just this."""

    def __init__(self, values: dict[str, SnmpValue]) -> None:
        super().__init__(Recording("told", {}))
        self._values = {oid_arcs(oid): value for oid, value in values.items()}
        self._order = sorted(self._values)


def sockets(*names: str) -> dict[int, InterfaceFacts]:
    return {n: InterfaceFacts(if_index=n, name=name, type="ethernetCsmacd") for n, name in enumerate(names, 101)}


def test_what_the_schema_describes_is_what_a_snapshot_has():
    schema = published_schema()["properties"]

    assert {field.name for field in fields(DeviceSnapshot)} | {"schema"} == set(schema)
    assert {field.name for field in fields(DeviceFacts)} == set(schema["device"]["properties"])
    assert {field.name for field in fields(ReadingCost)} == set(schema["cost"]["properties"])
    assert {field.name for field in fields(Problem)} == set(schema["problems"]["items"]["properties"])
    assert list(get_args(get_type_hints(Problem)["kind"])) == schema["problems"]["items"]["properties"]["kind"]["enum"]


def test_power_aggregates_pools_and_bridge_ports_are_described_to_the_last_field():
    switch = Told(
        {
            "1.3.6.1.2.1.1.1.0": b"Cisco IOS Software",
            "1.3.6.1.2.1.1.2.0": CISCO,
            "1.3.6.1.6.3.10.2.1.1.0": bytes.fromhex("80001f8804deadbeef"),
            **{f"1.3.6.1.2.1.2.2.1.{column}.101": value for column, value in ((2, b"Gi1/0/1"), (3, 6), (8, 1))},
            **{f"{MAIN}.{column}.1": value for column, value in ((2, 740), (3, 1), (4, 31), (5, 80))},
            **{f"{PSE}.{column}.1.1": value for column, value in ((3, 1), (6, 3), (7, 1), (10, 4))},
            **{f"{LAG}.{column}.101": value for column, value in ((13, 900), (21, b"\x3d"))},
            **{f"1.3.6.1.2.1.17.2.{number}.0": number for number in (1, 2, 4, 6, 7)},
            **{f"1.3.6.1.2.1.17.2.15.1.{column}.1": value for column, value in ((1, 1), (3, 5), (4, 1), (5, 4))},
            "1.3.6.1.4.1.9.9.109.1.1.1.1.8.1": 17,
        }
    )
    snapshot = replace(read_device(switch), cost=ReadingCost(9, 1, 0, 0.4, 0.01, 10.0, 25), problems=(LOOPED,))
    told = document(snapshot)

    jsonschema.Draft202012Validator(closed_schema()).validate(told)
    assert (told["device"]["engine_id"], told["cost"]["questions"], told["problems"][0]["kind"]) == (
        "80001f8804deadbeef",
        9,
        "loop",
    )
    assert [bool(told[part]) for part in ("poe", "lags", "pools", "stp")] == [True] * 4
    assert told["stp"]["ports"][0]["state"] == "forwarding"


def test_a_feeding_port_is_found_by_unit_and_number_and_its_draw_by_the_makers_column():
    values: dict[str, SnmpValue] = {
        f"{MAIN}.2.2": 740,
        f"{MAIN}.3.2": 1,
        f"{MAIN}.4.2": 31,
        f"{MAIN}.5.2": 80,
        f"{PSE}.3.2.7": 1,
        f"{PSE}.6.2.7": 3,
        f"{PSE}.7.2.7": 3,
        f"{PSE}.10.2.7": 5,
        f"{PSE}.12.2.7": 4,
        "1.3.6.1.4.1.9.9.402.1.2.1.7.2.7": 15_400,
    }
    found = read_poe(Told(values), CISCO, sockets("Gi1/0/7", "Gi2/0/7"), ())
    assert found == {
        "supplies": [{"group": 2, "budget_w": 740, "used_w": 31, "status": "on", "threshold_percent": 80}],
        "ports": [
            {
                "group": 2,
                "port": 7,
                "if_index": 102,
                "evidence": "unit and number stand in its name",
                "enabled": True,
                "status": "delivering",
                "priority": "low",
                "power_class": 4,
                "watts": 15.4,
                "denied": 4,
                "overloads": None,
            }
        ],
    }


def test_cisco_says_which_part_a_feeding_port_is():
    values: dict[str, SnmpValue] = {f"{PSE}.3.1.1": 1, f"{PSE}.6.1.1": 2, "1.3.6.1.4.1.9.9.402.1.2.1.11.1.1": 1012}
    found = read_poe(Told(values), CISCO, sockets("Gi1/0/1"), ({"index": 1012, "if_index": 101},))
    assert found is not None
    assert [(p["if_index"], p["evidence"], p["status"]) for p in found["ports"]] == [
        (101, "the maker names the part", "searching")
    ]


def test_two_ports_that_could_be_it_are_none_and_who_feeds_nobody_tells_nothing():
    values: dict[str, SnmpValue] = {f"{PSE}.3.3.9": 1}
    found = read_poe(Told(values), HP, sockets("A9", "B9"), ())
    assert found is not None
    assert found["ports"][0]["if_index"] is None
    assert read_poe(Told({}), HP, sockets("1"), ()) is None


@pytest.mark.parametrize(("name", "place"), [("Gi2/0/14", (2, 0, 14)), ("14", (1, 14)), ("mgmt", ()), ("A/", ())])
def test_where_a_name_puts_a_port(name, place):
    assert position(name) == place


@pytest.mark.parametrize(
    ("state", "bundled", "expired"),
    [
        (b"\x3c", True, False),
        (b"\x20", False, False),
        (b"\x02", False, True),
        (b"\x01", False, True),
        (None, None, False),
    ],
)
def test_a_member_carries_traffic_when_it_is_in_step_collects_and_distributes(state, bundled, expired):
    values: dict[str, SnmpValue] = {f"{LAG}.13.5": 1001, f"{LAG}.9.5": bytes.fromhex("02aabbccdd01")}
    if state is not None:
        values[f"{LAG}.21.5"] = state
    assert read_lags(Told(values)) == (
        {"if_index": 5, "lag": 1001, "bundled": bundled, "partner": "02aabbccdd01", "expired": expired},
    )


def test_a_port_selected_but_not_attached_still_belongs_and_one_alone_does_not():
    values: dict[str, SnmpValue] = {f"{LAG}.12.5": 1001, f"{LAG}.13.5": 0, f"{LAG}.13.6": 6, f"{LAG}.9.5": b"\0" * 6}
    assert [(row["if_index"], row["lag"], row["partner"]) for row in read_lags(Told(values))] == [(5, 1001, None)]


def pools_of(values: dict[str, SnmpValue], make: str) -> list[tuple[object, ...]]:
    found = read_pools(Device(Told(values), {}, ()), f"1.3.6.1.4.1.{make}")
    return [tuple(pool[key] for key in ("kind", "name", "used", "size", "percent", "unit")) for pool in found]


def test_memory_of_a_host_is_counted_in_its_units_and_by_type():
    storage = "1.3.6.1.2.1.25.2.3.1"
    values: dict[str, SnmpValue] = {"1.3.6.1.2.1.25.3.3.1.2.196608": 17}
    for index, kind, used in ((1, 2, 300), (31, 4, -2_000_000_000), (35, 1, 5)):
        values |= {
            f"{storage}.2.{index}": f"1.3.6.1.2.1.25.2.1.{kind}",
            f"{storage}.3.{index}": f"store {index}".encode(),
            f"{storage}.4.{index}": 1024,
            f"{storage}.5.{index}": 4_000_000_000 if index == 31 else 1000,
            f"{storage}.6.{index}": used,
        }
    assert pools_of(values, "8072.3.2.10") == [
        ("processor", "CPU 1", None, None, 17, "%"),
        ("memory", "store 1", 307_200, 1_024_000, None, "B"),
        ("storage", "store 31", 2_294_967_296 * 1024, 4_096_000_000_000, None, "B"),
    ]


def test_a_make_is_asked_its_own_pools_alone_and_what_cannot_be_is_left_out():
    sessions: dict[str, SnmpValue] = {
        "1.3.6.1.4.1.25461.2.1.2.3.2.0": 262_142,
        "1.3.6.1.4.1.25461.2.1.2.3.3.0": 4088,
        "1.3.6.1.4.1.9.9.109.1.1.1.1.8.1": 130,
    }
    assert pools_of(sessions, "25461.2.3.6") == [("sessions", "Sessions", 4088, 262_142, None, "sessions")]
    assert pools_of(sessions, "9.1.1") == []


def test_every_entry_of_the_file_can_be_read():
    assert {form.kind for form in pool_forms()} == {"processor", "memory", "storage", "sessions", "vpn", "dhcp"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ('[[pool]]\nkind = "dhcp"\nname = "x"', "a pool needs percent, used, or size and free"),
        ('[[pool]]\nkind = "dhcp"\nname = "x"\nused = "no"', "is not an object identifier"),
        ('[[pool]]\nkind = "swimming"\nname = "x"\nused = "9.1"', "pool.0.kind"),
        ("[[pool", "Expected"),
    ],
)
def test_a_mistake_in_the_file_is_refused_with_its_place(words, said):
    with pytest.raises(BadInput) as error:
        read_file(words, "pools.toml")
    assert said in str(error.value)
    assert error.value.where == "pools.toml"


def test_ciscos_thresholds_are_told_in_the_sensors_unit():
    sensors = "1.3.6.1.4.1.9.9.91"
    values: dict[str, SnmpValue] = {
        f"{sensors}.1.1.1.1.2.1010": 8,
        f"{sensors}.1.1.1.1.3.1010": 1,
        f"{sensors}.1.1.1.1.4.1010": 33,
    }
    for number, severity, relation, limit in ((1, 10, 4, 700_000), (2, 20, 4, 800_000), (3, 30, 2, -50_000)):
        values |= {
            f"{sensors}.1.2.1.1.2.1010.{number}": severity,
            f"{sensors}.1.2.1.1.3.1010.{number}": relation,
            f"{sensors}.1.2.1.1.4.1010.{number}": limit,
        }
    told = [
        {"index": "1010", "oid": "1.3.6.1.4.1.9.9.91.1.1.1.1.4.1010"},
        {"index": "7", "oid": "1.3.6.1.4.1.9.9.13.1"},
    ]
    limits = {"high_warning": 70.0, "high_critical": 80.0, "low_critical": -5.0}
    assert with_limits(Told(values), told) == [told[0] | {"limits": limits}, told[1]]
