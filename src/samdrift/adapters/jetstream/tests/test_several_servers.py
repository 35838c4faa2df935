# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Several servers, TLS and names: who is dialled, with what, and what is said of settings that make no sense."""

import asyncio
import json
import subprocess

import pytest

from samdrift.adapters.jetstream import JetStreamLane, LaneSettings
from samdrift.adapters.jetstream.testing import NatsServer
from samdrift.adapters.jetstream.tests.test_lane_contract import plan, probe, taken
from samdrift.adapters.jetstream.wire import pack_plan, unpack_plan
from samdrift.kernel.errors import BadInput
from samdrift.monitoring.types import plan_to_wire


def signed(folder, name: str, *more: str) -> None:
    """A key and certificate for this machine, self-signed."""
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    files = ["-keyout", str(folder / f"{name}.key"), "-out", str(folder / f"{name}.pem")]
    subject = ["-subj", f"/CN={name}", "-addext", "subjectAltName=IP:127.0.0.1", *more]
    subprocess.run([*command, *files, *subject, "-days", "2"], check=True, capture_output=True)


@pytest.fixture
def secret(tmp_path):
    """A server that speaks TLS alone, asks for a certificate of ours, and for a user's password."""
    for name in ("server", "poller"):
        signed(tmp_path, name)
    tls = (
        f'tls {{ cert_file: "{tmp_path}/server.pem", key_file: "{tmp_path}/server.key",'
        f' ca_file: "{tmp_path}/poller.pem", verify: true }}\n'
        "authorization { user: north, password: secret }\n"
    )
    server = NatsServer(tmp_path, more=tls).start()
    yield server
    server.kill()


def settings(server, folder, **more) -> LaneSettings:
    return LaneSettings.from_env(
        {
            "SAMDRIFT_NATS_URL": f"tls://north:secret@127.0.0.1:{server.port}",
            "SAMDRIFT_NATS_CA": f"{folder}/server.pem",
            "SAMDRIFT_NATS_CERTIFICATE": f"{folder}/poller.pem",
            "SAMDRIFT_NATS_KEY": f"{folder}/poller.key",
        }
        | more
    )


async def test_samples_travel_over_tls_with_our_own_certificate_and_password(secret, tmp_path):
    lane = JetStreamLane(settings(secret, tmp_path))
    await lane.publish_samples([probe(1)])
    assert await taken(lane, 1) == [probe(1)]
    await lane.close()


async def test_a_server_with_a_strangers_certificate_gets_nothing(secret, tmp_path, caplog):
    lane = JetStreamLane(settings(secret, tmp_path, SAMDRIFT_NATS_CA=f"{tmp_path}/poller.pem"))
    async with asyncio.timeout(20):
        while "certificate verify failed" not in caplog.text:  # noqa: ASYNC110 - the log tells nobody
            await asyncio.sleep(0.01)
    await lane.close()
    assert "secret" not in caplog.text


async def test_of_several_servers_one_that_is_there_is_found(tmp_path):
    away, there = NatsServer(tmp_path), NatsServer(tmp_path).start()
    lane = JetStreamLane(LaneSettings(url=f"{away.url}, {there.url}"))
    await lane.publish_samples([probe(1)])
    assert await taken(lane, 1) == [probe(1)]
    await lane.close()
    there.kill()


def test_addresses_are_shown_without_passwords():
    lane = LaneSettings(url="nats://user:secret@a:1 ,nats://b:2")
    assert lane.urls == ("nats://user:secret@a:1", "nats://b:2")
    assert lane.shown == "a:1, nats://b:2"
    assert "secret" not in repr(lane)


def test_the_token_may_come_from_a_file(tmp_path):
    (tmp_path / "token").write_text("abc\n")
    assert LaneSettings.from_env({"SAMDRIFT_NATS_TOKEN_FILE": str(tmp_path / "token")}).token == "abc"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SAMDRIFT_ZONE", "no.rth"),
        ("SAMDRIFT_ZONE", ""),
        ("SAMDRIFT_NATS_REPLICAS", "2"),
        ("SAMDRIFT_NATS_TOKEN_FILE", "/nowhere/token"),
    ],
)
def test_settings_that_make_no_sense_are_refused_in_words(name, value):
    with pytest.raises(BadInput) as refusal:
        LaneSettings.from_env({name: value})
    assert refusal.value.where == name
    assert refusal.value.remedy


def test_a_tls_file_that_cannot_be_read_is_told(tmp_path):
    with pytest.raises(BadInput, match="cannot be read"):
        LaneSettings(authority=str(tmp_path / "none.pem")).tls()
    (tmp_path / "bad.pem").write_text("nonsense")
    with pytest.raises(BadInput, match="cannot be read"):
        LaneSettings(authority=str(tmp_path / "bad.pem")).tls()
    assert LaneSettings().tls() is None


def test_a_plan_of_an_earlier_release_is_still_understood():
    assert unpack_plan(json.dumps(plan_to_wire(plan(3))).encode()) == unpack_plan(pack_plan(plan(3))) == plan(3)
    for nonsense in (b"", b"\xff", b"{}", pack_plan(plan(1))[:-9]):
        with pytest.raises((ValueError, KeyError)):
            unpack_plan(nonsense)
