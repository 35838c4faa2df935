# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What a bridge knows: its port numbers, VLANs, learned stations and spanning tree (RFC 4188, RFC 4363)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from samdrift.adapters.snmp.decode import Index, label, mac, number, set_bits
from samdrift.adapters.snmp.session import Agent, Column, Table

BASE_PORT_IF_INDEX = "1.3.6.1.2.1.17.1.4.1.2"
BASE_BRIDGE_ADDRESS = "1.3.6.1.2.1.17.1.1.0"
STP_GROUP = "1.3.6.1.2.1.17.2"
STP_PORT_ENTRY = "1.3.6.1.2.1.17.2.15.1"
FDB_ENTRY = "1.3.6.1.2.1.17.4.3.1"
Q_FDB_ENTRY = "1.3.6.1.2.1.17.7.1.2.2.1"
Q_VLAN_CURRENT_ENTRY = "1.3.6.1.2.1.17.7.1.4.2.1"
Q_VLAN_STATIC_ENTRY = "1.3.6.1.2.1.17.7.1.4.3.1"
Q_PVID = "1.3.6.1.2.1.17.7.1.4.5.1.1"
IEEE_VLAN_STATIC_ENTRY = "1.3.111.2.802.1.1.4.1.4.3.1"
IEEE_PVID = "1.3.111.2.802.1.1.4.1.4.5.1.1"

STP_PROTOCOLS = {1: "unknown", 2: "decLb100", 3: "ieee8021d"}
STP_PORT_STATES = {1: "disabled", 2: "blocking", 3: "listening", 4: "learning", 5: "forwarding", 6: "broken"}
_LEARNED, _MANAGEMENT = 3, 5


@dataclass(frozen=True, slots=True)
class BridgeFacts:
    """All that the bridge tables gave. `base_ports` is bridge port number to ifIndex."""

    base_ports: Mapping[int, int] = field(default_factory=dict)
    vlans: tuple[dict[str, Any], ...] = ()
    port_vlan: Mapping[int, str] = field(default_factory=dict)
    trunks: frozenset[int] = frozenset()
    port_vlans: tuple[dict[str, Any], ...] = ()
    fdb: tuple[dict[str, Any], ...] = ()
    stp: dict[str, Any] | None = None


def read_base_ports(agent: Agent) -> dict[int, int]:
    """Bridge port number to ifIndex (dot1dBasePortIfIndex)."""
    return {
        index[0]: if_index
        for index, value in agent.column(BASE_PORT_IF_INDEX).items()
        if (if_index := number(value)) and len(index) == 1
    }


def read_bridge(agent: Agent, base_ports: Mapping[int, int]) -> BridgeFacts:
    """VLANs, stations and spanning tree; bridge ports without a known ifIndex stand as None."""
    static, pvids = _static_vlans(agent)
    current = agent.table(Q_VLAN_CURRENT_ENTRY)
    names: dict[int, str | None] = {index[0]: label(value) for index, value in static[1].items() if len(index) == 1}
    for index in current.indexes():
        if len(index) == 2:  # dot1qVlanTimeMark, dot1qVlanIndex
            names.setdefault(index[1], None)
    stations = _stations(agent, current, base_ports)
    if not names:  # some bridges list no VLANs, yet use them
        used = {number(pvid) for pvid in pvids.values()} | {station["vlan"] for station in stations}
        names = {vlan: None for vlan in used if vlan}
    tagged = _tagged(static, current, base_ports)
    return BridgeFacts(
        base_ports=base_ports,
        vlans=tuple({"id": vlan, "name": names[vlan]} for vlan in sorted(names) if 1 <= vlan <= 4094),
        port_vlan={
            base_ports.get(index[0], index[0]): str(number(value)) for index, value in pvids.items() if number(value)
        },
        trunks=frozenset(tagged),
        port_vlans=tuple({"if_index": port, "tagged": sorted(vlans)} for port, vlans in sorted(tagged.items())),
        fdb=stations,
        stp=_spanning_tree(agent, base_ports),
    )


