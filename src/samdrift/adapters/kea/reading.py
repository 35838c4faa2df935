# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""From Kea's answers to pools and leases. What one question does not tell is tried another way, or named as a problem."""

import re
from collections.abc import Iterator
from ipaddress import ip_address
from typing import Any

from samdrift.adapters.kea.api import Family, KeaApi, KeaTrouble
from samdrift.inventory.facade import DhcpLease, DhcpPool, DhcpTold

PAGE = 1_000
MOST_LEASES = 300_000
ACTIVE = 0
FAMILIES: tuple[Family, ...] = (4, 6)
_STATISTIC = re.compile(r"subnet\[(\d+)\]\.(total|assigned|declined)-(?:addresses|nas)")


def read_server(api: KeaApi) -> DhcpTold:
    """Everything one server tells of IPv4 and IPv6. KeaTrouble where it tells of neither."""
    pools: list[DhcpPool] = []
    leases: list[DhcpLease] = []
    problems: list[str] = []
    states: list[str] = []
    whole = True
    answered = 0
    for family in FAMILIES:
        try:
            config = api.ask("config-get", family)
        except KeaTrouble as trouble:
            problems.append(f"IPv{family}: {trouble}")
            continue
        names = subnets_of(config, family)
        if names is None:  # a server itself, asked for the other family, tells of its own
            continue
        answered += 1
        states += _asked(lambda family=family: states_of(api.ask("status-get", family)), problems)
        pools += _asked(lambda family=family, names=names: _pools(api, family, names), problems)
        before = len(problems)
        leases += _asked(lambda family=family: list(_leases(api, family)), problems)
        whole = whole and len(problems) == before
    if not answered:
        raise KeaTrouble("; ".join(problems) or "it tells of no subnets")
    state = ", ".join(dict.fromkeys(states))
    return DhcpTold(api.url, tuple(pools), tuple(leases), whole and len(leases) < MOST_LEASES, state, tuple(problems))


def _asked(question: Any, problems: list[str]) -> list[Any]:
    try:
        return list(question())
    except KeaTrouble as trouble:
        problems.append(str(trouble))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        problems.append(f"an answer of another shape: {type(error).__name__} {error}"[:200])
    return []


def subnets_of(config: dict[str, Any], family: Family) -> dict[int, tuple[str, str]] | None:
    """By id: the network, and what people call it. None where the answer is not of this family."""
    server = config.get(f"Dhcp{family}")
    if not isinstance(server, dict):
        return None
    key = f"subnet{family}"
    found = {}
    groups = [(server, ""), *((net, str(net.get("name", ""))) for net in server.get("shared-networks") or ())]
    for group, shared in groups:
        for subnet in group.get(key) or ():
            context = subnet.get("user-context")
            said = context.get("name") or context.get("comment") if isinstance(context, dict) else ""
            found[int(subnet["id"])] = (str(subnet["subnet"]), str(said or shared))
    return found


def states_of(status: dict[str, Any]) -> list[str]:
    """High availability as the server says it: mode and local state, and the partner's last one; none where it stands alone."""
    found = []
    for pair in status.get("high-availability") or ():
        servers = pair.get("ha-servers") or {}
        local, remote = servers.get("local") or {}, servers.get("remote") or {}
        partner = f" / {remote['last-state']}" if remote.get("last-state") else ""
        found.append(f"{pair.get('ha-mode', '')} {local.get('state', '')}{partner}".strip())
    return found


def _pools(api: KeaApi, family: Family, names: dict[int, tuple[str, str]]) -> Iterator[DhcpPool]:
    counted = _counted(api, family)
    for subnet, (network, name) in names.items():
        total, assigned, declined = counted.get(subnet, (0, 0, 0))
        yield DhcpPool(family, subnet, network, name, max(total, 0), max(assigned, 0), max(declined, 0))


def _counted(api: KeaApi, family: Family) -> dict[int, tuple[int, int, int]]:
    """Total, assigned and declined addresses by subnet: from the hook stat_cmds, or from every statistic where it is missing."""
    kind = "addresses" if family == 4 else "nas"
    wanted = ("subnet-id", f"total-{kind}", f"assigned-{kind}", "declined-addresses")
    try:
        table = api.ask(f"stat-lease{family}-get", family)["result-set"]
    except KeaTrouble as trouble:
        if not trouble.unsupported:
            raise
        return counted_in(api.ask("statistic-get-all", family))
    places = [table["columns"].index(name) for name in wanted]
    found = {}
    for row in table["rows"]:
        subnet, total, assigned, declined = (int(row[place]) for place in places)
        found[subnet] = (total, assigned, declined)
    return found


def counted_in(statistics: dict[str, Any]) -> dict[int, tuple[int, int, int]]:
    """The same from the answer to statistic-get-all: the first of each list is the newest."""
    found: dict[int, dict[str, int]] = {}
    for name, values in statistics.items():
        match = _STATISTIC.fullmatch(name)
        if match and values:
            found.setdefault(int(match[1]), {})[match[2]] = int(values[0][0])
    return {pk: (one.get("total", 0), one.get("assigned", 0), one.get("declined", 0)) for pk, one in found.items()}


def _leases(api: KeaApi, family: Family) -> Iterator[DhcpLease]:
    start, seen = "start", 0
    while seen < MOST_LEASES:
        page = api.ask(f"lease{family}-get-page", family, **{"from": start, "limit": PAGE}).get("leases") or []
        for lease in page:
            mac = re.sub(r"[^0-9a-f]", "", str(lease.get("hw-address", "")).lower())
            if lease.get("state") == ACTIVE and len(mac) == 12:
                yield DhcpLease(str(ip_address(lease["ip-address"])), mac, _name(str(lease.get("hostname", ""))))
        seen += len(page)
        if len(page) < PAGE:
            return
        start = str(page[-1]["ip-address"])


def _name(told: str) -> str:
    """The host's own name, without the domain that the server put behind it."""
    return told.rstrip(".").split(".")[0]
