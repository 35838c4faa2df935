# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""How well discovery reads recordings of real devices: every port field against the recording itself, the rest as agreement.

.venv/bin/python tools/score_recordings.py [--verbose] [NAME ...]
"""

import argparse
import re
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from samdrift.adapters.snmp.discover import discover
from samdrift.adapters.snmp.testing.recordings import (
    Missing,
    Recording,
    expected,
    port_truth,
    read_recording,
    recording_names,
    served_recordings,
)
from samdrift.inventory.types import DeviceSnapshot, SnmpCredential

LLDP_NAME = ("1.0.8802.1.1.2.1.4.1.1.7", "1.3.111.2.802.1.1.13.1.4.1.1.8")


class Score:
    def __init__(self) -> None:
        self.right: Counter[str] = Counter()
        self.total: Counter[str] = Counter()
        self.misses: list[str] = []

    def note(self, what: str, right: bool, miss: str) -> None:
        self.total[what] += 1
        self.right[what] += right
        if not right:
            self.misses.append(f"{what}: {miss}")

    def table(self) -> str:
        rows = [
            f"| {what} | {self.right[what]:,} | {total:,} | {100 * self.right[what] / total:.2f} % |"
            for what, total in self.total.items()
        ]
        return "\n".join(["| field | right | of | |", "|---|---|---|---|", *rows])


def score_ports(name: str, snapshot: DeviceSnapshot, recording: Recording, score: Score) -> None:
    ours = {port.if_index: port for port in snapshot.interfaces}
    for if_index, truth in port_truth(recording).items():
        for field, value in truth.items():
            got = getattr(ours.get(if_index), field, None)
            score.note(f"port {field}", got == value, f"{name} {if_index}: {got!r}, recorded {value!r}")


def score_neighbours(
    name: str, snapshot: DeviceSnapshot, recording: Recording, known: dict[str, Any], score: Score
) -> None:
    rows = sum(len(recording.column(oid)) for oid in LLDP_NAME)
    if rows:
        found = sum(neighbour.protocol == "lldp" for neighbour in snapshot.neighbours)
        score.note("neighbour rows recorded", found == rows, f"{name}: {found}, recorded {rows}")
    ours = {(n.local_port, n.remote_name or n.remote_platform) for n in snapshot.neighbours}
    for link in known.get("discovery-protocols", {}).get("discovery", {}).get("links", []):
        pair = (link["ifName"], link["remote_hostname"])
        score.note(
            "neighbour: local port and name as expected",
            pair in ours,
            f"{name}: {pair} not in {sorted(map(str, ours))}",
        )


def same_token(ours: str | None, theirs: str) -> bool:
    def flat(text: str) -> str:
        return re.sub(r"[^a-z0-9.]", "", text.lower())

    a, b = flat(ours or ""), flat(theirs)
    return bool(a) and bool(b) and (a in b or b in a)


def score_device(name: str, snapshot: DeviceSnapshot, known: dict[str, Any], score: Score) -> None:
    row = known["os"]["discovery"]["devices"][0]
    device = snapshot.device
    for field in ("os", "type"):
        if row[field]:
            score.note(
                f"{field} as expected",
                getattr(device, field) == row[field],
                f"{name}: {getattr(device, field)!r}, expected {row[field]!r}",
            )
    for field in ("version", "hardware", "serial", "features"):
        if row[field]:
            ours = getattr(device, field)
            score.note(
                f"{field}: same token", same_token(ours, row[field]), f"{name}: {ours!r}, expected {row[field]!r}"
            )
            score.note(f"{field}: exactly", ours == row[field], f"{name}: {ours!r}, expected {row[field]!r}")


def score_rest(name: str, snapshot: DeviceSnapshot, known: dict[str, Any], score: Score) -> None:
    ours = {vlan["id"]: vlan["name"] for vlan in snapshot.vlans}
    for vlan in known.get("vlans", {}).get("discovery", {}).get("vlans", []):
        score.note(
            "VLAN number as expected",
            vlan["vlan_vlan"] in ours,
            f"{name}: {vlan['vlan_vlan']} not in {sorted(ours)[:9]}",
        )
    parts = {entity["index"]: entity for entity in snapshot.entities}
    for part in known.get("entity-physical", {}).get("discovery", {}).get("entPhysical", []):
        score.note(
            "part index as expected",
            part["entPhysicalIndex"] in parts,
            f"{name}: {part['entPhysicalIndex']} {part['entPhysicalName']}",
        )
    own = {address["address"]: address["prefix_length"] for address in snapshot.addresses}
    for address in known.get("ipv4-addresses", {}).get("discovery", {}).get("ipv4_addresses", []):
        pair = (address["ipv4_address"], address["ipv4_prefixlen"])
        score.note("IPv4 address and prefix as expected", pair in own.items(), f"{name}: {pair} not in {own}")


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--verbose", action="store_true", help="print every miss")
    arguments = parser.parse_args(argv)
    score = Score()
    crashed = 0
    try:
        with tempfile.TemporaryDirectory() as cache, served_recordings(Path(cache) / "cache") as port:
            for name in arguments.names or recording_names():
                began = time.monotonic()
                try:
                    snapshot = discover("127.0.0.1", SnmpCredential(community=name, port=port), timeout_s=5.0)
                except Exception as error:  # noqa: BLE001 - a crash is what we count
                    crashed += 1
                    print(f"{name}: CRASHED {error!r}", file=sys.stderr)
                    continue
                took = time.monotonic() - began
                recording, known = read_recording(name), expected(name)
                score_ports(name, snapshot, recording, score)
                score_neighbours(name, snapshot, recording, known, score)
                score_device(name, snapshot, known, score)
                score_rest(name, snapshot, known, score)
                print(f"{name}: {len(snapshot.interfaces)} ports, {took:.1f} s", *snapshot.problems, file=sys.stderr)
    except Missing as missing:
        print(missing, file=sys.stderr)
        return 2
    print(score.table())
    print(f"\ncrashes: {crashed}")
    if arguments.verbose:
        print("\n".join(score.misses))
    return 1 if crashed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
