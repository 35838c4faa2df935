# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What the twin's devices are made of: makes and models as they present themselves over SNMP.

The forms (sysDescr, port names, ifIndex numbering, what a make puts into LLDP's port id) follow the makes, because
discovery must cope with each. Serial numbers carry site codes that no factory uses. `ports` count physical ports only.
"""

from samdrift.twin.types import Model, PortGroup, Virtual

GIGABIT, TEN, TWENTY_FIVE, FORTY, HUNDRED = 10**9, 10**10, 25 * 10**9, 4 * 10**10, 10**11

_L2VLAN, _RADIO = 136, 71


def _cx(key: str, part: str, name: str, train: str, arc: int, *groups: PortGroup) -> Model:
    return Model(
        key=key,
        vendor="Aruba",
        name=f"{part} {name}",
        object_id=(1, 3, 6, 1, 4, 1, 47196, 4, 1, 1, 1, arc),
        descr=f"Aruba {part} {train}.10.13.1040",
        software=f"{train}.10.13.1040",
        serial="QQ##KN#???",
        groups=groups,
        virtuals=(Virtual(16777316, "vlan100", _L2VLAN),),
    )


def _procurve(key: str, part: str, name: str, arc: int, *groups: PortGroup) -> Model:
    return Model(
        key=key,
        vendor="HPE",
        name=f"{part} {name}",
        object_id=(1, 3, 6, 1, 4, 1, 11, 2, 3, 7, 11, arc),
        descr=f"Aruba {part} {name} Switch, revision WC.16.11.0016, ROM WC.16.01.0010 (/ws/swbuildm/rel_twin/code/build/lvm)",
        software="WC.16.11.0016",
        serial="QZ##HKR???",
        groups=groups,
        virtuals=(Virtual(728, "VLAN100", _L2VLAN),),
    )


def _iosxe(key: str, name: str, family: str, arc: int, *groups: PortGroup) -> Model:
    return Model(
        key=key,
        vendor="Cisco",
        name=name,
        object_id=(1, 3, 6, 1, 4, 1, 9, 1, arc),
        descr=(
            f"Cisco IOS Software [Cupertino], Catalyst L3 Switch Software ({family}), Version 17.9.4a, RELEASE SOFTWARE (fc3)\r\n"
            "Technical Support: http://www.cisco.com/techsupport\r\nCompiled Fri 20-Oct-23 10:44 by mcpre"
        ),
        software="17.9.4a",
        serial="XOX####???",
        groups=groups,
        first_if_index=9,
        virtuals=(Virtual(5, "Vl100", _L2VLAN),),
    )


def _junos(key: str, product: str, kind: str, arc: int, *groups: PortGroup) -> Model:
    return Model(
        key=key,
        vendor="Juniper",
        name=product.upper(),
        object_id=(1, 3, 6, 1, 4, 1, 2636, 1, 1, 1, 2, arc),
        descr=(
            f"Juniper Networks, Inc. {product} {kind}, kernel JUNOS 21.4R3-S5.4, "
            "Build date: 2023-08-09 19:36:19 UTC Copyright (c) 1996-2023 Juniper Networks, Inc."
        ),
        software="21.4R3-S5.4",
        serial="ZQ02########",
        groups=groups,
        first_if_index=510,
        virtuals=(Virtual(620, "irb.100", _L2VLAN),),
        port_id="if_index",
        former_state_in_trap=True,
    )


def _ap(key: str, number: str, arc: int, ports: int) -> Model:
    return Model(
        key=key,
        vendor="Aruba",
        name=f"AP-{number}",
        object_id=(1, 3, 6, 1, 4, 1, 14823, 1, 2, arc),
        descr=f"ArubaOS (MODEL: {number}), Version 8.11.2.1-8.11.2.1",
        software="8.11.2.1-8.11.2.1",
        serial="QAP#########",
        groups=(PortGroup(ports, "eth{n}", GIGABIT, first=0),),
        virtuals=(Virtual(11, "radio0", _RADIO), Virtual(12, "radio1", _RADIO)),
        port_id="mac",
        serves_lldp=False,
    )


def _slots(count: int, speed: int = GIGABIT, first: int = 1, *, fibre: bool = False) -> PortGroup:
    return PortGroup(count, "1/1/{n}", speed, first, fibre=fibre)


def _numbers(count: int, speed: int = GIGABIT, first: int = 1, *, fibre: bool = False) -> PortGroup:
    return PortGroup(count, "{n}", speed, first, "Port {n}", fibre=fibre)


def _cisco(
    count: int, short: str, long: str, middle: str, speed: int, first: int = 1, *, fibre: bool = False
) -> PortGroup:
    return PortGroup(count, f"{short}{middle}{{n}}", speed, first, f"{long}{middle}{{n}}", fibre=fibre)


CORE = _cx(
    "cx8360",
    "JL717C",
    "8360-32Y4C",
    "LL",
    61,
    _slots(32, TWENTY_FIVE, fibre=True),
    _slots(4, HUNDRED, 33, fibre=True),
)
DISTRIBUTION = (
    _iosxe(
        "c9500",
        "C9500-24Y4C",
        "CAT9K_IOSXE",
        2530,
        _cisco(24, "Twe", "TwentyFiveGigE", "1/0/", TWENTY_FIVE, fibre=True),
        _cisco(4, "Hu", "HundredGigE", "1/0/", HUNDRED, 25, fibre=True),
    ),
    _junos(
        "ex4400",
        "ex4400-24x",
        "Ethernet Switch",
        172,
        PortGroup(24, "xe-0/0/{n}", TEN, first=0, fibre=True),
        PortGroup(4, "et-0/1/{n}", HUNDRED, first=0, fibre=True),
    ),
)
LARGE_SWITCHES = (
    _cx("cx6200-48", "JL728A", "6200F 48G CL4 4SFP+", "ML", 33, _slots(48), _slots(4, TEN, 49, fibre=True)),
    _iosxe(
        "c9200l-48",
        "C9200L-48P-4X",
        "CAT9K_LITE_IOSXE",
        2695,
        _cisco(48, "Gi", "GigabitEthernet", "1/0/", GIGABIT),
        _cisco(4, "Te", "TenGigabitEthernet", "1/1/", TEN, fibre=True),
    ),
)
MEDIUM_SWITCHES = (
    _procurve("2930f-24", "JL255A", "2930F-24G-PoE+-4SFP+", 181, _numbers(24), _numbers(4, TEN, 25, fibre=True)),
    _cx("cx6200-24", "JL725A", "6200F 24G CL4 4SFP+", "ML", 30, _slots(24), _slots(4, TEN, 25, fibre=True)),
    _iosxe(
        "c9200l-24",
        "C9200L-24P-4X",
        "CAT9K_LITE_IOSXE",
        2694,
        _cisco(24, "Gi", "GigabitEthernet", "1/0/", GIGABIT),
        _cisco(4, "Te", "TenGigabitEthernet", "1/1/", TEN, fibre=True),
    ),
)
COMPACT_SWITCHES = (
    _junos(
        "ex2300c",
        "ex2300-c-12p",
        "Ethernet Switch",
        132,
        PortGroup(12, "ge-0/0/{n}", GIGABIT, first=0),
        PortGroup(2, "xe-0/1/{n}", TEN, first=0, fibre=True),
    ),
)
SMALL_SWITCHES = (
    _procurve("2930f-8", "JL258A", "2930F-8G-PoE+-2SFP+", 184, _numbers(8), _numbers(2, TEN, 9, fibre=True)),
    Model(
        key="c1000-8",
        vendor="Cisco",
        name="C1000-8P-2G-L",
        object_id=(1, 3, 6, 1, 4, 1, 9, 1, 2768),
        descr=(
            "Cisco IOS Software, C1000 Software (C1000-UNIVERSALK9-M), Version 15.2(7)E8, RELEASE SOFTWARE (fc1)\r\n"
            "Technical Support: http://www.cisco.com/techsupport\r\nCompiled Tue 14-Mar-23 05:12 by mcpre"
        ),
        software="15.2(7)E8",
        serial="XOX####???",
        groups=(
            _cisco(8, "Gi", "GigabitEthernet", "1/0/", GIGABIT),
            _cisco(2, "Gi", "GigabitEthernet", "1/0/", GIGABIT, 9, fibre=True),
        ),
        first_if_index=10101,
        virtuals=(Virtual(100, "Vl100", _L2VLAN),),
        lldp_counts_from_one=True,
    ),
)
SWITCH_SIZES = (SMALL_SWITCHES, COMPACT_SWITCHES, MEDIUM_SWITCHES, LARGE_SWITCHES)
"""Ladder of access switches: 10, 14, 28 and 52 ports."""
FIREWALL = Model(
    key="fgt200f",
    vendor="Fortinet",
    name="FGT_200F",
    object_id=(1, 3, 6, 1, 4, 1, 12356, 101, 1, 2006),
    descr="FortiGate-200F",
    software="v7.2.8,build1639,240313 (GA.M)",
    serial="FGTWIN##########",
    groups=(
        PortGroup(1, "mgmt", GIGABIT),
        PortGroup(1, "ha", GIGABIT),
        PortGroup(16, "port{n}", GIGABIT),
        PortGroup(8, "port{n}", GIGABIT, 17),
        PortGroup(4, "x{n}", TEN, fibre=True),
    ),
)
ROUTER = _junos(
    "mx204",
    "mx204",
    "internet router",
    158,
    PortGroup(8, "xe-0/1/{n}", TEN, first=0, fibre=True),
    PortGroup(4, "et-0/0/{n}", HUNDRED, first=0),
)
ONE_PORT_AP = _ap("ap505", "505", 128, 1)
TWO_PORT_AP = _ap("ap515", "515", 121, 2)
UPS = (
    Model(
        key="srt2200",
        vendor="APC",
        name="Smart-UPS SRT 2200",
        object_id=(1, 3, 6, 1, 4, 1, 318, 1, 3, 27),
        descr=(
            "APC Web/SNMP Management Card (MB:v4.3.8 PF:v2.5.0.8 PN:apc_hw21_aos_2.5.0.8.bin AF1:v2.5.0.8 "
            "AN1:apc_hw21_su_2.5.0.8.bin MN:AP9641 HR:05 SN: QW2145T00001 MD:11/08/2021)"
        ),
        software="v2.5.0.8",
        serial="QS####T#####",
        groups=(PortGroup(1, "eth0", 10**8),),
        port_id="mac",
        serves_lldp=False,
    ),
    Model(
        key="9px",
        vendor="Eaton",
        name="Eaton 9PX 2200i RT3U",
        object_id=(1, 3, 6, 1, 4, 1, 534, 1),
        descr="Eaton Gigabit Network Card, Network-M2 3.1.15",
        software="3.1.15",
        serial="QG##T#####",
        groups=(PortGroup(1, "eth0", GIGABIT),),
        port_id="mac",
        serves_lldp=False,
    ),
)
