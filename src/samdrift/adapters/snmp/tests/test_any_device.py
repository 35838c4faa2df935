# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""No device can serve values that end discovery, or that make a document outside the published schema."""

import json
from collections.abc import Iterable, Mapping

import jsonschema
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samdrift.adapters.snmp import addresses, bridge, discover, entities, interfaces, neighbours
from samdrift.adapters.snmp.decode import Index, SnmpValue
from samdrift.adapters.snmp.library import library
from samdrift.adapters.snmp.makertables import read_neighbours, read_parts, read_vlans
from samdrift.adapters.snmp.readings import read_sensors, read_wireless
from samdrift.adapters.snmp.report import document
from samdrift.adapters.snmp.rows import Device
from samdrift.adapters.snmp.session import Agent, Column, Table
from samdrift.adapters.snmp.tests.schema import closed_schema

TABLES = {
    interfaces.IF_ENTRY: 22,
    interfaces.IF_X_ENTRY: 19,
    neighbours.LLDP_REM_ENTRY: 12,
    neighbours.LLDP_LOC_PORT_ENTRY: 4,
    neighbours.LLDP_REM_MAN_ADDR_ENTRY: 5,
    neighbours.LLDP_V2_REM_ENTRY: 13,
    neighbours.CDP_CACHE_ENTRY: 9,
    bridge.STP_PORT_ENTRY: 10,
    bridge.FDB_ENTRY: 3,
    bridge.Q_FDB_ENTRY: 3,
    bridge.Q_VLAN_CURRENT_ENTRY: 7,
    bridge.Q_VLAN_STATIC_ENTRY: 5,
    addresses.IP_ADDR_ENTRY: 5,
    addresses.IP_ADDRESS_ENTRY: 11,
    addresses.IP_NET_TO_MEDIA_ENTRY: 4,
    addresses.IP_NET_TO_PHYSICAL_ENTRY: 8,
    entities.ENT_PHYSICAL_ENTRY: 18,
    "1.3.6.1.2.1.99.1.1.1": 6,
}
VALIDATOR = jsonschema.Draft202012Validator(closed_schema())

values = st.one_of(
    st.integers(min_value=-(2**31), max_value=12),
    st.integers(min_value=0, max_value=2**64 - 1),
    st.binary(max_size=20),
    st.sampled_from(["1.3.6.1.4.1.9.1.1", "192.0.2.1", "0.0"]),
    st.floats(),
    st.none(),
)
arcs = st.one_of(st.integers(min_value=0, max_value=20), st.integers(min_value=0, max_value=2**32 - 1))
address_index = st.tuples(st.just(1), st.just(4), *[st.integers(0, 255)] * 4)
indexes = st.one_of(
    st.tuples(st.integers(1, 9)),
    st.lists(arcs, min_size=1, max_size=24).map(tuple),
    address_index,
    st.tuples(st.integers(1, 9), st.integers(1, 9), st.integers(1, 9)),
    st.tuples(st.integers(1, 9), *[st.integers(0, 255)] * 6),
)


class MadeUpAgent(Agent):
    """An agent that needs no network: the tables it is given, and the same value for every scalar."""

    def __init__(self, tables: Mapping[str, Table], scalar: SnmpValue) -> None:
        self.tables, self.scalar, self.problems, self.silent = tables, scalar, [], False

    def get(self, oids: Iterable[str]) -> dict[str, SnmpValue]:
        return {} if self.scalar is None else dict.fromkeys(oids, self.scalar)

    def table(self, entry: str, columns: tuple[int, ...] = ()) -> Table:
        return self.tables.get(entry, Table())

    def column(self, oid: str) -> Column:
        entry, _, column = oid.rpartition(".")
        return self.tables.get(entry, Table())[int(column)]

    def holds(self, root: str) -> bool:
        return True


class EagerAgent(MadeUpAgent):
    """The same rows below every column that anybody asks for."""

    def column(self, oid: str) -> Column:
        return next(iter(self.tables[""].values()), Column())


@st.composite
def any_tables(draw: st.DrawFn) -> dict[str, Table]:
    tables = {}
    for entry in draw(st.sets(st.sampled_from(sorted(TABLES)), max_size=6)):
        rows: list[Index] = draw(st.lists(indexes, max_size=4))
        columns = draw(st.sets(st.integers(1, TABLES[entry]), max_size=8))
        tables[entry] = Table({column: Column({row: draw(values) for row in rows}) for column in columns})
    return tables


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(any_tables(), values)
def test_whatever_a_device_serves_gives_a_document_of_the_closed_schema(tables, scalar):
    VALIDATOR.validate(document(discover.read_device(MadeUpAgent(tables, scalar))))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.dictionaries(indexes, values, max_size=3), values)
def test_no_vendor_file_is_upset_by_what_a_device_serves(rows, scalar):
    device = Device(EagerAgent({"": Table({1: Column(rows)})}, scalar), {}, ())
    books = tuple(library().values())
    json.dumps([read_sensors(device, books), read_wireless(device, books)], allow_nan=False)
    assert all(1 <= vlan <= 4094 for vlan in read_vlans(device, books))
    assert all(neighbour.remote_name or neighbour.remote_chassis_id for neighbour in read_neighbours(device, books, {}))
    assert all(isinstance(part["index"], int) for part in read_parts(device, books, set()))
