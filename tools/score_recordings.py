# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""How well discovery reads recordings of real devices: every port field against the recording itself, the rest as agreement.

.venv/bin/python tools/score_recordings.py [--verbose] [--field FIELD] [--wire] [NAME ...]

Recordings are read in memory (seconds); --wire serves them by snmpsim and asks over SNMP (minutes). Exit 1 when a
discovery crashed or a field is below its target, 2 when there are no recordings.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from samdrift.adapters.snmp.discover import discover, read_device
from samdrift.adapters.snmp.testing.recordings import (
    Missing,
    expected,
    read_recording,
    recording_names,
    recordings_folder,
    served_recordings,
)
from samdrift.adapters.snmp.testing.replay import ReplayedAgent
from samdrift.adapters.snmp.testing.score import Score, score_snapshot
from samdrift.inventory.types import DeviceSnapshot, SnmpCredential

Read = Callable[[str], DeviceSnapshot]


@contextmanager
def _reader(*, wire: bool) -> Iterator[Read]:
    if not wire:
        yield lambda name: read_device(ReplayedAgent(read_recording(name)))
        return
    with tempfile.TemporaryDirectory() as cache, served_recordings(Path(cache) / "cache") as port:
        yield lambda name: discover("127.0.0.1", SnmpCredential(community=name, port=port), timeout_s=5.0)


def score_all(names: list[str], read: Read) -> tuple[Score, int]:
    """The score over the recordings named, and how many crashed."""
    score, crashed = Score(), 0
    for name in names:
        began = time.monotonic()
        try:
            snapshot = read(name)
        except Exception as error:  # noqa: BLE001 - a crash is what we count
            crashed += 1
            print(f"{name}: CRASHED {error!r}", file=sys.stderr)
            continue
        took = time.monotonic() - began
        if took > 1 or snapshot.problems:
            print(f"{name}: {len(snapshot.interfaces)} ports, {took:.1f} s", *snapshot.problems, file=sys.stderr)
        score_snapshot(score, name, snapshot, read_recording(name), expected(name))
    return score, crashed


def main(argv: list[str]) -> int:
    """Print the table, the worst misses, and what is below target."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--verbose", action="store_true", help="print every miss")
    parser.add_argument("--field", default="", help="with --verbose: only misses of this field")
    parser.add_argument("--wire", action="store_true", help="ask over SNMP, through snmpsim")
    arguments = parser.parse_args(argv)
    try:
        recordings_folder()
        with _reader(wire=arguments.wire) as read:
            score, crashed = score_all(arguments.names or recording_names(), read)
    except Missing as missing:
        print(missing, file=sys.stderr)
        return 2
    print(score.table())
    print(f"\ncrashes: {crashed}\n")
    if arguments.verbose:
        print("\n".join(miss for miss in score.misses if miss.startswith(arguments.field)))
    else:
        print(score.worst(15))
    below = score.below_target()
    for field, (reached, wanted) in below.items():
        print(f"below target: {field} {reached:.2f} %, wanted {wanted} %")
    return 1 if crashed or below else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
