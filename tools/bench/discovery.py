# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Cold discovery of a whole city: from three addresses until every device and every cable stands in the inventory.

make bench-discovery     or: .venv/bin/python tools/bench/discovery.py [--devices N] [--most-minutes M]

Everything that `samdrift up` runs is run, in production mode and a folder of its own: pages, worker, poller, judge,
listener, NATS and PostgreSQL. The network is the twin's town, in a process of its own that counts what each device is asked.
Nothing is kept.
"""

import argparse
import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import psycopg

sys.path.insert(0, str(Path(__file__).parent))
from networkfarm.machine import facts
from networkfarm.process_cost import cpu_by_part

HERE = Path(__file__).parent
COMMUNITY = "bench"
TARGET_S, TARGET_PACKETS = 15 * 60, 20
LOOK_EVERY_S = 2.0
COUNTS = """
SELECT (SELECT count(*) FROM inventory_device WHERE gone_at IS NULL), (SELECT count(*) FROM inventory_link WHERE gone_at IS NULL),
       (SELECT count(*) FROM inventory_interface WHERE present), (SELECT count(*) FROM inventory_sighting),
       (SELECT count(*) FROM inventory_contact WHERE state IN ('silent', 'refused')),
       (SELECT sum(xact_commit) FROM pg_stat_database)
