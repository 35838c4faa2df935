# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Syslog into the lane: over UDP, TCP and TLS, from util-linux' logger and from senders that behave badly."""

import asyncio
import logging
import shutil
import socket
import ssl
import subprocess
from contextlib import suppress
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from samdrift.adapters.syslog import Heard, Reader, StreamServer, tls_context
from samdrift.kernel.clock import utc_now
from samdrift.kernel.errors import BadInput
from samdrift.monitoring.testing import MemoryLane
from samdrift.monitoring.types import from_wire, to_wire
from samdrift.runtime.listener import pressure
from samdrift.runtime.listener.intake import Intake, open_socket
from samdrift.runtime.listener.logdesk import LOG_COUNTS, LOG_LABELS, LogDesk
from samdrift.runtime.listener.logsettings import LogSettings
from samdrift.runtime.poller.counts import Counts

LOGGER = shutil.which("logger")
needs_logger = pytest.mark.skipif(LOGGER is None, reason="needs logger of util-linux (bsdutils)")


class Hearing:
    """A syslog receiver on loopback, its lane in memory."""

    def __init__(self) -> None:
        self.lane = MemoryLane()
        self.counts = Counts("listener", LOG_COUNTS, LOG_LABELS)
        self.intake = Intake(open_socket("127.0.0.1", 0), utc_now)
        self.udp = self.intake.socket.getsockname()[1]
        self.heard: asyncio.Queue[Heard] = asyncio.Queue(16)
        self.streams = StreamServer(self.heard, utc_now)
        desk = LogDesk(self.intake, self.heard, Reader("run", ZoneInfo("Europe/Copenhagen")), self.lane, self.counts)
        self.desk = desk
        self.task = asyncio.create_task(desk.run())

    async def stored(self, count: int) -> list:
        async with asyncio.timeout(20), self.lane.changed:
            await self.lane.changed.wait_for(lambda: len(self.lane.notifications) >= count)
        return self.lane.notifications

    async def send_stream(self, data: bytes, port: int, tls: ssl.SSLContext | None = None) -> None:
        _, writer = await asyncio.open_connection("127.0.0.1", port, ssl=tls)
        writer.write(data)
        await writer.drain()
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()

    async def log(self, *arguments: str) -> None:
        process = await asyncio.create_subprocess_exec(LOGGER, "--server", "127.0.0.1", *arguments)
        assert await asyncio.wait_for(process.wait(), 20) == 0


@pytest.fixture
async def hearing():
    made = Hearing()
    yield made
    await made.streams.close()
    made.task.cancel()
    with suppress(asyncio.CancelledError):
        await made.task
    made.intake.close()


def send(hearing: Hearing, *datagrams: bytes) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as device:
        for data in datagrams:
            device.sendto(data, ("127.0.0.1", hearing.udp))


@needs_logger
@pytest.mark.parametrize("form", [["--rfc3164"], ["--rfc5424"]])
async def test_logger_is_understood_over_udp(hearing, form):
    await hearing.log("--udp", "--port", str(hearing.udp), *form, "-p", "local7.err", "-t", "ports", "port 3 gone")
    (seen,) = await hearing.stored(1)
    assert (seen.facility, seen.severity, seen.app, seen.text) == (23, 3, "ports", "port 3 gone")
    assert (seen.source, seen.host, seen.transport) == ("127.0.0.1", socket.gethostname().split(".")[0], "udp")
    assert abs(seen.clock_off_s) < 24 * 3600


@needs_logger
@pytest.mark.parametrize("framing", [[], ["--octet-count"]])
async def test_logger_is_understood_over_tcp(hearing, framing):
    port = await hearing.streams.listen("127.0.0.1", 0)
    await hearing.log("--tcp", "--port", str(port), *framing, "--rfc5424", "-p", "user.warning", "-t", "app", "words")
    (seen,) = await hearing.stored(1)
    assert (seen.severity, seen.app, seen.text, seen.transport, seen.cut) == (4, "app", "words", "tcp", False)


async def test_a_cisco_line_without_year_or_zone_keeps_our_time_beside_the_devices(hearing):
    send(hearing, b"<187>45: *Mar  1 00:00:12.345: %LINK-3-UPDOWN: Interface Gi0/1, changed state to down")
    (seen,) = await hearing.stored(1)
    assert (seen.told, seen.clock_set, seen.app, seen.port) == ("*Mar  1 00:00:12.345", False, "LINK", "Gi0/1")
    assert abs((utc_now() - seen.at).total_seconds()) < 60
    assert seen.clock_off_s is not None


async def test_the_same_words_twice_are_two_messages(hearing):
    send(hearing, b"<13>again", b"<13>again")
    assert len({seen.key for seen in await hearing.stored(2)}) == 2


