# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The embedded database against the real programs: what is stored stays, whatever happens to the processes."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from samdrift.kernel.errors import BadInput, NotNow
from samdrift.runtime.embedded import binaries, postgres
from samdrift.runtime.embedded.account import Account, unprivileged_account
from samdrift.runtime.supervise import child

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root lends its server another account")


@pytest.fixture
def folder() -> Iterator[Path]:
    """A short path that a lent account may enter (pytest's own tmp_path is closed to it)."""
    path = Path(tempfile.mkdtemp(prefix="samdrift-pg-"))
    path.chmod(0o711)
    yield path
    shutil.rmtree(path)


@pytest.fixture
def handles() -> Iterator[list[postgres.PostgresHandle]]:
    started: list[postgres.PostgresHandle] = []
    yield started
    for handle in started:
        handle.stop()


def start(folder: Path, handles: list[postgres.PostgresHandle]) -> postgres.PostgresHandle:
    handle = postgres.ensure_running(folder, durable=False)
    handles.append(handle)
    return handle


def remember(handle: postgres.PostgresHandle) -> None:
    with psycopg.connect(handle.url) as connection:
        connection.execute("CREATE TABLE place (name text)")
        connection.execute("INSERT INTO place VALUES ('Ærø Skole')")


def remembered(handle: postgres.PostgresHandle) -> list[tuple[str]]:
    with psycopg.connect(handle.url) as connection:
        return connection.execute("SELECT lower(name) FROM place").fetchall()


def test_a_second_start_finds_what_the_first_stored(folder, handles):
    first = start(folder, handles)
    remember(first)
    first.stop()

    assert remembered(start(folder, handles)) == [("ærø skole",)]


def test_samdrifts_role_is_no_superuser_and_cannot_step_round_row_level_security(folder, handles):
    with psycopg.connect(start(folder, handles).url) as connection:
        row = connection.execute(
            "SELECT rolsuper, rolbypassrls, rolcreatedb FROM pg_roles WHERE rolname = current_user"
        ).fetchone()

    assert row == (False, False, True)


def test_sigkill_of_the_server_loses_nothing_that_was_committed(folder, handles):
    first = start(folder, handles)
    remember(first)
    os.killpg(first.process.pid, signal.SIGKILL)
    first.process.wait(10)
    first.stop()

    assert remembered(start(folder, handles)) == [("ærø skole",)]


def test_a_server_left_by_a_killed_predecessor_is_ended_before_a_new_one_starts(folder, handles):
    first = start(folder, handles)
    remember(first)
    first.stop()
    cluster = first.cluster
    uid, gid = (cluster.account.uid, cluster.account.gid) if cluster.account else (None, None)
    orphan = subprocess.Popen(
        child.command(cluster.server_command(), uid=uid, gid=gid), env=postgres.CLEAN_ENVIRONMENT, cwd=cluster.home
    )
    postgres.wait_until_ready(cluster, still_alive=lambda: orphan.poll() is None)

    second = start(folder, handles)

    assert orphan.wait(10) == 0
    assert remembered(second) == [("ærø skole",)]


def test_a_note_naming_a_process_that_is_now_a_stranger_does_not_stop_the_start(folder, handles):
    first = start(folder, handles)
    remember(first)
    first.stop()
    note = first.cluster.data / "postmaster.pid"
    note.write_text(f"{os.getpid()}\n{first.cluster.data}\n")

    assert remembered(start(folder, handles)) == [("ærø skole",)]


def test_two_samdrifts_cannot_share_one_folder(folder, handles):
    start(folder, handles)

    with pytest.raises(NotNow, match="another Samdrift already runs"):
        postgres.ensure_running(folder)


def test_a_cut_off_first_start_is_begun_anew(folder, handles):
    cluster = postgres.plan(folder)
    half = cluster.home / "data.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("15\n")
    cluster.home.chmod(0o700)
    if cluster.account:
        os.chown(cluster.home, cluster.account.uid, cluster.account.gid)

    remember(start(folder, handles))


