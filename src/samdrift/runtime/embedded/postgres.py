# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""PostgreSQL for one machine: made, started and ended by Samdrift, so that nobody has to install a database.

The server listens on a Unix socket only, in a folder that nobody but its own account (and root) may enter; that
folder is the lock on the door, so no password has to be kept. Processes inside other network namespaces reach it
too. Samdrift itself works as the role `samdrift`, which is no superuser, so that row-level security binds it.
"""

import contextlib
import hashlib
import os
import re
import shutil
import signal
import stat
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from samdrift.kernel.errors import BadInput, NotNow
from samdrift.runtime.embedded import lock
from samdrift.runtime.embedded.account import Account, unprivileged_account
from samdrift.runtime.embedded.binaries import Binaries, choose
from samdrift.runtime.supervise import child
from samdrift.runtime.supervise.ending import end

ROLE = DATABASE = "samdrift"
SUPERUSER = "postgres"
LONGEST_SOCKET_FOLDER = 85  # of the 107 bytes a socket's path may have, less its name and some air
ROOT_HOME = Path("/var/lib/samdrift")
START_PATIENCE_S = 60.0
STOPPING = ((signal.SIGINT, 7.0), (signal.SIGQUIT, 2.0))  # fast, then immediate shutdown
CLEAN_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}


@dataclass(frozen=True)
class Cluster:
    """Where one embedded PostgreSQL lives and as whom it runs. Planning one touches nothing on disk."""

    home: Path
    socket_folder: Path
    account: Account | None
    durable: bool = True
    """False only for tests: their data need not outlive a power cut."""

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def log(self) -> Path:
        return self.home / "postgres.log"

    @property
    def url(self) -> str:
        """For Samdrift's own role."""
        return self._url(ROLE, DATABASE)

    @property
    def admin_url(self) -> str:
        """For the superuser: creating the role and looking after the server, never for Samdrift's own work."""
        return self._url(SUPERUSER, "postgres")

    def _url(self, role: str, database: str) -> str:
        return f"postgresql://{role}@/{database}?host={quote(str(self.socket_folder), safe='')}"

    def server_command(self) -> list[str]:
        """How to start the server in the foreground; only meaningful after `prepare`."""
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.socket_folder),
            "timezone": "UTC",
            "log_timezone": "UTC",
            "log_checkpoints": "off",
            "max_connections": "120",
        }
        if not self.durable:
            settings |= {"fsync": "off", "full_page_writes": "off"}
        line = [self._binaries().program("postgres"), "-D", str(self.data)]
        for name, value in settings.items():
            line += ["-c", f"{name}={value}"]
        return line

    def _binaries(self) -> Binaries:
        version = self.data / "PG_VERSION"
        existing = int(version.read_text(encoding="ascii")) if version.exists() else None
        return choose(existing, self.account)

    def prepare(self) -> None:
        """Make folders and data where they are missing; end a server that a killed predecessor left running."""
        _private_folder(self.home, self.account)
        _private_folder(self.socket_folder, self.account)
        _end_leftover(self.data)
        if not (self.data / "PG_VERSION").exists():
            self._initialise()

    def _initialise(self) -> None:
        begun = self.home / "data.new"  # renamed when whole, so that a half-made cluster is never taken for one
        line = [self._binaries().program("initdb"), "-D", str(begun), "-U", SUPERUSER, "-E", "UTF8"]
        line += ["--locale=C.UTF-8", "--auth-local=trust", "--auth-host=reject", "--no-instructions"]
        if not self.durable:
            line += ["--no-sync"]
        subprocess.run(["rm", "-rf", str(begun)], check=True)
        done = subprocess.run(
            self.as_account(line), cwd=self.home, env=CLEAN_ENVIRONMENT, capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            reason = (done.stderr.strip() or done.stdout.strip()).splitlines()[-1:]
            raise NotNow(f"PostgreSQL could not make its data folder: {' '.join(reason)}", where=str(self.data))
        begun.rename(self.data)

    def remove(self) -> None:
        """Forget everything that is stored here. The server must not run."""
        for folder in (self.home, self.socket_folder):
            shutil.rmtree(folder, ignore_errors=True)
        if self.home.parent.parent == ROOT_HOME:
            with contextlib.suppress(OSError):
                self.home.parent.rmdir()

    def as_account(self, line: list[str]) -> list[str]:
        """`line` under the server's account, ending cleanly (fast shutdown) when the calling process dies."""
        uid, gid = (self.account.uid, self.account.gid) if self.account else (None, None)
        return child.command(line, death_signal=signal.SIGINT, uid=uid, gid=gid)

    def answers(self) -> bool:
        """Whether the server takes connections now."""
        try:
            psycopg.connect(self.admin_url, connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def ensure_database(self) -> None:
        """The role and the database, made when missing. Safe to repeat."""
        with psycopg.connect(self.admin_url, autocommit=True) as connection:
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE]).fetchone():
                connection.execute(
                    sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOBYPASSRLS CREATEDB").format(sql.Identifier(ROLE))
                )
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                connection.execute(
                    sql.SQL("CREATE DATABASE {} OWNER {} ENCODING 'UTF8' TEMPLATE template0").format(
                        sql.Identifier(DATABASE), sql.Identifier(ROLE)
                    )
                )