async def test_half_a_message_at_the_end_of_a_connection_is_kept_and_marked(hearing):
    port = await hearing.streams.listen("127.0.0.1", 0)
    await hearing.send_stream(b"<13>whole\n50 <13>only a beg", port)
    assert [(seen.text, seen.cut) for seen in await hearing.stored(2)] == [("whole", False), ("only a beg", True)]
    assert hearing.counts.value("messages_cut") == 1


async def test_a_huge_message_is_kept_to_its_bound_and_the_next_is_whole(hearing):
    port = await hearing.streams.listen("127.0.0.1", 0)
    await hearing.send_stream(b"<13>" + b"x" * 70_000 + b"\n<13>next\n", port)
    first, second = await hearing.stored(2)
    assert (len(first.text), first.cut, second.text, second.cut) == (65_532, True, "next", False)


async def test_nothing_is_lost_while_the_lane_is_away_and_tcp_makes_the_sender_wait(hearing):
    port = await hearing.streams.listen("127.0.0.1", 0)
    hearing.lane.away = True
    sending = asyncio.create_task(hearing.send_stream(b"".join(b"<13>%d\n" % n for n in range(500)), port))
    await asyncio.wait_for(_until(hearing.heard.full), 20)
    hearing.lane.away = False
    await sending
    assert [seen.text for seen in await hearing.stored(500)] == [str(number) for number in range(500)]
    await asyncio.wait_for(_until(lambda: hearing.desk.settled), 20)


async def _until(condition) -> None:
    while not condition():  # noqa: ASYNC110 - what is waited for tells nobody
        await asyncio.sleep(0.01)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tls")
    made = subprocess.run(
        [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=localhost",
            "-addext",
            "subjectAltName=IP:127.0.0.1",
            "-keyout",
            "key.pem",
            "-out",
            "crt.pem",
        ],
        cwd=folder,
        capture_output=True,
        check=False,
    )
    if made.returncode:
        pytest.skip("needs openssl to make a certificate")
    return folder / "crt.pem", folder / "key.pem"


async def test_tls_is_heard_and_a_sender_without_the_wanted_certificate_is_not(hearing, certificate):
    ours, key = certificate
    trusting = ssl.create_default_context(cafile=ours)
    port = await hearing.streams.listen("127.0.0.1", 0, tls_context(ours, key))
    await hearing.send_stream(b"20 <13>over a safe line", port, trusting)
    (seen,) = await hearing.stored(1)
    assert (seen.text, seen.transport) == ("over a safe line", "tls")

    strict = await hearing.streams.listen("127.0.0.1", 0, tls_context(ours, key, clients=ours))
    with suppress(OSError, ssl.SSLError):
        await hearing.send_stream(b"<13>stranger\n", strict, trusting)
    known = ssl.create_default_context(cafile=ours)
    known.load_cert_chain(ours, key)
    await hearing.send_stream(b"<13>known\n", strict, known)
    assert [seen.text for seen in await hearing.stored(2)] == ["over a safe line", "known"]


def test_a_certificate_that_cannot_be_read_is_said_in_words(tmp_path):
    with pytest.raises(BadInput, match="syslog over TLS cannot begin"):
        tls_context(tmp_path / "none.pem", None)


def test_a_message_travels_over_the_lane_unchanged():
    at = datetime(2026, 3, 1, 10, 0, tzinfo=UTC)
    seen = Reader("run", UTC).read(
        b"<13>1 2026-03-01T11:00:00Z h a p m - x", source="192.0.2.1", at=at, transport="tcp"
    )
    assert (seen.key, seen.clock_off_s) == ("run/1", 3600.0)
    assert from_wire(to_wire(seen)) == seen


def test_syslog_is_heard_nowhere_unless_somebody_says_so():
    assert not LogSettings.from_env({}).wanted
    assert LogSettings.from_env({"SAMDRIFT_SYSLOG_UDP": "[::]:514"}).udp == ("::", 514)


@pytest.mark.parametrize(
    ("env", "words"),
    [
        ({"SAMDRIFT_SYSLOG_TCP": "514"}, "no address with port"),
        ({"SAMDRIFT_SYSLOG_TLS": "0.0.0.0:6514"}, "needs a certificate"),
        ({"SAMDRIFT_TIME_ZONE": "Mars/Olympus"}, "no time zone"),
    ],
)
def test_settings_that_make_no_sense_are_refused_in_words(env, words):
    with pytest.raises(BadInput, match=words):
        LogSettings.from_env(env)


async def test_what_the_kernel_threw_away_is_said_once(caplog, monkeypatch):
    dropped = [0]
    monkeypatch.setattr(pressure, "kernel_drops", lambda _socket: dropped[0])
    intake = Intake(open_socket("127.0.0.1", 0), utc_now)
    looking = pressure.Pressure(intake, "traps")
    with caplog.at_level(logging.WARNING):
        for now in (0, 7, 7):
            dropped[0] = now
            looking.look()
    intake.close()
    assert [record.getMessage()[:50] for record in caplog.records] == [
        "traps: the kernel threw away 7 datagrams, its buff"
    ]
