# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Asks a device gently: who it has learned (forwarding table and ARP alone), or everything, never faster than agreed.

The light reading walks the fewest columns that tell it, since it is done all day: the port and status of each learned
address (RFC 4363, else RFC 4188), the ports' names, and ARP (RFC 4293).
"""

from dataclasses import replace

from gufo.snmp import SnmpAuthError, SnmpError

from samdrift.adapters.snmp import v3check
from samdrift.adapters.snmp.addresses import (
    IP_NET_TO_MEDIA_ENTRY,
    IP_NET_TO_PHYSICAL_ENTRY,
    read_arp,
)
from samdrift.adapters.snmp.bridge import FDB_ENTRY, Q_FDB_ENTRY, Q_VLAN_CURRENT_ENTRY, read_base_ports
from samdrift.adapters.snmp.decode import Index, label, number
from samdrift.adapters.snmp.discover import read_device
from samdrift.adapters.snmp.opening import open_gufo, resolve
from samdrift.adapters.snmp.session import SYS_OBJECT_ID, Agent, Column, WalkLimits
from samdrift.adapters.snmp.survey import survey_of
from samdrift.adapters.snmp.toll import Gate, Toll
from samdrift.inventory.ports import HeardOf
from samdrift.inventory.types import DeviceSnapshot, HowToAsk, SnmpCredential, StationTables
from samdrift.kernel.errors import NotNow

IF_NAME = "1.3.6.1.2.1.31.1.1.1.1"
_LEARNED, _MANAGEMENT = 3, 5
LIGHT = WalkLimits(max_values=60_000, budget_s=120.0)
WHOLE = WalkLimits(max_values=60_000, budget_s=600.0)


class Gently:
    """Asks devices, none faster than `packets_per_second` (0: as fast as it answers, for agents that nobody else needs).

    One for a process: full readings and light ones of one device share its pace. `in_all`: of all devices together.
    """

    def __init__(
        self, packets_per_second: float = 20.0, *, in_all: float = 0.0, timeout_s: float = 2.0, retries: int = 1
    ) -> None:
        self._gate = Gate(per_device=packets_per_second, in_all=in_all)
        self.timeout_s = timeout_s
        self.retries = retries

    def everything(
        self,
        address: str,
        credential: SnmpCredential,
        how: HowToAsk = HowToAsk(),  # noqa: B008 - frozen
        heard: HeardOf | None = None,
    ) -> DeviceSnapshot:
        """As discover.discover, paced. Raises NotNow on silence, Refused by SNMPv3, BadInput where it cannot be asked."""
        agent, toll = self._agent(address, credential, WHOLE, how)
        agent.look_for_tables()
        snapshot = read_device(agent, heard)
        return replace(snapshot, cost=toll.cost())

    def stations(self, address: str, credential: SnmpCredential, how: HowToAsk = HowToAsk()) -> StationTables:  # noqa: B008
        """Forwarding table, ARP and port names. Raises as `everything`."""
        return read_stations(self._agent(address, credential, LIGHT, how)[0])

    def _agent(self, address: str, credential: SnmpCredential, limits: WalkLimits, how: HowToAsk) -> tuple[Agent, Toll]:
        numeric = resolve(address)
        toll = Toll(self._gate, f"{numeric}/{credential.port}", how)
        session = open_gufo(numeric, credential, self.timeout_s, toll)
        survey = survey_of(numeric, credential, toll, timeout_s=self.timeout_s)
        agent = Agent(session, retries=self.retries, limits=limits, toll=toll, left_out=how.left_out, survey=survey)
        for _ in range(self.retries + 1):
            try:
                if credential.version == "3":
                    toll.wait_sync()  # asking for the engine's id and time goes by no policer
                session.refresh()
                session.get(SYS_OBJECT_ID)
            except SnmpAuthError as error:
                raise v3check.refusal(address, numeric, credential, timeout_s=self.timeout_s) from error
            except SnmpError:
                return agent, toll  # any answer will do, even a broken one
            except (TimeoutError, BlockingIOError):
                toll.met_silence()
                continue
            except OSError as error:
                raise _unreachable(address, credential, f"cannot be reached: {error}") from error
            else:
                toll.answered()
                return agent, toll
        if credential.version == "3":
            raise v3check.refusal(address, numeric, credential, timeout_s=self.timeout_s)
        raise _unreachable(address, credential, f"does not answer SNMP v2c within {self.timeout_s:g} s")


def _unreachable(address: str, credential: SnmpCredential, what: str) -> NotNow:
    remedy = (
        "check the address, that SNMP is on and allowed from here, and the community: a wrong one is met with silence"
    )
    return NotNow(what, where=f"{address} port {credential.port}", remedy=remedy)


def read_stations(agent: Agent) -> StationTables:
    """What an agent that has answered once has learned; tables it lacks are empty and whole."""
    base_ports = read_base_ports(agent)
    names = {index[0]: name for index, value in agent.column(IF_NAME).items() if (name := label(value))}
    fdb = _learned(agent, base_ports or {port: port for port in names})
    arp = read_arp(agent)
    return StationTables(
        fdb=fdb,
        arp=arp,
        port_names=names,
        fdb_whole=not _troubled(agent, FDB_ENTRY, Q_FDB_ENTRY),
        arp_whole=not _troubled(agent, IP_NET_TO_MEDIA_ENTRY, IP_NET_TO_PHYSICAL_ENTRY),
    )


def _troubled(agent: Agent, *entries: str) -> bool:
    return agent.silent or any(problem.oid.startswith(entries) for problem in agent.problems)


def _learned(agent: Agent, base_ports: dict[int, int]) -> tuple[dict[str, object], ...]:
    rows: list[tuple[Index, Index, int | None]]
    ports = agent.column(f"{Q_FDB_ENTRY}.2")
    if ports:
        status = agent.column(f"{Q_FDB_ENTRY}.3")
        vlan_of = {
            number(fdb): index[1] for index, fdb in agent.column(f"{Q_VLAN_CURRENT_ENTRY}.3").items() if len(index) == 2
        }
        rows = [(index, index[1:], vlan_of.get(index[0], index[0])) for index in ports if len(index) == 7]
    else:
        ports = agent.column(f"{FDB_ENTRY}.2")
        status = agent.column(f"{FDB_ENTRY}.3")
        rows = [(index, index, None) for index in ports if len(index) == 6]
    return tuple(
        {"mac": bytes(octets).hex(), "if_index": base_ports.get(number(ports[index]) or 0), "vlan": vlan}
        for index, octets, vlan in rows
        if all(octet < 256 for octet in octets) and _counts(status, index)
    )


def _counts(status: Column, index: Index) -> bool:
    return number(status.get(index)) in {_LEARNED, _MANAGEMENT, None}
