# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Which ifIndex an LLDP local port number means. The standard leaves it open, so each answer carries its evidence.

IEEE 802.1AB numbers LLDP ports on its own (lldpPortNumber). Agents use the ifIndex, the bridge port number, or a count
of their own; only what lldpLocPortTable says of a port tells them apart. Evidence is tried from the strongest on.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from samdrift.adapters.snmp.decode import SnmpValue, mac, number, text
from samdrift.inventory.types import InterfaceFacts

SUBTYPE_ALIAS, SUBTYPE_MAC, SUBTYPE_NAME, SUBTYPE_LOCAL = 1, 3, 5, 7
Evidence = str


@dataclass(frozen=True, slots=True)
class LocalPort:
    """One row of lldpLocPortTable: the number and what the device says of it."""

    port: int
    subtype: int | None = None
    port_id: SnmpValue = None
    descr: str | None = None


class LocalPorts:
    """Local port numbers of one device, matched to its interfaces."""

    def __init__(
        self,
        rows: Mapping[int, LocalPort],
        interfaces: Mapping[int, InterfaceFacts],
        base_ports: Mapping[int, int],
    ) -> None:
        self._rows = rows
        self._interfaces = interfaces
        self._base_ports = base_ports
        self._by_name = _unique(interfaces, lambda port: port.name)
        self._by_descr = _unique(interfaces, lambda port: port.descr)
        self._by_alias = _unique(interfaces, lambda port: port.alias)
        self._by_mac = _unique(interfaces, lambda port: port.mac)

    def find(self, port: int) -> tuple[int | None, Evidence | None]:
        """The ifIndex of LLDP port number `port`, and by what evidence; (None, None) when nothing tells."""
        row = self._rows.get(port, LocalPort(port))
        for if_index, evidence in (
            self._by_port_id(row),
            self._by_port_descr(row),
            (self._base_ports.get(port), "bridge port number"),
            (port if port in self._interfaces else None, "number equals ifIndex"),
        ):
            if if_index is not None and (if_index in self._interfaces or not self._interfaces):
                return if_index, evidence
        return None, None

    def name(self, port: int, if_index: int | None) -> str | None:
        """The port's name: its ifName, else ifDescr, else what LLDP calls it."""
        interface = self._interfaces.get(if_index) if if_index is not None else None
        if interface and (interface.name or interface.descr):
            return interface.name or interface.descr
        row = self._rows.get(port)
        return (text(row.port_id) or row.descr) if row else None

    def _by_port_id(self, row: LocalPort) -> tuple[int | None, Evidence | None]:
        words = text(row.port_id)
        physical = mac(row.port_id)
        if physical and row.subtype in {SUBTYPE_MAC, None}:
            return self._by_mac.get(physical), "port id is its MAC address"
        if not words:
            return None, None
        if row.subtype == SUBTYPE_ALIAS and words in self._by_alias:
            return self._by_alias[words], "port id is its ifAlias"
        if words in self._by_name:
            return self._by_name[words], "port id is its ifName"
        if words in self._by_descr:
            return self._by_descr[words], "port id is its ifDescr"
        index = number(words)
        if index in self._interfaces and row.subtype in {SUBTYPE_LOCAL, None}:
            return index, "port id is its ifIndex"
        return None, None

    def _by_port_descr(self, row: LocalPort) -> tuple[int | None, Evidence | None]:
        for by, evidence in (
            (self._by_descr, "port description is its ifDescr"),
            (self._by_name, "port description is its ifName"),
            (self._by_alias, "port description is its ifAlias"),
        ):
            if row.descr and row.descr in by:
                return by[row.descr], evidence
        return None, None


def _unique(interfaces: Mapping[int, InterfaceFacts], word: Callable[[InterfaceFacts], str | None]) -> dict[str, int]:
    """Words that name exactly one interface; shared MACs and repeated descriptions prove nothing."""
    counts = Counter(word(port) for port in interfaces.values())
    return {said: if_index for if_index, port in interfaces.items() if (said := word(port)) and counts[said] == 1}
