# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Discovery of one device: one address and one credential in, one snapshot out."""

from dataclasses import replace
from typing import Any

from gufo.snmp import SnmpAuthError, SnmpDecodeError, SnmpError
from gufo.snmp.sync import SnmpSession

from samdrift.adapters.snmp import v3check
from samdrift.adapters.snmp.addresses import read_addresses, read_arp
from samdrift.adapters.snmp.aggregates import read_lags
from samdrift.adapters.snmp.bridge import read_base_ports, read_bridge
from samdrift.adapters.snmp.decode import SnmpValue, hex_digits, object_identifier, text, unsigned
from samdrift.adapters.snmp.entities import read_entities
from samdrift.adapters.snmp.entities import read_sensors as read_scaled
from samdrift.adapters.snmp.families import books_for, identify, recognise
from samdrift.adapters.snmp.interfaces import read_cisco_vlans, read_interfaces
from samdrift.adapters.snmp.limits import with_limits
from samdrift.adapters.snmp.makertables import read_neighbours as read_maker_neighbours
from samdrift.adapters.snmp.makertables import read_parts, read_vlans
from samdrift.adapters.snmp.neighbours import read_cdp, read_chassis_id, read_lldp, read_lldp_v2
from samdrift.adapters.snmp.opening import open_gufo, resolve
from samdrift.adapters.snmp.pools import read_pools
from samdrift.adapters.snmp.power import read_poe
from samdrift.adapters.snmp.readings import read_sensors, read_wireless
from samdrift.adapters.snmp.rows import Device
from samdrift.adapters.snmp.session import (
    DEFAULT_LIMITS,
    SYS_OBJECT_ID,
    SYS_UP_TIME,
    Agent,
    WalkLimits,
)
from samdrift.adapters.snmp.survey import survey_of
from samdrift.adapters.snmp.toll import Gate, Toll
from samdrift.inventory.ports import HeardOf
from samdrift.inventory.types import DeviceFacts, DeviceSnapshot, InterfaceFacts, SnmpCredential
from samdrift.kernel.errors import NotNow

SYSTEM = "1.3.6.1.2.1.1"
SNMP_ENGINE_ID = "1.3.6.1.6.3.10.2.1.1.0"
_DESCR, _CONTACT, _NAME, _LOCATION = (f"{SYSTEM}.{column}.0" for column in (1, 4, 5, 6))
_CISCO = "1.3.6.1.4.1.9."


def discover(
    address: str,
    credential: SnmpCredential,
    *,
    timeout_s: float = 2.0,
    retries: int = 1,
    limits: WalkLimits = DEFAULT_LIMITS,
    packets_per_second: float = 0.0,
) -> DeviceSnapshot:
    """All that the device at `address` (IP or name) tells of itself by SNMP v2c or v3.

    Each question waits `timeout_s` seconds and is asked `retries` times more. Raises NotNow when nothing answers (a
    wrong community looks the same: agents keep silent), Refused when an SNMPv3 agent turns user or key down, BadInput
    when address or credential cannot be used. Once the device has answered nothing is raised: see `problems`.
    """
    numeric = resolve(address)
    toll = Toll(Gate(per_device=packets_per_second), numeric)
    session = open_gufo(numeric, credential, timeout_s, toll)
    _greet(session, address, numeric, credential, timeout_s=timeout_s, retries=retries)
    survey = survey_of(numeric, credential, toll, timeout_s=timeout_s)
    agent = Agent(session, retries=retries, limits=limits, toll=toll, survey=survey)
    agent.look_for_tables()
    return replace(read_device(agent), cost=toll.cost())


def _greet(
    session: SnmpSession, address: str, numeric: str, credential: SnmpCredential, *, timeout_s: float, retries: int
) -> None:
    """First contact. Any answer will do, even a broken one; silence and refusal are raised."""
    for _ in range(retries + 1):
        try:
            session.refresh()
            session.get(SYS_OBJECT_ID)
        except SnmpAuthError as error:
            raise v3check.refusal(address, numeric, credential, timeout_s=timeout_s) from error
        except SnmpDecodeError:
            return
        except SnmpError:
            return
        except (TimeoutError, BlockingIOError):
            continue
        except OSError as error:
            raise NotNow(
                f"cannot be reached: {error}", where=f"{address} port {credential.port}", remedy="check the address"
            ) from error
        else:
            return
    if credential.version == "3":
        raise v3check.refusal(address, numeric, credential, timeout_s=timeout_s)
    raise NotNow(
        f"does not answer SNMP v2c within {timeout_s:g} s",
        where=f"{address} port {credential.port}",
        remedy="check the address, that SNMP is on and allowed from here, and the community: a wrong one is met with silence",
    )


