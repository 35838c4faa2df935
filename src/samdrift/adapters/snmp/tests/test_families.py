# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
import pytest

from samdrift.adapters.snmp.discover import discover
from samdrift.adapters.snmp.testing.fake_agent import FakeAgent
from samdrift.engines.snmpwire import Value, object_id, octet_string
from samdrift.inventory.types import DeviceFacts


def told(sys_object_id: str, sys_descr: str, **more: str) -> DeviceFacts:
    values: dict[str, Value] = {
        "1.3.6.1.2.1.1.1.0": octet_string(sys_descr),
        "1.3.6.1.2.1.1.2.0": object_id(f"1.3.6.1.4.1.{sys_object_id}"),
    } | {name.removeprefix("oid_").replace("_", "."): octet_string(words) for name, words in more.items()}
    with FakeAgent(values) as agent:
        return discover("127.0.0.1", agent.credential()).device


DESCRIPTIONS = [
    ("9.1.1208", "Cisco IOS Software, C2960S Software (C2960S-UNIVERSALK9-M), Version 12.2(55)SE7, RELEASE"),
    ("9.1.2494", "Cisco IOS Software [Amsterdam], Catalyst L3 Switch Software (CAT9K_IOSXE), Version 17.3.4, RELEASE"),
    ("9.12.3.1.3.1467", "Cisco NX-OS(tm) n9000, Software (n9000-dk9), Version 7.0(3)I4(2), RELEASE SOFTWARE"),
    ("11.2.3.7.11.160", "Aruba JL258A 2930F-8G-PoE+-2SFP+ Switch, revision WC.16.10.0007, ROM WC.16.01.0006"),
    (
        "2636.1.1.1.2.31",
        "Juniper Networks, Inc. ex2200-24t-4g internet router, kernel JUNOS 12.3R12.4, Build date: 2016",
    ),
    (
        "25506.11.1.88",
        "HP Comware Platform Software, Software Version 5.20.105 Release 1809P05\r\nHP 1910\r\nCopyright",
    ),
    ("8072.3.2.10", "Linux frosta 6.1.0-13-amd64 #1 SMP Debian x86_64"),
    ("47196.4.1.1.1.254", "PL.10.10.0002"),
    ("99999.1", "Frosta Switch"),
]
MEANT = [
    ("ios", "12.2(55)SE7"),
    ("iosxe", "17.3.4"),
    ("nxos", "7.0(3)I4(2)"),
    ("procurve", "WC.16.10.0007"),
    ("junos", "12.3R12.4"),
    ("comware", "5.20.105"),
    ("linux", "6.1.0-13-amd64"),
    ("arubaos-cx", "PL.10.10.0002"),
    (None, None),
]


@pytest.mark.parametrize(
    ("described", "meant"), list(zip(DESCRIPTIONS, MEANT, strict=True)), ids=[str(os) for os, _ in MEANT]
)
def test_system_and_version_are_told_by_identifier_and_description(described, meant):
    device = told(*described)
    assert (device.os, device.version) == meant


def test_a_prefix_ends_at_an_arc():
    assert told("9999.1", "IOS of another make").vendor is None


def test_model_and_serial_come_from_the_makers_own_objects():
    device = told(
        "25461.2.3.38", "Palo Alto Networks PA-220 series firewall",
        oid_1_3_6_1_4_1_25461_2_1_2_2_1_0="PA-220",
        oid_1_3_6_1_4_1_25461_2_1_2_1_3_0="012801000001",
    )  # fmt: skip
    assert (device.vendor, device.type, device.hardware, device.serial) == (
        "Palo Alto Networks",
        "firewall",
        "PA-220",
        "012801000001",
    )


def test_a_condition_on_an_object_tells_like_devices_apart():
    linux = ("8072.3.2.10", "Linux box 4.4.302+ #69057 SMP x86_64")
    assert told(*linux).os == "linux"
    assert told(*linux, oid_1_3_6_1_4_1_6574_1_5_1_0="DS920+").os == "dsm"
