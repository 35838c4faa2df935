# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Made-up devices that tell of everything: a stack, a firewall, a UPS and a controller of access points."""

from typing import Any

from samdrift.inventory.types import DeviceFacts, DeviceSnapshot, InterfaceFacts, NeighbourFacts

UP, DOWN = "up", "down"


def facts(name: str, kind: str, **more: Any) -> DeviceFacts:
    return DeviceFacts(
        sys_name=name, type=kind, chassis_id=name.encode().hex()[:12], serial=f"SN-{name}", sys_descr=name, **more
    )


def part(index: int, cls: str, inside: int = 0, **more: Any) -> dict[str, Any]:
    return {"index": index, "class": cls, "contained_in": inside, "name": f"{cls} {index}", **more}


def sensor(cls: str, descr: str, value: float, unit: str = "", **more: Any) -> dict[str, Any]:
    return {"class": cls, "index": more.pop("index", descr), "descr": descr, "value": value, "unit": unit, **more}


def stack(name: str = "stack", members: int = 3, copper: int = 48) -> DeviceSnapshot:
    """`members` switches of `copper` ports and four SFP+ each; ifIndex is 1000 times the member and the port's number."""
    ports, parts, poe, supplies, tree = [], [part(1, "stack")], [], [], []
    for unit in range(1, members + 1):
        box = 1000 * unit
        parts += [
            part(box, "chassis", 1, name=f"Switch {unit}", model="SW-48P-4X", serial=f"SW{unit:04}"),
            part(
                box + 900,
                "powerSupply",
                box,
                name=f"Power supply A, switch {unit}",
                model="PS-1100",
                serial=f"PS{unit:04}",
            ),
            part(box + 901, "fan", box, name=f"Fan 1, switch {unit}"),
        ]
        supplies.append({"group": unit, "budget_w": 740, "used_w": 200 + unit, "status": "on", "threshold_percent": 80})
        for number in range(1, copper + 1):
            up = number % 3 != 0
            poe.append(
                {
                    "group": unit, "port": number, "if_index": box + number, "enabled": True, "power_class": 4,
                    "status": "delivering" if up and number % 2 else "searching", "watts": 6.5 if up and number % 2 else 0.0,
                    "evidence": "unit and number stand in its name",
                }
            )  # fmt: skip
            ports.append(_port(box + number, f"Gi{unit}/0/{number}", 10**9, up=up, off=number == 48, vlan="20"))
            tree.append(
                {
                    "port": box + number, "if_index": box + number, "state": "forwarding" if up else "disabled",
                    "path_cost": 4, "designated_bridge": "8000020000000001",
                }
            )  # fmt: skip
        for number in range(1, 5):
            at = box + 100 + number
            ports.append(
                _port(
                    at,
                    f"Te{unit}/1/{number}",
                    10**10,
                    up=number < 3,
                    vlan="1",
                    trunk="dot1Q",
                    lag_of=90001 if number < 3 else None,
                )
            )
            parts += [
                part(at, "port", box, if_index=at, name=f"Te{unit}/1/{number}", descr="SFP+ port"),
            ]
        tree.append(
            {
                "port": box + 102, "if_index": box + 102, "state": "blocking" if unit == 2 else "forwarding", "path_cost": 2,
                "designated_bridge": "1000020000000a01",
            }
        )  # fmt: skip
    ports += [
        _port(90001, "Po1", 2 * 10**10, up=True, vlan="1", kind="ieee8023adLag"),
        _port(90002, "Vlan20", None, up=True, kind="propVirtual"),
    ]
    parts.append(
        part(
            1500, "module", 1101, name="SFP in Te1/1/1", model="SFP-10G-LR", serial="OPT0001", descr="SFP+ transceiver"
        )
    )
    parts = [
        {**p, "contained_in": 1500} if p["index"] == 1101 else {**p, "contained_in": 1000} if p["index"] == 1500 else p
        for p in parts
    ]
    sensors = [
        sensor("temperature", "Inlet, switch 1", 31, "°C", limits={"high_warning": 45.0, "high_critical": 55.0}),
        sensor("temperature", "Hotspot, switch 2", 61, "°C", limits={"high_warning": 60.0, "high_critical": 75.0}),
        sensor("state", "Power supply A, switch 1", 1, status="ok"),
        sensor("state", "Fan 1, switch 3", 3, status="critical"),
        sensor("dbm", "Te1/1/1 Receive Power", -3.1, "dBm"),
        sensor("temperature", "Te1/1/1 Module Temperature", 38, "°C"),
    ]
    return DeviceSnapshot(
        device=facts(name, "network", vendor="Maker", hardware="SW-48P-4X", version="17.9.4"),
        interfaces=tuple(ports),
        neighbours=(NeighbourFacts("lldp", 1101, "Te1/1/1", "core", "Te1/0/1"),),
        entities=tuple(parts),
        sensors=tuple(sensors),
        vlans=({"id": 1, "name": "default"}, {"id": 20, "name": "Pupils"}, {"id": 30, "name": "Staff"}),
        addresses=({"address": "10.20.0.9", "prefix_length": 24, "if_index": 90002},),
        stp={
            "protocol": "ieee8021d", "priority": 32768, "bridge_address": "020000000001", "topology_changes": 9,
            "designated_root": "1000020000000a01", "root_cost": 2, "root_port": 1102, "root_if_index": 1102,
            "seconds_since_change": 7200.0, "ports": tree,
        },
        port_vlans=tuple({"if_index": 1000 * unit + 101, "tagged": [20, 30]} for unit in range(1, members + 1)),
        lags=({"if_index": 1101, "lag": 90001, "bundled": True, "partner": "02aabbccdd01", "expired": False},),
        poe={"supplies": supplies, "ports": poe},
        pools=(
            {"kind": "processor", "name": "CPU 1", "used": None, "size": None, "percent": 12, "unit": "%"},
            {"kind": "memory", "name": "Processor", "used": 9 * 2**28, "size": 10 * 2**28, "percent": None, "unit": "B"},
        ),
    )  # fmt: skip


