# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The embedded NATS against the real server and the real client."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import nats as client
import pytest
from nats.errors import Error as NatsError

from samdrift.kernel.errors import NotNow
from samdrift.runtime.embedded import nats


@pytest.fixture
def handles() -> Iterator[list[nats.NatsHandle]]:
    started: list[nats.NatsHandle] = []
    yield started
    for handle in started:
        handle.stop()


def start(folder: Path, handles: list[nats.NatsHandle]) -> nats.NatsHandle:
    handles.append(nats.ensure_running(folder))
    return handles[-1]


async def connect(handle: nats.NatsHandle) -> client.NATS:
    return await client.connect(handle.url, token=handle.token, allow_reconnect=False)


async def publish(handle: nats.NatsHandle) -> None:
    connection = await connect(handle)
    stream = connection.jetstream()
    await stream.add_stream(name="samples", subjects=["samples.>"])
    await stream.publish("samples.main", b"one")
    await connection.close()


async def stored(handle: nats.NatsHandle) -> int:
    connection = await connect(handle)
    info = await connection.jetstream().stream_info("samples")
    await connection.close()
    return info.state.messages


async def test_a_second_start_still_holds_what_was_acknowledged(tmp_path, handles):
    first = start(tmp_path, handles)
    await publish(first)
    first.stop()

    assert await stored(start(tmp_path, handles)) == 1


async def test_sigkill_loses_nothing_that_was_acknowledged(tmp_path, handles):
    first = start(tmp_path, handles)
    await publish(first)
    os.kill(first.process.pid, signal.SIGKILL)
    first.process.wait(10)
    first.stop()

    assert await stored(start(tmp_path, handles)) == 1


async def test_who_lacks_the_token_is_turned_away(tmp_path, handles):
    handle = start(tmp_path, handles)

    with pytest.raises(NatsError, match="Authorization"):
        await client.connect(handle.url, token="wrong", allow_reconnect=False, max_reconnect_attempts=0)


def test_the_token_stays_the_same_and_nobody_else_can_read_it(tmp_path):
    first = nats.plan(tmp_path)
    first.prepare()

    assert nats.plan(tmp_path).token == first.token
    secret_files = [first.home / "token", first.home / "nats.conf"]
    assert [oct(f.stat().st_mode & 0o777) for f in secret_files] == ["0o600", "0o600"]
    assert first.token not in repr(first)


def test_a_port_that_is_taken_is_told_with_the_servers_own_words(tmp_path, handles):
    taken = start(tmp_path / "a", handles)

    with pytest.raises(NotNow, match=r"NATS did not start: .*address already in use"):
        nats.ensure_running(tmp_path / "b", port=int(taken.url.rsplit(":", 1)[1]))


def test_two_samdrifts_cannot_share_one_folder(tmp_path, handles):
    start(tmp_path, handles)

    with pytest.raises(NotNow, match="another Samdrift already runs"):
        nats.ensure_running(tmp_path)


def test_an_address_that_was_given_is_used_and_nothing_is_started(tmp_path):
    handle = nats.ensure_running(tmp_path, external_url="nats://elsewhere", external_token="t")

    assert (handle.url, handle.token, handle.process) == ("nats://elsewhere", "t", None)
    assert list(tmp_path.iterdir()) == []
