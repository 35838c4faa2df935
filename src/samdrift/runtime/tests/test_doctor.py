# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The doctor against real servers, well and ill."""

import http.server
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from samdrift.kernel.errors import BadInput
from samdrift.runtime import doctor, joining
from samdrift.runtime.config import Config
from samdrift.runtime.diagnosis import lanes, machine, services
from samdrift.runtime.diagnosis.finding import Finding, hint, well, wrong
from samdrift.runtime.embedded import nats

BROKEN = '[[family]]\nos = "frosta-os"\nvendor = "Frosta"\ntype = "network"\noid = ["99999.1"]\ncolour = "red"\n'
GRADES = {"well", "hint", "wrong"}


def told(findings: Iterator[Finding] | Finding, what: str) -> Finding:
    rows = [findings] if isinstance(findings, Finding) else list(findings)
    return next(row for row in rows if row.what == what)


@pytest.fixture
def lane(tmp_path: Path) -> Iterator[nats.NatsHandle]:
    handle = nats.ensure_running(tmp_path)
    yield handle
    handle.stop()


@pytest.fixture
def web_server() -> Iterator[int]:
    """Something that answers, but is not ours."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_port
    server.shutdown()
    server.server_close()


def test_every_problem_comes_with_a_remedy_and_status_1(monkeypatch, capsys):
    findings = [well("Disk", "fine"), hint("Clock", "alone", "use chrony"), wrong("Mail server", "away", "start it")]
    monkeypatch.setattr(doctor, "examine", lambda: iter(findings))

    assert doctor.main([]) == 1
    assert capsys.readouterr().out == (
        "ok    Disk: fine\n"
        "note  Clock: alone\n        -> use chrony\n"
        "WRONG Mail server: away\n        -> start it\n"
        "\n1 problem found.\n"
    )


def test_all_well_is_status_0(monkeypatch, capsys):
    monkeypatch.setattr(doctor, "examine", lambda: iter([hint("Clock", "alone", "use chrony")]))

    assert doctor.main([]) == 0
    assert capsys.readouterr().out.endswith("All is well.\n")


def test_settings_that_cannot_be_read_are_the_only_finding(monkeypatch):
    def load() -> Config:
        raise BadInput("unknown setting SAMDRIFT_PROT", where="environment", remedy="see docs/reference/settings")

    monkeypatch.setattr("samdrift.runtime.config.load", load)

    assert list(doctor.examine()) == [
        wrong("Settings", "environment: unknown setting SAMDRIFT_PROT", "see docs/reference/settings")
    ]


@pytest.mark.django_db
def test_a_sound_database_is_well(postgres_url):
    findings = list(services.database(postgres_url))

    assert [(f.grade, f.what) for f in findings] == [
        ("well", "Database"),
        ("well", "Database role"),
        ("well", "Clock"),
        ("well", "Tables"),
    ]


@pytest.mark.django_db
def test_tables_that_are_behind_are_told(postgres_url, monkeypatch):
    monkeypatch.setattr("django.db.migrations.executor.MigrationExecutor.migration_plan", lambda *_: [1, 2])

    assert told(services.database(postgres_url), "Tables") == wrong(
        "Tables", "2 changes are not applied yet", "run: samdrift migrate"
    )


@pytest.mark.django_db
def test_a_role_that_steps_round_the_walls_is_told(postgres_url):
    superuser = postgres_url.replace("://samdrift@", "://postgres@")
    with psycopg.connect(superuser, autocommit=True) as connection:
        name = "stranger_who_bypasses"
        connection.execute(sql.SQL("CREATE ROLE {} LOGIN BYPASSRLS").format(sql.Identifier(name)))
    try:
        for role in ("postgres", name):
            found = told(services.database(postgres_url.replace("://samdrift@", f"://{role}@")), "Database role")
            assert found.grade == "wrong"
            assert found.remedy == f'ALTER ROLE "{role}" NOSUPERUSER NOBYPASSRLS'
    finally:
        with psycopg.connect(superuser, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(name)))


def test_a_database_that_is_away_is_told():
    found = told(services.database("postgresql://samdrift@/samdrift?host=/nowhere"), "Database")

    assert (found.grade, found.remedy) == ("wrong", "start it, or correct SAMDRIFT_DATABASE_URL")


def test_a_lane_that_works_is_well(lane):
    assert lanes.lane(lane.url, lane.token).grade == "well"


def test_a_wrong_token_is_told(lane):
    assert lanes.lane(lane.url, "wrong") == wrong("Lane (NATS)", "it refuses our token", "correct SAMDRIFT_NATS_TOKEN")


def test_a_lane_that_is_away_and_something_else_in_its_place_are_told(web_server):
    away = lanes.lane(f"nats://127.0.0.1:{nats.free_port()}", "")
    other = lanes.lane(f"nats://127.0.0.1:{web_server}", "")

    assert away.found.startswith("cannot be reached at ")
    assert other.found.startswith("something else answers at ")


def test_a_mail_server_that_is_away_and_one_that_speaks_something_else_are_told(web_server):
    for port in (nats.free_port(), web_server):
        assert services.mail("127.0.0.1", port).grade == "wrong"


def test_another_program_on_our_port_is_told(web_server):
    found = services.front(Config(port=web_server, host="127.0.0.1"))

    assert (found.grade, found.remedy) == ("wrong", "choose another with SAMDRIFT_PORT")


def test_pages_that_are_not_started_yet_are_worth_a_note():
    assert services.front(Config(port=nats.free_port(), host="127.0.0.1")).grade == "hint"


@pytest.mark.parametrize(
    ("key", "grade"),
    [("k" * 60, "well"), ("short", "wrong"), ("demo-secret-for-an-invented-municipality-only", "wrong")],
)
def test_productions_key_must_be_its_own(tmp_path, key, grade):
    settings = Config(mode="production", secret_key=key, data_dir=tmp_path)

    assert told(machine.secrets(settings), "Secret key").grade == grade


@pytest.mark.parametrize(("mode", "grade"), [(0o600, "well"), (0o640, "wrong"), (0o604, "wrong")])
def test_a_secret_file_that_others_may_read_is_told(tmp_path, mode, grade):
    key = tmp_path / "key"
    key.write_text("k" * 60)
    key.chmod(mode)

    found = told(machine.secrets(Config(mode="production", secret_key_file=key, data_dir=tmp_path)), "Secret file")

    assert (found.grade, found.remedy) == (grade, "" if grade == "well" else f"chmod 600 {key}")


def test_the_trap_port_is_free_taken_or_nonsense():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        assert machine.traps(address).found == f"somebody listens on {address}; the listener, when Samdrift runs"

    assert machine.traps(address) == well("Traps", f"{address} is free for the listener")
    assert {machine.traps(bad).grade for bad in ("162", "host:", ":162", "192.0.2.1:1162", "127.0.0.1:99999")} == {
        "wrong"
    }


def test_looks_at_the_machine_end_in_a_finding(tmp_path):
    findings = list(machine.look(Config(data_dir=tmp_path)))

    assert {f.grade for f in findings} <= GRADES
    assert [f.what for f in findings] == [
        "Python",
        "Disk",
        "Secret key",
        "Ping",
        "Traps",
        "Clock",
        "Pages",
        "Vendor files",
    ]


def test_a_command_typed_by_hand_finds_what_runs_from_the_same_folder(tmp_path):
    (tmp_path / "run").mkdir()
    told_to_processes = {"SAMDRIFT_NATS_URL": "nats://127.0.0.1:1", "SAMDRIFT_PORT": "8100", "PATH": "/bin"}
    joining.leave_note(tmp_path, told_to_processes)
    mine = {"SAMDRIFT_DATA_DIR": str(tmp_path), "SAMDRIFT_PORT": "9000"}

    assert joining.join(mine)
    assert mine == {
        "SAMDRIFT_DATA_DIR": str(tmp_path),
        "SAMDRIFT_PORT": "9000",
        "SAMDRIFT_NATS_URL": "nats://127.0.0.1:1",
    }
    assert oct((tmp_path / "run" / "settings.json").stat().st_mode & 0o777) == "0o600"
    joining.remove_note(tmp_path)
    assert not joining.join({"SAMDRIFT_DATA_DIR": str(tmp_path)})


def test_a_vendor_file_with_a_mistake_is_told_with_its_line(tmp_path, monkeypatch):
    assert machine.vendor_files().grade == "well"
    (tmp_path / "frosta.toml").write_text(BROKEN)
    monkeypatch.setenv("SAMDRIFT_FAMILIES_DIR", str(tmp_path))

    assert machine.vendor_files() == wrong(
        "Vendor files",
        f"{tmp_path}/frosta.toml, line 6, family 1, colour: is not a key of this entry",
        "see docs/how-to/add-a-make.md",
    )
