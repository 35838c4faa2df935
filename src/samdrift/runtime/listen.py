# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""`samdrift listener`: receives traps and informs and has them stored in the sample lane. No Django, no database."""

import asyncio
import logging
import os
import socket
import sys
from datetime import UTC, datetime
from hashlib import sha256

from samdrift.adapters.jetstream import JetStreamLane, LaneSettings
from samdrift.adapters.traps import Receiver
from samdrift.kernel.clock import utc_now
from samdrift.kernel.errors import BadInput
from samdrift.runtime.listener.desk import COUNTS, LABELS, Desk
from samdrift.runtime.listener.intake import Intake, kernel_drops, open_socket
from samdrift.runtime.poll import start_logging, stop_signal
from samdrift.runtime.poller.counts import Counts

log = logging.getLogger("samdrift.listener")

DEFAULT_ADDRESS = "0.0.0.0:162"
_FIRST_BOOT = datetime(2020, 1, 1, tzinfo=UTC)
_ENGINE_ID_TEXT = b"\x80\x00\x00\x00\x04"  # RFC 3411 SnmpEngineID: no enterprise number of our own, text follows


def main(argv: list[str]) -> int:
    """Runs until SIGTERM or SIGINT, then 0; 2 where the address cannot be used. Set up by the environment."""
    if argv:
        print("samdrift listener takes no arguments; it is set up by the environment", file=sys.stderr)
        return 2
    start_logging()
    try:
        host, port = parse_address(os.environ.get("SAMDRIFT_TRAP_ADDRESS", DEFAULT_ADDRESS))
        listening = _listen_at(host, port)
    except BadInput as error:
        print(error.sentence(), file=sys.stderr)
        return 2
    asyncio.run(_run(listening, LaneSettings.from_env()))
    return 0


def parse_address(text: str) -> tuple[str, int]:
    """Host and port of 192.0.2.1:162 or [2001:db8::1]:162; BadInput for anything else."""
    host, _, port = text.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not host or not port.isdecimal() or int(port) > 65_535:
        raise BadInput(f"{text!r} is no address with port", where="SAMDRIFT_TRAP_ADDRESS", remedy="0.0.0.0:162 is one")
    return host, int(port)


def _listen_at(host: str, port: int) -> socket.socket:
    try:
        return open_socket(host, port)
    except OSError as error:
        raise BadInput(
            f"cannot listen at {host}:{port}: {error.strerror or error}",
            where="SAMDRIFT_TRAP_ADDRESS",
            remedy="choose another address, stop what is there, or give the process CAP_NET_BIND_SERVICE for port 162",
        ) from error


async def _run(listening: socket.socket, settings: LaneSettings) -> None:
    stop = stop_signal()
    counts = Counts("listener", COUNTS, LABELS)
    intake = Intake(listening, utc_now)
    counts.gauge("received", "Datagrams received.", lambda: float(intake.received))
    counts.gauge("waiting", "Datagrams received and not yet stored.", lambda: float(len(intake)))
    counts.gauge(
        "kernel_drops", "Datagrams the kernel dropped, its buffer full.", lambda: float(kernel_drops(listening))
    )
    counts.serve()
    lane = JetStreamLane(settings)
    desk = Desk(intake, Receiver(engine_id(settings.zone), boots_at(utc_now())), lane, settings.zone, counts)
    log.info("listening at %s, lane at %s", listening.getsockname()[:2], settings.url)
    working = asyncio.create_task(desk.run(), name="desk")
    stopped = asyncio.create_task(stop.wait())
    await asyncio.wait([working, stopped], return_when=asyncio.FIRST_COMPLETED)
    for task in (working, stopped):
        task.cancel()
    outcomes = await asyncio.gather(working, stopped, return_exceptions=True)
    intake.close()
    await lane.close()
    if isinstance(outcomes[0], Exception):
        raise outcomes[0]


def engine_id(zone: str) -> bytes:
    """Our snmpEngineID: the same after every start, another on every machine and in every zone."""
    return _ENGINE_ID_TEXT + b"samdrift-" + sha256(f"{zone} {socket.gethostname()}".encode()).hexdigest()[:12].encode()


def boots_at(now: datetime) -> int:
    """Our snmpEngineBoots: seconds since 2020, so it grows with every start and needs no file that could be lost."""
    return int((now - _FIRST_BOOT).total_seconds())


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
