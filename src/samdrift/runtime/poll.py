# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""`samdrift poller`: asks the devices of one zone and hands what it saw to the sample lane. No Django, no database."""

import asyncio
import contextlib
import logging
import os
import resource
import signal
import socket
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from secrets import token_hex
from typing import Any

from samdrift.adapters.jetstream import JetStreamLane, LaneSettings
from samdrift.kernel.errors import BadInput
from samdrift.runtime.poller.counts import Counts
from samdrift.runtime.poller.rounds import COUNTS, Poller, run_until
from samdrift.runtime.poller.zones_sharing import SharedZone

log = logging.getLogger("samdrift.poller")

MOST_FILES = 65_536  # SNMPv3 takes a socket a device


def main(argv: list[str]) -> int:
    """Runs until SIGTERM or SIGINT, then 0; 2 where a setting is wrong. Set up by the environment."""
    if argv:
        print("samdrift poller takes no arguments; it is set up by the environment", file=sys.stderr)
        return 2
    start_logging()
    raise_file_limit()
    try:
        asyncio.run(_run(settings_from(os.environ), os.environ.get("SAMDRIFT_POLLER") or socket.gethostname()))
    except BadInput as error:
        print(error.sentence(), file=sys.stderr)
        return 2
    return 0


def settings_from(env: Mapping[str, str]) -> LaneSettings:
    """The lane's settings, and a folder of our own data to keep in it what a cut line holds up (SAMDRIFT_KEEP_MB of it)."""
    megabytes = env.get("SAMDRIFT_KEEP_MB", "256")
    if not (megabytes.isascii() and megabytes.isdigit()):
        raise BadInput(
            f"{megabytes!r} is no size", where="SAMDRIFT_KEEP_MB", remedy="a number of megabytes, 0 for none"
        )
    folder = Path(env.get("SAMDRIFT_DATA_DIR", "var")) / "kept"
    return replace(LaneSettings.from_env(env), keep_folder=str(folder), keep_bytes=int(megabytes) << 20)


def packets_from(env: Mapping[str, str]) -> float:
    """SAMDRIFT_PACKETS_PER_SECOND, the most that Samdrift asks one device; half of it is ours, half discovery's."""
    told = env.get("SAMDRIFT_PACKETS_PER_SECOND", "20")
    try:
        packets = float(told)
    except ValueError:
        packets = -1.0
    if not 0 <= packets <= 10_000:
        raise BadInput(f"{told!r} is no pace", where="SAMDRIFT_PACKETS_PER_SECOND", remedy="a number from 0 to 10000")
    return packets


async def _run(settings: LaneSettings, name: str) -> None:
    stop = stop_signal()
    counts = Counts("poller", COUNTS)
    counts.serve()
    lane = JetStreamLane(settings)
    sending = lane.sending

    def tell_epoch(epoch: int) -> dict[str, Any]:
        sending.epoch = epoch
        return {"waiting": sending.waiting, "behind_s": round(sending.behind_s, 1)} | {
            "kept_bytes": sending.kept_bytes,
            "dropped": lane.dropped,
        }

    zone = SharedZone(lane, settings.zone, f"{name}-{token_hex(3)}", tell_epoch=tell_epoch)
    counts.gauge("dropped", "Samples thrown away because there was no room for them.", lambda: float(lane.dropped))
    counts.gauge("waiting", "Samples the lane's server does not have yet.", lambda: float(sending.waiting))
    counts.gauge("kept_bytes", "What is kept on disk until the line is back.", lambda: float(sending.kept_bytes))
    counts.gauge("sharing", "Pollers that share the zone.", lambda: float(len(zone.roster.members)))
    log.info("polling zone %s as %s, lane at %s", settings.zone, zone.roster.me, settings.shown)
    sharing = asyncio.create_task(zone.run(), name="sharing")
    sharing.add_done_callback(lambda _: stop.set())
    try:
        await run_until(stop, Poller(zone, settings.zone, counts, per_device=packets_from(os.environ) / 2))
    finally:
        sharing.cancel()
        broke = (await asyncio.gather(sharing, return_exceptions=True))[0]
        await lane.close()
    if isinstance(broke, Exception):
        raise broke


def start_logging() -> None:
    """Plain lines on standard error; the supervisor adds time and name."""
    level = os.environ.get("SAMDRIFT_LOG_LEVEL", "INFO").upper()
    known = level if level in logging.getLevelNamesMapping() else "INFO"
    logging.basicConfig(level=known, format="%(levelname)s %(name)s: %(message)s", stream=sys.stderr)


def raise_file_limit() -> None:
    """As many open files as we may have: the usual soft limit of 1,024 ends at the thousandth v3 device."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, MOST_FILES)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def stop_signal() -> asyncio.Event:
    """Set at the first SIGTERM or SIGINT."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
