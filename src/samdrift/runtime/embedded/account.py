# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Under which account an embedded server runs: PostgreSQL refuses root, so root lends it an unprivileged one."""

import os
import pwd
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from samdrift.kernel.errors import NotNow

UNPRIVILEGED = ("postgres", "nobody")


@dataclass(frozen=True)
class Account:
    """An existing account of this machine."""

    name: str
    uid: int
    gid: int

    def may_enter(self, directory: Path) -> bool:
        """Whether the account can reach `directory`: each existing folder on the way lets it pass."""
        return all(self._may_pass(folder.stat()) for folder in _existing_folders(directory))

    def _may_pass(self, folder: os.stat_result) -> bool:
        if folder.st_uid == self.uid:
            return bool(folder.st_mode & stat.S_IXUSR)
        if folder.st_gid == self.gid:
            return bool(folder.st_mode & stat.S_IXGRP)
        return bool(folder.st_mode & stat.S_IXOTH)


def _existing_folders(directory: Path) -> Iterator[Path]:
    resolved = directory.resolve()
    return (folder for folder in (resolved, *resolved.parents) if folder.is_dir())


def unprivileged_account() -> Account | None:
    """The account to lend to a server when we are root; None when we are an ordinary user and just stay that."""
    if os.geteuid() != 0:
        return None
    for name in UNPRIVILEGED:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
    raise NotNow(
        "PostgreSQL refuses to run as root and there is neither an account «postgres» nor «nobody»",
        remedy="start Samdrift as an ordinary user",
    )