def _static_vlans(agent: Agent) -> tuple[Table, Column]:
    """Columns 1 name, 2 egress and 4 untagged ports by VLAN, and the PVID by port.

    From Q-BRIDGE-MIB, else from IEEE8021-Q-BRIDGE-MIB, which numbers its columns on and counts bridge components first.
    """
    static = agent.table(Q_VLAN_STATIC_ENTRY)
    if static:
        return static, agent.column(Q_PVID)
    newer = agent.table(IEEE_VLAN_STATIC_ENTRY)
    renumbered = Table({old: _first_component(newer[new]) for old, new in ((1, 3), (2, 4), (4, 6)) if newer[new]})
    return renumbered, agent.column(Q_PVID) or _first_component(agent.column(IEEE_PVID))


def _first_component(column: Column) -> Column:
    return Column({index[1:]: value for index, value in column.items() if len(index) == 2 and index[0] == 1})


def _tagged(static: Table, current: Table, base_ports: Mapping[int, int]) -> dict[int, set[int]]:
    """VLANs that a port sends tagged: egress less untagged, from the static table, else the current one."""
    egress, untagged = (static[2], static[4]) if static[2] else (current[4], current[5])
    found: dict[int, set[int]] = {}
    for index, ports in egress.items():
        for port in set_bits(ports) - set_bits(untagged.get(index)):
            if port in base_ports and index:
                found.setdefault(base_ports[port], set()).add(index[-1])
    return found


def _stations(agent: Agent, current: Table, base_ports: Mapping[int, int]) -> tuple[dict[str, Any], ...]:
    """Learned addresses with their VLAN where the device keeps one table per VLAN, else without."""
    found: dict[tuple[Index, int | None], int | None]
    by_vlan = agent.table(Q_FDB_ENTRY)
    if by_vlan[2]:
        vlan_of = {number(fdb): index[1] for index, fdb in current[3].items() if len(index) == 2}
        found = {
            (index[1:], vlan_of.get(index[0], index[0])): number(port)
            for index, port in by_vlan[2].items()
            if len(index) == 7 and _counts(by_vlan[3], index)
        }
    else:
        flat = agent.table(FDB_ENTRY)
        found = {
            (index, None): number(port)
            for index, port in flat[2].items()
            if len(index) == 6 and _counts(flat[3], index)
        }
    return tuple(
        {"mac": bytes(octets).hex(), "if_index": base_ports.get(port or 0), "vlan": vlan}
        for (octets, vlan), port in found.items()
        if all(octet < 256 for octet in octets)
    )


def _counts(status: Column, index: Index) -> bool:
    return number(status.get(index)) in {_LEARNED, _MANAGEMENT, None}


def _spanning_tree(agent: Agent, base_ports: Mapping[int, int]) -> dict[str, Any] | None:
    """The spanning tree of the whole bridge (dot1dStp); None when the device runs none it tells of."""
    group = agent.get([f"{STP_GROUP}.{column}.0" for column in (1, 2, 3, 4, 5, 6, 7)] + [BASE_BRIDGE_ADDRESS])
    if not any(oid.startswith(STP_GROUP) for oid in group):
        return None

    def told(column: int) -> int | None:
        return number(group.get(f"{STP_GROUP}.{column}.0"))

    root = group.get(f"{STP_GROUP}.5.0")
    root_port = told(7)
    return {
        "protocol": STP_PROTOCOLS.get(told(1) or 0),
        "priority": told(2),
        "bridge_address": mac(group.get(BASE_BRIDGE_ADDRESS)),
        "topology_changes": told(4),
        "seconds_since_change": _seconds(told(3)),
        "designated_root": root.hex() if isinstance(root, bytes) else None,
        "root_cost": told(6),
        "root_port": root_port,
        "root_if_index": base_ports.get(root_port or 0),
        "ports": _stp_ports(agent.table(STP_PORT_ENTRY), base_ports),
    }


def _seconds(ticks: int | None) -> float | None:
    return ticks / 100 if ticks is not None and ticks >= 0 else None


def _stp_ports(table: Table, base_ports: Mapping[int, int]) -> list[dict[str, Any]]:
    rows = []
    for index in table.indexes():
        designated = table[8].get(index)
        rows.append(
            {
                "port": index[0],
                "if_index": base_ports.get(index[0]),
                "state": STP_PORT_STATES.get(number(table[3].get(index)) or 0),
                "enabled": number(table[4].get(index)) == 1,
                "path_cost": number(table[5].get(index)),
                "designated_bridge": designated.hex() if isinstance(designated, bytes) else None,
            }
        )
    return rows
