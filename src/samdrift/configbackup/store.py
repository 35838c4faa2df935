# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Masked configurations in a git repository of each municipality, written by dulwich: any git can read it, none is needed.

A bare repository: nobody edits files in it, and history is what it is for. Whoever writes holds the municipality's lock.
"""

import difflib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from dulwich.objects import Blob, Commit, ObjectID, Tree
from dulwich.refs import Ref
from dulwich.repo import Repo

from samdrift.configbackup.types import DiffLine
from samdrift.kernel.errors import NotFound

BRANCH = Ref(b"refs/heads/main")
WHO = b"Samdrift <samdrift@localhost.localdomain>"
REGULAR_FILE = 0o100644
AROUND = 3
"""Unchanged lines shown around a change."""


class ConfigStore:
    """The repository in this folder; made when the first configuration is kept. Files are named by device id."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, *, device_id: int, text: str, message: str, at: datetime) -> str:
        """Commit the text as this device's configuration; the commit's id, 40 hexadecimal digits."""
        with self._opened(create=True) as repo:
            head = self._head(repo)
            tree = _tree(repo, head) if head is not None else Tree()
            blob = Blob.from_string(text.encode())
            tree.add(_name(device_id), REGULAR_FILE, blob.id)
            commit = Commit()
            commit.tree = tree.id
            commit.parents = [head] if head is not None else []
            commit.author = commit.committer = WHO
            commit.author_time = commit.commit_time = int(at.timestamp())
            commit.author_timezone = commit.commit_timezone = 0
            commit.encoding = b"UTF-8"
            commit.message = message.encode()
            for made in (blob, tree, commit):
                repo.object_store.add_object(made)
            repo.refs[BRANCH] = commit.id
            return commit.id.decode()

    def text(self, commit: str, device_id: int) -> str:
        """A device's configuration as of a commit; NotFound where it was not there."""
        if not self.folder.exists():
            raise NotFound("there is no such configuration", where=f"device {device_id}")
        with self._opened() as repo:
            try:
                _mode, blob_id = _tree(repo, ObjectID(commit.encode()))[_name(device_id)]
                blob = repo[blob_id]
            except (KeyError, ValueError) as error:
                raise NotFound("there is no such configuration", where=f"device {device_id}") from error
            assert isinstance(blob, Blob)
            return blob.data.decode()

    def _opened(self, *, create: bool = False) -> Repo:
        if create and not self.folder.exists():
            self.folder.mkdir(parents=True, mode=0o700)
            repo = Repo.init_bare(str(self.folder))
            repo.refs.set_symbolic_ref(Ref(b"HEAD"), BRANCH)
            return repo
        return Repo(str(self.folder))

    @staticmethod
    def _head(repo: Repo) -> ObjectID | None:
        try:
            return ObjectID(repo.refs[BRANCH])
        except KeyError:
            return None


def _tree(repo: Repo, commit_id: ObjectID) -> Tree:
    commit = repo[commit_id]
    if not isinstance(commit, Commit):
        raise KeyError(commit_id)
    tree = repo[commit.tree]
    assert isinstance(tree, Tree)
    return tree


def _name(device_id: int) -> bytes:
    return f"{device_id}.cfg".encode()


def differences(before: str, after: str) -> Iterator[DiffLine]:
    """What became of a configuration, line by line (as `diff -u`, without its two lines of names)."""
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=AROUND)
    for number, line in enumerate(lines):
        if number >= 2:
            yield DiffLine(line[:1] if line[:2] != "@@" else "@", line[1:] if line[:2] != "@@" else line)


def counted(before: str, after: str) -> tuple[int, int]:
    """How many lines came and went."""
    signs = [line.sign for line in differences(before, after)]
    return signs.count("+"), signs.count("-")