@dataclass
class PostgresHandle:
    """A database to use: our own server, or somebody else's (then `stop` leaves it alone)."""

    url: str
    cluster: Cluster | None = None
    process: subprocess.Popen[bytes] | None = None
    _lock: lock.Lock | None = field(default=None, repr=False)

    def stop(self) -> None:
        """End our own server: first asking it to finish what it writes, in the end without asking."""
        if self.process is not None:
            end(self.process, STOPPING)
        if self._lock is not None:
            self._lock.release()


def plan(data_dir: Path, *, durable: bool = True) -> Cluster:
    """Where the PostgreSQL of `data_dir` lives. Root's goes elsewhere when the lent account cannot enter there."""
    account = unprivileged_account()
    resolved = data_dir.resolve()
    mark = hashlib.sha256(str(resolved).encode()).hexdigest()[:12]
    open_to_it = account is None or account.may_enter(resolved)
    home = (resolved if open_to_it else ROOT_HOME / mark) / "postgres"
    socket_folder = home / "socket"
    if len(os.fsencode(socket_folder)) > LONGEST_SOCKET_FOLDER:
        socket_folder = Path("/tmp") / f"samdrift-{mark}"  # noqa: S108 - made private and checked before use
    return Cluster(home=home, socket_folder=socket_folder, account=account, durable=durable)


def ensure_running(data_dir: Path, *, external_url: str = "", durable: bool = True) -> PostgresHandle:
    """A running database with role and schema owner in place. With `external_url` nothing is started.

    Raises NotNow when the server cannot start or another Samdrift already runs from `data_dir`.
    """
    if external_url:
        return PostgresHandle(url=external_url)
    cluster = plan(data_dir, durable=durable)
    _private_folder(cluster.home, cluster.account)
    held = lock.take(cluster.home / "in-use", folder=data_dir)
    handle = PostgresHandle(url=cluster.url, cluster=cluster, _lock=held)
    try:
        cluster.prepare()
        with cluster.log.open("ab") as log:
            handle.process = subprocess.Popen(
                cluster.as_account(cluster.server_command()),
                cwd=cluster.home,
                env=CLEAN_ENVIRONMENT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C in a terminal goes to us, and we end the server in our own order
            )
        wait_until_ready(cluster, still_alive=_alive(handle.process))
        cluster.ensure_database()
    except BaseException:
        handle.stop()
        raise
    return handle


def _alive(process: subprocess.Popen[bytes]) -> Callable[[], bool]:
    return lambda: process.poll() is None


def wait_until_ready(cluster: Cluster, *, still_alive: Callable[[], bool]) -> None:
    """Return when the server takes connections; NotNow with its last words when it ends or takes too long."""
    deadline = time.monotonic() + START_PATIENCE_S
    while not cluster.answers():
        if not still_alive() or time.monotonic() > deadline:
            words = cluster.log.read_text(encoding="utf-8", errors="replace").splitlines()[-3:]
            raise NotNow(f"PostgreSQL did not start: {' / '.join(words)}", where=str(cluster.log))
        time.sleep(0.05)


def _private_folder(folder: Path, account: Account | None) -> None:
    """`folder`, entered by nobody but its account. One that somebody else put there is refused, not repaired."""
    owner = account.uid if account else os.geteuid()
    folder.parent.mkdir(parents=True, exist_ok=True)
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != owner or stat.S_IMODE(found.st_mode) & 0o077:
            raise BadInput(
                "this must be a folder that only the database's own account may enter",
                where=str(folder),
                remedy="remove it, then start again",
            ) from None
        return
    if account:
        os.chown(folder, account.uid, account.gid)


def _end_leftover(data: Path) -> None:
    """Wait out, and in the end force out, a server that a killed predecessor left working in `data`.

    The note of its process id goes only when that number now belongs to a stranger: PostgreSQL itself reads the
    rest of the note to make sure that nobody else still writes.
    """
    note = data / "postmaster.pid"
    if not note.exists():
        return
    words = note.read_text(encoding="utf-8", errors="replace").split()
    server = int(words[0]) if words and re.fullmatch(r"\d+", words[0]) else 0
    deadline = time.monotonic() + 15
    while leftover := _processes_inside(data):
        if server in leftover:
            _signal(server, signal.SIGINT)
        if time.monotonic() > deadline:
            for pid in leftover:
                _signal(pid, signal.SIGQUIT)
        time.sleep(0.1)
    if Path(f"/proc/{server}").exists():
        note.unlink(missing_ok=True)


def _processes_inside(data: Path) -> set[int]:
    """Processes whose working folder is `data`: PostgreSQL's server and helpers, and nobody else."""
    found = set()
    for entry in Path("/proc").glob("[0-9]*/cwd"):
        try:
            if entry.readlink() == data:
                found.add(int(entry.parent.name))
        except OSError:
            continue  # it ended while we looked, or it is somebody else's
    return found


def _signal(pid: int, how: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, how)
