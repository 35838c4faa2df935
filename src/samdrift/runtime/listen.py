# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""`samdrift listener`: receives traps, informs and syslog and has them stored in the sample lane. No Django, no database."""

import asyncio
import contextlib
import logging
import os
import socket
import ssl
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from secrets import token_hex

from samdrift.adapters.jetstream import JetStreamLane, LaneSettings
from samdrift.adapters.syslog import Heard, Reader, StreamServer, tls_context
from samdrift.adapters.syslog.streams import MOST_WAITING
from samdrift.adapters.traps import Receiver
from samdrift.kernel.clock import utc_now
from samdrift.kernel.errors import BadInput
from samdrift.runtime.listener.desk import COUNTS, LABELS, Desk
from samdrift.runtime.listener.intake import Intake, kernel_drops, open_socket
from samdrift.runtime.listener.logdesk import LOG_COUNTS, LOG_LABELS, LogDesk
from samdrift.runtime.listener.logsettings import LogSettings, parse_address
from samdrift.runtime.listener.pressure import Pressure
from samdrift.runtime.poll import start_logging, stop_signal
from samdrift.runtime.poller.counts import Counts

log = logging.getLogger("samdrift.listener")

DEFAULT_ADDRESS = "0.0.0.0:162"
LAST_WORDS_S = 3.0
_FIRST_BOOT = datetime(2020, 1, 1, tzinfo=UTC)
_ENGINE_ID_TEXT = b"\x80\x00\x00\x00\x04"  # RFC 3411 SnmpEngineID: no enterprise number of our own, text follows


def main(argv: list[str]) -> int:
    """Runs until SIGTERM or SIGINT, then 0; 2 where an address cannot be used. Set up by the environment."""
    if argv:
        print("samdrift listener takes no arguments; it is set up by the environment", file=sys.stderr)
        return 2
    start_logging()
    try:
        address = os.environ.get("SAMDRIFT_TRAP_ADDRESS", DEFAULT_ADDRESS)
        host, port = parse_address(address, where="SAMDRIFT_TRAP_ADDRESS", example=DEFAULT_ADDRESS)
        logs = LogSettings.from_env(os.environ)
        ports = Ports(
            traps=_listen_at(host, port, "SAMDRIFT_TRAP_ADDRESS"),
            syslog=_listen_at(*logs.udp, "SAMDRIFT_SYSLOG_UDP") if logs.udp is not None else None,
            tls=tls_context(logs.certificate, logs.key, logs.clients) if logs.tls and logs.certificate else None,
        )
        asyncio.run(_run(ports, logs, LaneSettings.from_env()))
    except BadInput as error:
        print(error.sentence(), file=sys.stderr)
        return 2
    return 0


@dataclass(frozen=True, slots=True)
class Ports:
    """What was opened before the work began, so that a mistake in an address ends the start and nothing else."""

    traps: socket.socket
    syslog: socket.socket | None
    tls: ssl.SSLContext | None


def _listen_at(host: str, port: int, where: str) -> socket.socket:
    try:
        return open_socket(host, port)
    except OSError as error:
        raise _cannot_listen(host, port, error, where) from error


def _cannot_listen(host: str, port: int, error: OSError, where: str) -> BadInput:
    return BadInput(
        f"cannot listen at {host}:{port}: {error.strerror or error}",
        where=where,
        remedy=f"choose another address, stop what is there, or give the process CAP_NET_BIND_SERVICE for port {port}",
    )


async def _run(ports: Ports, logs: LogSettings, settings: LaneSettings) -> None:
    stop = stop_signal()
    counts = Counts("listener", COUNTS | LOG_COUNTS, LABELS | LOG_LABELS)
    lane = JetStreamLane(settings)
    traps = _intake(ports.traps, counts, "")
    desk = Desk(traps, Receiver(engine_id(settings.zone), boots_at(utc_now())), lane, settings.zone, counts)
    intakes, working = [traps], [desk.run(), Pressure(traps, "traps").run()]
    settled = [lambda: desk.settled]
    heard: asyncio.Queue[Heard] = asyncio.Queue(MOST_WAITING)
    streams = StreamServer(heard, utc_now)
    if logs.wanted:
        syslog = _intake(ports.syslog, counts, "syslog_") if ports.syslog is not None else None
        log_desk = LogDesk(syslog, heard, Reader(token_hex(6), logs.zone), lane, counts)
        working.append(log_desk.run())
        settled.append(lambda: log_desk.settled)
        if syslog is not None:
            intakes.append(syslog)
            working.append(Pressure(syslog, "syslog").run())
        await _open_streams(streams, logs, ports.tls)
        counts.gauge("syslog_connections", "Senders of syslog connected.", lambda: float(streams.connections))
        counts.gauge("syslog_turned_away", "Connections refused, too many.", lambda: float(streams.turned_away))
    counts.serve()
    log.info("listening at %s, lane at %s", ports.traps.getsockname()[:2], settings.url)
    tasks = [asyncio.ensure_future(work) for work in working]
    try:
        await _until(stop, tasks)
        for intake in intakes:
            intake.stop_reading()
        await streams.close()
        await _settle(settled)
    finally:
        await _end(tasks)
        for intake in intakes:
            intake.close()
        await lane.close()


async def _until(stop: asyncio.Event, tasks: list[asyncio.Task[None]]) -> None:
    """Until asked to stop, or until something broke that must not."""
    stopped = asyncio.create_task(stop.wait())
    done, _ = await asyncio.wait([*tasks, stopped], return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()
    for task in done - {stopped}:
        task.result()


async def _settle(settled: list[Callable[[], bool]]) -> None:
    """What was received is stored before we go, as far as the lane is there."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(LAST_WORDS_S):
            while not all(one() for one in settled):  # noqa: ASYNC110 - several are asked, none of them tells
                await asyncio.sleep(0.02)


async def _end(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def _open_streams(streams: StreamServer, logs: LogSettings, tls: ssl.SSLContext | None) -> None:
    for address, context, where in ((logs.tcp, None, "SAMDRIFT_SYSLOG_TCP"), (logs.tls, tls, "SAMDRIFT_SYSLOG_TLS")):
        if address is not None:
            try:
                port = await streams.listen(*address, context)
            except OSError as error:
                raise _cannot_listen(*address, error, where) from error
            log.info("syslog over %s at %s:%s", "TLS" if context else "TCP", address[0], port)


def _intake(one: socket.socket, counts: Counts, prefix: str) -> Intake:
    intake = Intake(one, utc_now)
    what = "Syslog datagrams" if prefix else "Datagrams"
    counts.gauge(f"{prefix}received", f"{what} received.", lambda: float(intake.received))
    counts.gauge(f"{prefix}waiting", f"{what} received and not yet stored.", lambda: float(len(intake)))
    dropped = f"{what} the kernel dropped, its buffer full."
    counts.gauge(f"{prefix}kernel_drops", dropped, lambda: float(kernel_drops(one)))
    return intake


def engine_id(zone: str) -> bytes:
    """Our snmpEngineID: the same after every start, another on every machine and in every zone."""
    return _ENGINE_ID_TEXT + b"samdrift-" + sha256(f"{zone} {socket.gethostname()}".encode()).hexdigest()[:12].encode()


def boots_at(now: datetime) -> int:
    """Our snmpEngineBoots: seconds since 2020, so it grows with every start and needs no file that could be lost."""
    return int((now - _FIRST_BOOT).total_seconds())


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