@pytest.mark.parametrize("found", binaries.wheel_binaries(), ids=lambda b: f"PostgreSQL {b.major}")
def test_the_wheels_own_servers_serve_when_the_machine_has_none(folder, handles, monkeypatch, found):
    monkeypatch.setattr(binaries, "system_binaries", list)
    monkeypatch.setattr(binaries, "wheel_binaries", lambda: [found])

    with psycopg.connect(start(folder, handles).url) as connection:
        assert connection.info.server_version // 10_000 == found.major


@as_root
def test_programs_that_the_account_cannot_reach_are_copied_to_where_it_can(folder, handles, monkeypatch):
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    source = binaries.wheel_binaries()[0].folder.parents[1]
    shutil.copytree(source / "pginstall18", closed / source.name / "pginstall18", symlinks=True)
    shutil.copytree(source.with_name(f"{source.name}.libs"), closed / f"{source.name}.libs")
    only = binaries.Binaries(closed / source.name / "pginstall18" / "bin", 18)
    monkeypatch.setattr(binaries, "system_binaries", list)
    monkeypatch.setattr(binaries, "wheel_binaries", lambda: [only])
    monkeypatch.setattr(binaries, "PUBLIC_COPY", folder / "public" / "binaries")

    remember(start(folder, handles))


@as_root
def test_data_move_out_of_a_folder_that_the_account_cannot_enter(folder, handles, monkeypatch):
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    monkeypatch.setattr(postgres, "ROOT_HOME", folder / "home")

    handle = start(closed / "var", handles)

    assert handle.cluster.home.parent.parent == folder / "home"
    assert not (closed / "var").exists()


def test_a_deep_folder_gets_a_short_socket_path(folder, handles):
    deep = folder / ("a-long-name-" * 8)

    handle = start(deep, handles)

    assert handle.cluster.home == deep.resolve() / "postgres"
    assert handle.cluster.socket_folder.parent == Path("/tmp")
    handle.stop()
    handle.cluster.socket_folder.rmdir()


def test_a_socket_folder_that_others_may_enter_is_refused(folder):
    cluster = postgres.plan(folder)
    cluster.socket_folder.mkdir(parents=True, mode=0o755)
    cluster.home.chmod(0o700)
    if cluster.account:
        os.chown(cluster.home, cluster.account.uid, cluster.account.gid)

    with pytest.raises(BadInput, match="only the database's own account may enter"):
        postgres.ensure_running(folder)


def test_an_address_that_was_given_is_used_and_nothing_is_started(folder):
    handle = postgres.ensure_running(folder, external_url="postgresql://elsewhere/db")

    assert (handle.url, handle.process) == ("postgresql://elsewhere/db", None)
    assert list(folder.iterdir()) == []


def test_data_of_a_version_that_is_not_here_name_the_package_to_install(monkeypatch):
    monkeypatch.setattr(binaries, "system_binaries", list)

    with pytest.raises(NotNow, match=r"PostgreSQL 12, which wrote these data, .* package postgresql-12"):
        binaries.choose(12, None)


def test_the_oldest_supported_version_is_held(tmp_path):
    for version in ("13", "15", "17"):
        (tmp_path / version / "bin").mkdir(parents=True)
        for program in ("postgres", "initdb"):
            (tmp_path / version / "bin" / program).touch()

    assert [b.major for b in binaries.system_binaries(tmp_path)] == [17, 15]


def test_an_account_is_kept_out_by_any_closed_folder_on_the_way(tmp_path):
    stranger = Account("stranger", 60_001, 60_001)
    (tmp_path / "closed").mkdir(mode=0o700)

    assert stranger.may_enter(Path("/usr/bin"))
    assert not stranger.may_enter(tmp_path / "closed" / "not-yet-there")


def test_an_ordinary_user_stays_itself(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)

    assert unprivileged_account() is None