def read_device(agent: Agent, heard: HeardOf | None = None) -> DeviceSnapshot:
    """Everything an agent that has answered once tells; problems of the device stand in the snapshot.

    `heard` is given the neighbours as soon as they are known: large forwarding tables take a while to read.
    """
    system = agent.get([_DESCR, SYS_OBJECT_ID, SYS_UP_TIME, _CONTACT, _NAME, _LOCATION, SNMP_ENGINE_ID])
    device = _system(system)
    interfaces = read_interfaces(agent)
    base_ports = read_base_ports(agent)
    device = replace(device, chassis_id=read_chassis_id(agent))
    neighbours = read_lldp(agent, interfaces, base_ports)
    neighbours += read_lldp_v2(agent, interfaces) if not neighbours else []
    neighbours += read_cdp(agent, interfaces)
    if heard is not None:
        heard(device, tuple(neighbours))
    entities = read_entities(agent)
    name, family = recognise(device, agent)
    books = books_for(name, family)
    device = identify(device, family, entities, agent)
    known = Device(agent, interfaces, entities)
    entities += read_parts(known, books, {entity["index"] for entity in entities})
    neighbours += read_maker_neighbours(known, books, interfaces)
    cisco = (device.sys_object_id or "").startswith(_CISCO)
    bridge = read_bridge(agent, base_ports or {port: port for port in interfaces})
    access, trunks = read_cisco_vlans(agent) if cisco else ({}, set())
    port_vlan = {**bridge.port_vlan, **access}
    sensors = [
        sensor for book in books for form in book.scaled for sensor in read_scaled(agent, form, entities, interfaces)
    ]
    sensors += read_sensors(known, books)
    sys_object_id = device.sys_object_id or ""
    return DeviceSnapshot(
        device=device,
        interfaces=tuple(
            _with_vlan(interface, port_vlan.get(if_index), if_index in bridge.trunks or if_index in trunks)
            for if_index, interface in interfaces.items()
        ),
        neighbours=tuple(neighbours),
        entities=entities,
        sensors=_each_once(with_limits(agent, sensors)),
        vlans=_with_maker_vlans(bridge.vlans, read_vlans(known, books)),
        addresses=read_addresses(agent),
        fdb=bridge.fdb,
        arp=read_arp(agent),
        wireless=_each_once(read_wireless(known, books)),
        stp=bridge.stp,
        port_vlans=bridge.port_vlans,
        lags=read_lags(agent),
        poe=read_poe(agent, sys_object_id, interfaces, entities),
        pools=read_pools(known, sys_object_id),
        problems=tuple(agent.problems),
    )


def _system(told: dict[str, SnmpValue]) -> DeviceFacts:
    ticks = unsigned(told.get(SYS_UP_TIME))
    return DeviceFacts(
        sys_name=text(told.get(_NAME)),
        sys_descr=text(told.get(_DESCR)),
        sys_object_id=object_identifier(told.get(SYS_OBJECT_ID)),
        sys_contact=text(told.get(_CONTACT)),
        sys_location=text(told.get(_LOCATION)),
        uptime_s=ticks / 100 if ticks is not None else None,
        engine_id=hex_digits(told.get(SNMP_ENGINE_ID)) or None,
    )


def _with_vlan(interface: InterfaceFacts, vlan: str | None, trunk: bool) -> InterfaceFacts:
    if vlan is None and not trunk:
        return interface
    return replace(interface, vlan=vlan, trunk="dot1Q" if trunk else None)


def _each_once(values: list[dict[str, Any]]) -> tuple[dict[str, Any], ...]:
    """Two vendor files may name the same object; it is one reading."""
    return tuple({(value["class"], value["index"], value["oid"]): value for value in reversed(values)}.values())[::-1]


def _with_maker_vlans(vlans: tuple[dict[str, Any], ...], more: dict[int, str | None]) -> tuple[dict[str, Any], ...]:
    names = {vlan["id"]: vlan["name"] for vlan in vlans}
    for vlan, name in more.items():
        names[vlan] = names.get(vlan) or name
    return tuple({"id": vlan, "name": names[vlan]} for vlan in sorted(names))
