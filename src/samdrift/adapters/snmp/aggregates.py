# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""How the members of link aggregates stand with their partners (IEEE8023-LAG-MIB, IEEE 802.1AX)."""

from typing import Any

from samdrift.adapters.snmp.decode import SnmpValue, mac, number
from samdrift.adapters.snmp.session import Agent

PORT_ENTRY = "1.2.840.10006.300.43.1.2.1.1"
_PARTNER, _SELECTED, _ATTACHED, _STATE = 9, 12, 13, 21
_SYNCHRONIZED, _COLLECTING, _DISTRIBUTING, _DEFAULTED, _EXPIRED = 3, 4, 5, 6, 7


def read_lags(agent: Agent) -> tuple[dict[str, Any], ...]:
    """Each port that is or wants to be in an aggregate: its aggregate, whether it carries traffic, its partner's system id."""
    partners = {index: value for index, value in agent.column(f"{PORT_ENTRY}.{_PARTNER}").items() if len(index) == 1}
    attached = agent.column(f"{PORT_ENTRY}.{_ATTACHED}")
    selected = agent.column(f"{PORT_ENTRY}.{_SELECTED}") if attached else {}
    states = agent.column(f"{PORT_ENTRY}.{_STATE}") if attached else {}
    found = []
    for index in sorted({*attached, *selected}):
        lag = number(attached.get(index)) or number(selected.get(index))
        if len(index) != 1 or not lag or lag == index[0]:
            continue
        state = states.get(index)
        found.append(
            {
                "if_index": index[0],
                "lag": lag,
                "bundled": _carries(state),
                "partner": _system(partners.get(index)),
                "expired": _bit(state, _DEFAULTED) or _bit(state, _EXPIRED),
            }
        )
    return tuple(found)


def _bit(state: SnmpValue, at: int) -> bool:
    """LacpState is BITS: the first is the most significant."""
    return isinstance(state, bytes) and len(state) > 0 and bool(state[0] & (128 >> at))


def _carries(state: SnmpValue) -> bool | None:
    if not isinstance(state, bytes) or not state:
        return None
    return all(_bit(state, at) for at in (_SYNCHRONIZED, _COLLECTING, _DISTRIBUTING))


def _system(value: SnmpValue) -> str | None:
    found = mac(value)
    return found if found and found.strip("0") else None
