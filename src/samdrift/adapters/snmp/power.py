# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Power over Ethernet (POWER-ETHERNET-MIB, RFC 3621): the budget of each group, and what each port is given.

The standard tells no port's power draw and not which interface a feeding port is. Both stand in makers' tables where they
have one; else the port is found by its name, and by which evidence is said.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from samdrift.adapters.snmp.decode import Index, number
from samdrift.adapters.snmp.session import Agent, Column
from samdrift.inventory.types import InterfaceFacts

PSE_PORT_ENTRY = "1.3.6.1.2.1.105.1.1.1"
MAIN_PSE_ENTRY = "1.3.6.1.2.1.105.1.3.1.1"
CISCO_PORT_PART = "1.3.6.1.4.1.9.9.402.1.2.1.11"
MILLIWATTS: Mapping[str, str] = {
    # sysObjectID begins with: the column of milliwatts, indexed as PSE_PORT_ENTRY
    "1.3.6.1.4.1.9.": "1.3.6.1.4.1.9.9.402.1.2.1.7",  # CISCO-POWER-ETHERNET-EXT-MIB cpeExtPsePortPwrConsumption
    "1.3.6.1.4.1.11.": "1.3.6.1.4.1.11.2.14.11.1.9.1.1.1.8",  # HP-ICF-POE-MIB hpicfPoePethPsePortPower
}
DETECTION = {1: "disabled", 2: "searching", 3: "delivering", 4: "fault", 5: "test", 6: "otherFault"}
PRIORITY = {1: "critical", 2: "high", 3: "low"}
MAIN_STATUS = {1: "on", 2: "off", 3: "faulty"}
_MOST_W = 100_000


def read_poe(
    agent: Agent, sys_object_id: str, interfaces: Mapping[int, InterfaceFacts], entities: Iterable[dict[str, Any]]
) -> dict[str, Any] | None:
    """`supplies` and `ports` as the published JSON has them; None when the device feeds nobody."""
    if not agent.holds("1.3.6.1.2.1.105.1"):
        return None
    main = agent.table(MAIN_PSE_ENTRY)
    table = agent.table(PSE_PORT_ENTRY)
    column = next((oid for prefix, oid in MILLIWATTS.items() if f"{sys_object_id}.".startswith(prefix)), "")
    watts = agent.column(column) if column and table else Column()
    parts = agent.column(CISCO_PORT_PART) if table and f"{sys_object_id}.".startswith("1.3.6.1.4.1.9.") else Column()
    ports = {part["index"]: part["if_index"] for part in entities if part.get("if_index")}
    by_place = _by_place(interfaces)
    found = []
    for index in table.indexes():
        if len(index) != 2:
            continue
        if_index, evidence = _interface(index, number(parts.get(index)), ports, by_place)
        drawn = number(watts.get(index))
        found.append(
            {
                "group": index[0],
                "port": index[1],
                "if_index": if_index,
                "evidence": evidence,
                "enabled": number(table[3].get(index)) != 2,
                "status": DETECTION.get(number(table[6].get(index)) or 0),
                "priority": PRIORITY.get(number(table[7].get(index)) or 0),
                "power_class": _power_class(number(table[10].get(index))),
                "watts": drawn / 1000 if drawn is not None and 0 <= drawn < _MOST_W else None,
                "denied": number(table[12].get(index)),
                "overloads": number(table[13].get(index)),
            }
        )
    supplies = [
        {
            "group": index[0],
            "budget_w": _watts(number(main[2].get(index))),
            "used_w": _watts(number(main[4].get(index))),
            "status": MAIN_STATUS.get(number(main[3].get(index)) or 0),
            "threshold_percent": number(main[5].get(index)),
        }
        for index in main.indexes()
        if len(index) == 1
    ]
    return {"supplies": supplies, "ports": found} if supplies or found else None


def _watts(value: int | None) -> int | None:
    return value if value is not None and 0 <= value <= _MOST_W else None


def _power_class(value: int | None) -> int | None:
    """In pethPsePortPowerClassifications class 0 counts as 1."""
    return value - 1 if value is not None and 1 <= value <= 9 else None


def _by_place(interfaces: Mapping[int, InterfaceFacts]) -> dict[Index, int]:
    """The ifIndex by (unit, port) and by (port,), as far as names of sockets tell; what two ports would claim is left out."""
    claims: dict[Index, list[int]] = {}
    for if_index, port in interfaces.items():
        place = position(port.name or port.descr or "") if port.type in {"ethernetCsmacd", "gigabitEthernet"} else ()
        if place:
            claims.setdefault((place[0], place[-1]), []).append(if_index)
            claims.setdefault((place[-1],), []).append(if_index)
    return {place: claimed[0] for place, claimed in claims.items() if len(claimed) == 1}


def position(name: str) -> Index:
    """The numbers at the end of a port's name: `Gi2/0/14` is (2, 0, 14), `14` is (1, 14)."""
    tail = name[len(name.rstrip("0123456789/")) :]
    numbers = tuple(int(arc) for arc in tail.split("/") if arc.isdigit())
    return (1, *numbers) if len(numbers) == 1 else numbers


def _interface(
    index: Index, part: int | None, ports: Mapping[int, int], by_place: Mapping[Index, int]
) -> tuple[int | None, str | None]:
    if part is not None and part in ports:
        return ports[part], "the maker names the part"
    if index in by_place:
        return by_place[index], "unit and number stand in its name"
    if (index[1],) in by_place:
        return by_place[(index[1],)], "its number stands in its name"
    return None, None
