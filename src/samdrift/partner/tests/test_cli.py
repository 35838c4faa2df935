# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Starting the desk: wrong options end in one sentence and exit 2, with nothing half started."""

import socket

import pytest

from samdrift.partner.cli import main


@pytest.fixture
def taken_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def run(tmp_path, capsys, *options: str) -> tuple[int, str]:
    code = main(["servicenow", "run", "--port", "0", "--data", str(tmp_path / "data"), *options])
    return code, capsys.readouterr().err


def test_a_port_in_use_is_named(tmp_path, capsys, taken_port):
    code, told = run(tmp_path, capsys, "--port", str(taken_port))
    assert code == 2
    assert f"127.0.0.1:{taken_port}: cannot listen" in told
    assert "choose another --port" in told


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--password-file", "/no/such/file"], "--password-file: cannot read /no/such/file"),
        (["--time-zone", "Mars/Base"], "no such zone 'Mars/Base'"),
        (["--client-id", "x"], "a client id without a secret"),
        (["--tls-certificate", "/no/such/file"], "a certificate without its key"),
        (["--tls-certificate", "/no/such/file", "--tls-key", "/no/such/file"], "cannot be used"),
        (["--data", "/dev/null/here"], "cannot write here"),
    ],
)
def test_a_wrong_option_is_named(tmp_path, capsys, options, words):
    code, told = run(tmp_path, capsys, *options)
    assert code == 2
    assert words in told
    assert "Traceback" not in told


def test_a_password_is_made_once_and_for_the_owner_alone(tmp_path, capsys, taken_port):
    passwords = set()
    for _ in range(2):
        run(tmp_path, capsys, "--port", str(taken_port))
        file = tmp_path / "data" / "password"
        passwords.add(file.read_text())
        assert file.stat().st_mode & 0o777 == 0o600
    assert len(passwords) == 1
    assert len(passwords.pop()) >= 24
