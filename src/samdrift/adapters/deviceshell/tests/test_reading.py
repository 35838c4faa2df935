# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Real SSH and NETCONF sessions with devices that page, greet, colour their prompts, refuse and fall silent."""

import socket
from dataclasses import replace

import pytest

from samdrift.adapters.deviceshell.reading import read_configuration
from samdrift.adapters.deviceshell.testing import (
    CISCO,
    IOS_CONFIG,
    PASSWORD,
    PROCURVE,
    PROCURVE_CONFIG,
    USER,
    FakeDevice,
)
from samdrift.configbackup.masking import clean, families
from samdrift.configbackup.types import Target
from samdrift.kernel.errors import NotNow, Refused


def target(device, os="ios", **more):
    family = families()[os]
    told = {
        "address": "127.0.0.1",
        "port": device.port,
        "way": "ssh",
        "driver": family.driver,
        "command": family.command,
        "user": USER,
        "password": PASSWORD,
        "timeout_s": 8.0,
    }
    return Target(**(told | more))


def lines(text):
    return [line.rstrip() for line in text.replace("\r", "").strip().split("\n") if line.strip()]


def test_a_cisco_like_command_line_is_read_whole_though_it_would_page():
    with FakeDevice(CISCO) as device:
        text = read_configuration(target(device))
    assert lines(text) == lines(IOS_CONFIG)
    assert "terminal length 0" in device.heard
    kept = clean(text, families()["ios"])
    assert ("Topsecret" in kept, "Hemmelig" in kept, kept.startswith("!\nhostname sw1")) == (False, False, True)


def test_a_device_that_wants_an_enable_password_gets_it_and_says_when_it_is_wrong():
    with FakeDevice(replace(CISCO, enable_password="up")) as device:
        assert "hostname sw1" in read_configuration(target(device, enable_password="up"))
        with pytest.raises(Refused, match="enable"):
            read_configuration(target(device, enable_password="down"))


def test_a_procurve_like_one_is_read_through_its_greeting_and_its_colours():
    with FakeDevice(PROCURVE) as device:
        text = read_configuration(target(device, "procurve"))
    assert lines(text) == lines(PROCURVE_CONFIG)
    kept = clean(text, families()["procurve"])
    assert ("Topsecret" in kept, "Hemmelig" in kept, 'name "Elever"' in kept) == (False, False, True)


def test_netconf_is_read_and_its_secrets_are_masked():
    data = (
        "<configuration><system><host-name>r1</host-name><root-authentication>"
        "<encrypted-password>$6$Topsecret</encrypted-password></root-authentication></system></configuration>"
    )
    with FakeDevice(CISCO, netconf=data) as device:
        text = read_configuration(target(device, "junos", way="netconf"))
    kept = clean(text, families()["junos"])
    assert ("<host-name>r1</host-name>" in kept, "Topsecret" in kept) == (True, False)


@pytest.mark.parametrize("way", ["ssh", "netconf"])
def test_a_wrong_login_is_refused_in_words(way):
    with FakeDevice(CISCO, netconf="<a/>" if way == "netconf" else "") as device, pytest.raises(Refused, match="login"):
        read_configuration(target(device, "junos" if way == "netconf" else "ios", way=way, password="wrong"))


def test_another_host_key_than_the_known_one_is_refused(tmp_path):
    known = tmp_path / "known_hosts"
    with FakeDevice(CISCO) as other, FakeDevice(CISCO) as device:
        known.write_text(f"[127.0.0.1]:{device.port} {other.key.get_name()} {other.key.get_base64()}\n")
        with pytest.raises((Refused, NotNow)):
            read_configuration(target(device, known_hosts=str(known)))
        known.write_text(f"[127.0.0.1]:{device.port} {device.key.get_name()} {device.key.get_base64()}\n")
        assert "hostname sw1" in read_configuration(target(device, known_hosts=str(known)))


def test_nobody_there_is_told_as_not_now():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    for way in ("ssh", "netconf"):
        with pytest.raises(NotNow):
            read_configuration(replace(target(FakeDevice(CISCO, port=port), "junos"), way=way))


def test_secrets_do_not_show_in_the_targets_own_words():
    told = repr(target(FakeDevice(CISCO, port=1), enable_password="up"))
    assert (PASSWORD in told, "'up'" in told) == (False, False)
