# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""`samdrift poller`: asks the devices of one zone and hands what it saw to the sample lane. No Django, no database."""

import asyncio
import contextlib
import logging
import os
import resource
import signal
import sys

from samdrift.adapters.jetstream import JetStreamLane, LaneSettings
from samdrift.runtime.poller.counts import Counts
from samdrift.runtime.poller.rounds import COUNTS, Poller, run_until

log = logging.getLogger("samdrift.poller")

MOST_FILES = 65_536  # SNMPv3 takes a socket a device


def main(argv: list[str]) -> int:
    """Runs until SIGTERM or SIGINT, then 0. Settings come from the environment: the lane's, and SAMDRIFT_METRICS_PORT."""
    if argv:
        print("samdrift poller takes no arguments; it is set up by the environment", file=sys.stderr)
        return 2
    start_logging()
    raise_file_limit()
    asyncio.run(_run(LaneSettings.from_env()))
    return 0


async def _run(settings: LaneSettings) -> None:
    stop = stop_signal()
    counts = Counts("poller", COUNTS)
    counts.serve()
    lane = JetStreamLane(settings)
    counts.gauge("dropped", "Samples thrown away because the lane's server was away.", lambda: float(lane.dropped))
    log.info("polling zone %s, lane at %s", settings.zone, settings.url)
    try:
        await run_until(stop, Poller(lane, settings.zone, counts))
    finally:
        await lane.close()


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