"""


@dataclass(slots=True)
class Progress:
    """What stood in the inventory after so many seconds."""

    began: float = field(default_factory=time.monotonic)
    looks: list[tuple[float, int, int]] = field(default_factory=list)
    last: tuple[int, ...] = ()

    def look(self, database: psycopg.Connection) -> None:
        row = database.execute(COUNTS).fetchone()
        assert row is not None
        self.last = tuple(int(one or 0) for one in row)
        self.looks.append((time.monotonic() - self.began, self.last[0], self.last[1]))

    def when(self, part: float, devices: int) -> float | None:
        """Seconds until this part of the devices was known."""
        return next((at for at, known, _ in self.looks if known >= part * devices), None)


class Town:
    """The counting twin."""

    def __init__(self, devices: int, base: str) -> None:
        command = [sys.executable, str(HERE / "networkfarm" / "town.py"), "--devices", str(devices), "--base", base]
        self._process = subprocess.Popen(
            [*command, "--community", COMMUNITY], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.truth = self._hear()

    def counted(self) -> dict:
        assert self._process.stdin is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        return self._hear()

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(20)

    def _hear(self) -> dict:
        assert self._process.stdout is not None
        return json.loads(self._process.stdout.readline())


@contextmanager
def samdrift_up(folder: Path) -> Iterator[tuple[dict[str, str], subprocess.Popen]]:
    """Everything that runs in production, in `folder`; the environment by which commands find it."""
    port, traps = _free_port(socket.SOCK_STREAM), _free_port(socket.SOCK_DGRAM)
    told = {name: value for name, value in os.environ.items() if not name.startswith("SAMDRIFT_")}
    told |= {"SAMDRIFT_DATA_DIR": str(folder), "SAMDRIFT_PORT": str(port), "SAMDRIFT_MODE": "production"}
    told |= {"SAMDRIFT_TRAP_ADDRESS": f"127.0.0.1:{traps}"}
    log = (folder.parent / "up.log").open("w")
    running = subprocess.Popen([sys.executable, "-m", "samdrift.runtime.cli", "up"], env=told, stdout=log, stderr=log)
    try:
        until = time.monotonic() + 180
        while "Samdrift is ready" not in (folder.parent / "up.log").read_text():
            if running.poll() is not None or time.monotonic() > until:
                raise SystemExit(f"samdrift up did not come up: {(folder.parent / 'up.log').read_text()[-2000:]}")
            time.sleep(0.3)
        yield told, running
    finally:
        running.send_signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            running.wait(60)
        log.close()


def _free_port(kind: int) -> int:
    with socket.socket(socket.AF_INET, kind) as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def _seed(town: Town, told: Mapping[str, str], folder: Path) -> None:
    secret = folder.parent / "community"
    secret.write_text(COMMUNITY)
    for address in town.truth["seeds"]:
        command = ["seed", address, "--municipality", "bench", "--name", "Bench", "--port", str(town.truth["port"])]
        subprocess.run(
            [sys.executable, "-m", "samdrift.runtime.cli", *command, "--community-file", str(secret), "--no-icmp"],
            env=dict(told),
            check=True,
            capture_output=True,
        )


def _connected(folder: Path) -> psycopg.Connection:
    note = json.loads((folder / "run" / "settings.json").read_text())
    database = psycopg.connect(note["SAMDRIFT_DATABASE_URL"], autocommit=True)
    database.execute("SELECT set_config('samdrift.system', 'on', false)")
    return database


def measure(devices: int, base: str, most_s: float, folder: Path, stay_s: float) -> bool:
    """Print the figures; whether everything was found in time, gently."""
    town = Town(devices, base)
    try:
        with samdrift_up(folder) as (told, running):
            before = cpu_by_part(running.pid)
            progress = Progress()
            _seed(town, told, folder)
            with _connected(folder) as database:
                progress.look(database)
                commits = progress.last[5]
                while not _complete(progress, town) and time.monotonic() - progress.began < most_s:
                    time.sleep(LOOK_EVERY_S)
                    progress.look(database)
                    if len(progress.looks) % 15 == 0:
                        at, found, woven = progress.looks[-1]
                        print(f"  {at:.0f} s: {found} devices, {woven} links", file=sys.stderr)
                took = time.monotonic() - progress.began
                cold = town.counted()
                used = {name: s - before.get(name, 0.0) for name, s in cpu_by_part(running.pid).items()}
                time.sleep(stay_s)
                later = town.counted()
        _tell(town, progress, took, cold, later, used, progress.last[5] - commits, stay_s)
        return _complete(progress, town) and took < TARGET_S and later["most_in_a_second"][-1] <= TARGET_PACKETS
    finally:
        town.close()


def _complete(progress: Progress, town: Town) -> bool:
    return progress.last[0] >= town.truth["devices"] and progress.last[1] >= town.truth["links"]


def _tell(
    town: Town,
    progress: Progress,
    took: float,
    cold: dict,
    later: dict,
    used: dict[str, float],
    commits: int,
    stay_s: float,
) -> None:
    devices, links, ports, stays, unanswered, _ = progress.last
    truth = town.truth
    print("\n".join(facts()))
    print(f"\n| {'what':58} | found |\n|{'-' * 60}|---:|")
    rows: list[tuple[str, str]] = [
        ("devices found, of all", f"{devices:,} of {truth['devices']:,}"),
        ("cables found, of all", f"{links:,} of {truth['links']:,}"),
        ("ports; stays of stations; addresses that did not answer", f"{ports:,}; {stays:,}; {unanswered:,}"),
        ("seconds from the first seed until all is known", f"{took:.0f}"),
        ("seconds until half, 90 %, 99 % of the devices", _times(progress, truth["devices"])),
        ("packets to a device in any second: median, most", _spread(cold["most_in_a_second"])),
        ("packets to a device in all: median, most", _spread(cold["asked"])),
        ("packets in all, a second", f"{cold['packets']:,}, {cold['packets'] / took:.0f}"),
        ("transactions a device", f"{commits / max(1, devices):.1f}"),
        ("CPU seconds of Samdrift, cores", f"{sum(used.values()):.0f}, {sum(used.values()) / took:.2f}"),
        *((f"- {name}", f"{s:.0f}") for name, s in sorted(used.items(), key=lambda one: -one[1]) if s >= 0.5),
        ("CPU seconds of the town (not Samdrift's)", f"{cold['cpu_s']:.0f}"),
    ]
    if stay_s:
        rows.append((f"{stay_s:.0f} s on: packets a second; most to a device", _later(cold, later, stay_s)))
    for what, found in rows:
        print(f"| {what:58} | {found} |")


def _times(progress: Progress, devices: int) -> str:
    at = (progress.when(part, devices) for part in (0.5, 0.9, 0.99))
    return ", ".join("-" if one is None else f"{one:.0f}" for one in at)


def _spread(values: list[int]) -> str:
    return f"{median(values):.0f}, {values[-1]}" if values else "-"


def _later(cold: dict, later: dict, stay_s: float) -> str:
    return f"{(later['packets'] - cold['packets']) / stay_s:.0f}; {later['most_in_a_second'][-1]}"


def main(argv: list[str]) -> int:
    """0 when all was found within the target and no device was asked too much; 1 otherwise."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--devices", type=int, default=5500, help="devices of the town (default: %(default)s)")
    parser.add_argument("--base", default="127.72.0.0", help="first address of the town (default: %(default)s)")
    parser.add_argument("--most-minutes", type=float, default=60.0, help="give up after (default: %(default)s)")
    parser.add_argument("--stay", type=float, default=0.0, metavar="S", help="count for S seconds more")
    asked = parser.parse_args(argv)
    parent = Path(tempfile.mkdtemp(prefix="samdrift-bench-"))
    parent.chmod(0o711)
    folder = parent / "var"
    folder.mkdir()
    try:
        return 0 if measure(asked.devices, asked.base, asked.most_minutes * 60, folder, asked.stay) else 1
    finally:
        shutil.rmtree(parent, ignore_errors=True)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