def _port(
    at: int, name: str, speed: int | None, *, up: bool, off: bool = False, kind: str = "ethernetCsmacd", **more: Any
) -> InterfaceFacts:
    return InterfaceFacts(
        if_index=at, name=name, type=kind, speed_bps=speed, admin_status=DOWN if off else UP, **more,
        oper_status=UP if up and not off else DOWN, mac=f"02{at:010x}", mtu=1500, duplex="fullDuplex" if up else None,
    )  # fmt: skip


def firewall(name: str = "firewall") -> DeviceSnapshot:
    """Eight ports, sessions, two tunnels and a partner."""
    return DeviceSnapshot(
        device=facts(name, "firewall", vendor="Maker", hardware="FW-200"),
        interfaces=tuple(_port(at, f"port{at}", 10**9, up=at < 4) for at in range(1, 9)),
        sensors=(
            sensor("count", "Active Sessions", 4088, group="Sessions"),
            sensor("count", "Sessions/sec 1m avg", 31),
            sensor("state", "HA state of peer", 1, status="ok", group="HA"),
            sensor("state", "VPN tunnel to School north", 2, status="critical", group="VPN"),
            sensor("temperature", "CPU", 48, "°C"),
        ),
        addresses=({"address": "192.0.2.1", "prefix_length": 30, "if_index": 1},),
        pools=(
            {
                "kind": "sessions",
                "name": "Sessions",
                "used": 4088,
                "size": 262_142,
                "percent": None,
                "unit": "sessions",
            },
        ),
    )


def ups(name: str = "ups") -> DeviceSnapshot:
    """On mains, with half an hour of battery."""
    return DeviceSnapshot(
        device=facts(name, "power", vendor="Maker", hardware="UPS-3000"),
        interfaces=(_port(1, "eth0", 10**8, up=True),),
        sensors=(
            sensor("charge", "Battery charge remaining", 100, "%"),
            sensor("runtime", "Estimated battery time remaining", 32.5, "min"),
            sensor("load", "Output Load", 35, "%"),
            sensor("state", "Battery status", 2, status="ok"),
            sensor("voltage", "Input phase 1", 231, "V"),
        ),
    )


def controller(name: str = "controller", points: int = 4) -> DeviceSnapshot:
    """Access points with two radios each, and two networks."""
    wireless: list[dict[str, Any]] = [
        {"class": "ap-count", "index": "0", "descr": "Connected APs", "value": points},
        {"class": "clients", "index": "guest", "descr": "SSID: Guests", "value": 17},
        {"class": "clients", "index": "staff", "descr": "SSID: Staff", "value": 23},
    ]
    for point in range(1, points + 1):
        for radio, mhz in ((0, 5180), (1, 2437)):
            index, called = f"ap{point}.{radio}", f"AP {point} Radio {radio}"
            for cls, value in (
                ("frequency", mhz),
                ("clients", point + radio),
                ("utilization", 12),
                ("noise-floor", -94),
            ):
                wireless.append({"class": cls, "index": index, "descr": called, "value": value})
            wireless.append({"class": "power", "index": index, "descr": f"{called}: Tx Power", "value": 18})
    return DeviceSnapshot(
        device=facts(name, "wireless", vendor="Maker", hardware="WLC-100"),
        interfaces=(_port(1, "eth0", 10**9, up=True),),
        wireless=tuple(wireless),
    )
