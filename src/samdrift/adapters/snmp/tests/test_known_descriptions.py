# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What devices of many makes call themselves, and the system, model and version that people mean by it."""

import pytest

from samdrift.adapters.snmp.families import identify, recognise
from samdrift.adapters.snmp.tests.test_any_device import MadeUpAgent
from samdrift.inventory.types import DeviceFacts

KNOWN = [
    (
        "9.1.1208",
        "Cisco IOS Software, C2960X Software (C2960X-UNIVERSALK9-M), Version 15.2(2)E5, RELEASE SOFTWARE (fc1)",
        "ios",
        "catalyst29xxStack",
        "15.2(2)E5",
    ),
    (
        "9.1.2494",
        "Cisco IOS Software [Fuji], Catalyst L3 Switch Software (CAT9K_IOSXE), Version 16.9.5, RELEASE SOFTWARE (fc1)",
        "iosxe",
        None,
        "16.9.5",
    ),
    (
        "9.1.1861",
        "Cisco IOS XR Software (Cisco ASR9K Series),  Version 5.3.3[Default]\r\nCopyright (c) 2016 by Cisco Systems, Inc.",
        "iosxr",
        None,
        "5.3.3",
    ),
    (
        "9.12.3.1.3.1812",
        "Cisco NX-OS(tm) nxos.7.0.3.I7.6.bin, Software (nxos), Version 7.0(3)I7(6), RELEASE SOFTWARE",
        "nxos",
        None,
        "7.0(3)I7(6)",
    ),
    ("9.1.1194", "Cisco Adaptive Security Appliance Version 9.8(4)10", "asa", None, "9.8(4)10"),
    ("9.1.1069", "Cisco Controller", "ciscowlc", "cisco5500Wlc", None),
    ("9.6.1.1058.28.1", "SG350-28 28-Port Gigabit Managed Switch", "ciscosb", "SG350-28", None),
    ("29671.2.15", "Meraki MS220-8P Cloud Managed PoE Switch", "merakims", "MS220-8P", None),
    (
        "11.2.3.7.11.160",
        "Aruba JL258A 2930F-8G-PoE+-2SFP+ Switch, revision WC.16.10.0007, ROM WC.16.01.0006 (/ws/swbuildm/rel)",
        "procurve",
        "JL258A 2930F-8G-PoE+-2SFP+",
        "WC.16.10.0007",
    ),
    (
        "25506.11.1.239",
        "HPE Comware Software, Version 7.1.070, Release 3208P03\r\nHPE 5130-48G-PoE+-4SFP+ (370W) EI JG937A\r\nCopyright",
        "comware",
        "5130-48G-PoE+-4SFP+ (370W) EI JG937A",
        "7.1.070",
    ),
    ("14823.1.1.32", "ArubaOS (MODEL: Aruba7010), Version 8.6.0.5 (75979)", "arubaos", "Aruba7010", "8.6.0.5"),
    (
        "2636.1.1.1.2.131",
        "Juniper Networks, Inc. ex4300-48p Ethernet Switch, kernel JUNOS 18.4R2-S5.4, Build date: 2020-06-09",
        "junos",
        "ex4300-48p",
        "18.4R2-S5.4",
    ),
    ("12356.101.1.641", "FortiGate-60F", "fortigate", None, None),
    ("25461.2.3.38", "Palo Alto Networks PA-220 series firewall", "panos", None, None),
    (
        "1916.2.217",
        "ExtremeXOS (X440G2-48p-10G4) version 22.5.1.7 22.5.1.7-patch1-3 by release-manager",
        "xos",
        "X440G2-48p-10G4",
        "22.5.1.7",
    ),
    ("2272.209", "VSP-4450GSX-PWR+ (6.1.2.0)", "voss", "VSP-4450GSX-PWR+", "6.1.2.0"),
    (
        "2011.2.23.605",
        "S5720-28P-LI-AC\r\nHuawei Versatile Routing Platform Software\r\nVRP (R) software,Version 5.170 (S5720 V200R011C10SPC600)",
        "vrp",
        "S5720-28P-LI-AC",
        "5.170 (V200R011C10SPC600)",
    ),
    (
        "6486.801.1.1.2.1.11.1.7",
        "Alcatel-Lucent Enterprise OS6860E-P24 8.4.1.141.R03 GA, December 07, 2017.",
        "aos7",
        "OS6860E-P24",
        "8.4.1.141.R03",
    ),
    (
        "30065.1.3011.7050.3741.64",
        "Arista Networks EOS version 4.20.1F running on an Arista Networks DCS-7050SX2-128",
        "arista_eos",
        "DCS-7050SX2-128",
        "4.20.1F",
    ),
    (
        "1991.1.3.62.1.1.1.1",
        "Ruckus Wireless, Inc. ICX7150-48-POE, IronWare Version 08.0.70bT213 Compiled on Jan 17 2018",
        "ironware",
        "ICX7150-48-POE",
        "08.0.70bT213",
    ),
    (
        "4413",
        "EdgeSwitch 24-Port 250W, 1.8.2.5303778, Linux 3.6.5-03329b4a, 1.1.0.5102011",
        "edgeswitch",
        "EdgeSwitch 24-Port 250W",
        "1.8.2.5303778",
    ),
    ("4413", "USW-Flex-XG, 5.43.23.12533, Linux 4.4.153", "edgeswitch", "USW-Flex-XG", "5.43.23.12533"),
    ("8072.3.2.10", "UAP-AC-Pro-Gen2 4.0.21.9965", "unifi", "UAP-AC-Pro-Gen2", "4.0.21.9965"),
    ("41112.1.5", "EdgeOS v1.10.8.5142457.181120.1809", "edgeos", None, "1.10.8"),
    ("14988.1", "RouterOS CCR1009-7G-1C-1S+", "routeros", "CCR1009-7G-1C-1S+", None),
    ("674.10895.3060", "Dell EMC Networking N1548P, 6.5.1.4, Linux 3.6.5", "dnos", "N1548P", "6.5.1.4"),
    (
        "6027.1.3.20",
        "Dell Networking OS\r\nOperating System Version: 2.0\r\nApplication Software Version: 9.14(1.0)\r\nSeries: S4048-ON",
        "dnos",
        "S4048-ON",
        "9.14(1.0)",
    ),
    ("890.1.5.8.57", "GS1920-24", "zynos", "GS1920-24", None),
    ("171.10.153.3.1", "DGS-1210-28 4.00.013", "dlink", "DGS-1210-28", None),
    ("8691.7.69", "MOXA EDS-510E", "moxa-etherdevice", "EDS-510E", None),
    (
        "318.1.3.27",
        "APC Web/SNMP Card (MB:v4.1.0 PF:v6.4.6 PN:apc_hw05_aos_646.bin MN:AP9631 HR:05 SN: ZA0000000001 MD:10/08/2014)",
        "apc",
        "AP9631",
        "v6.4.6",
    ),
    ("8072.3.2.10", "Linux router 3.10.14 #1 SMP armv7l", "linux", "armv7l", "3.10.14"),
    (
        "8072.3.2.8",
        "pfSense fw.example.org 2.4.4-RELEASE pfSense FreeBSD 11.2-RELEASE-p10 amd64",
        "pfsense",
        None,
        "2.4.4-RELEASE",
    ),
    ("8072.3.2.8", "OPNsense.example.org 20.7 OPNsense 20.7-abc FreeBSD 12.1 amd64", "opnsense", "amd64", "20.7-abc"),
    (
        "311.1.1.3.1.2",
        "Hardware: Intel64 Family 6 AT/AT COMPATIBLE - Software: Windows Version 6.3 (Build 17763 Multiprocessor Free)",
        "windows",
        "Intel64",
        "Server 2019",
    ),
    (
        "5624.2.1.120",
        "Enterasys Networks, Inc. B5G124-48P2 Rev 06.61.02.0007",
        "enterasys",
        "B5G124-48P2",
        "06.61.02.0007",
    ),
    (
        "45.3.74.1",
        "Ethernet Routing Switch 4850GTS-PWR+   HW:10       FW:5.8.0.1   SW:v5.9.2.023 BN:23 (c) Avaya Networks",
        "boss",
        "4850GTS-PWR+",
        "5.9.2.023",
    ),
    ("259.10.1.24.104", "ECS3510-28T", "edgecos", "ECS3510-28T", None),
    (
        "3320.1.287",
        "BDCOM(tm) S2900-24S8C4X Software, Version 2.1.1A Build 21412 Serial num:123",
        "bdcom",
        "S2900-24S8C4X",
        "2.1.1A",
    ),
    ("3375.2.1.3.4.1000", "Linux bigip 3.10.0-514.26.2.el7.ve.x86_64 #1 SMP", "f5", None, None),
    ("7779.1.1402", "Linux infoblox.localdomain 3.14.25 #1 SMP", "nios", None, None),
    ("25053.3.1.4.52", "Ruckus Wireless R510", "ruckuswireless-hotzone", None, None),
    ("20992.1.2", "Cradlepoint IBR1100LPE-VZ, Firmware Version 6.1.2.abc", "wipipe", "IBR1100LPE-VZ", "6.1.2.abc"),
    (
        "2356.11.8.1871",
        "LANCOM 1781EW+ 10.12.0397RU7 / 29.06.2018 4000000000000001",
        "lcos",
        "1781EW+",
        "10.12.0397RU7",
    ),
    ("11256.2.0", "SN210 - FW", "stormshield", None, None),
    (
        "4526.100.4.49",
        "M4300-28G ProSAFE 24-port 1G and 2-port 10GBASE-T, 12.0.2.10",
        "netgear",
        "M4300-28G ProSAFE 24-port 1G and 2-port 10GBASE-T",
        None,
    ),
    ("2606.7", "Rittal CMC III PU SN 12345678 HW V3.00 - SW V3.15.70_4", "rittal-cmc-iii-pu", None, "V3.15.70_4"),
]


@pytest.mark.parametrize(
    ("oid", "descr", "os", "hardware", "version"), KNOWN, ids=[f"{row[2]}-{row[0]}" for row in KNOWN]
)
def test_description_and_identifier_tell_system_model_and_version(oid, descr, os, hardware, version):
    agent = MadeUpAgent({}, None)
    device = DeviceFacts(sys_object_id=f"1.3.6.1.4.1.{oid}", sys_descr=descr)
    _, family = recognise(device, agent)
    told = identify(device, family, (), agent)
    assert (told.os, told.hardware, told.version) == (os, hardware, version)
