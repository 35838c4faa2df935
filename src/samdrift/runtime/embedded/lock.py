# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""One Samdrift at a time from one data folder."""

import fcntl
import os
from dataclasses import dataclass
from pathlib import Path

from samdrift.kernel.errors import NotNow


@dataclass
class Lock:
    """A lock file held by this process; the kernel lets go of it when the process dies, however it dies."""

    _descriptor: int | None

    def release(self) -> None:
        """Let the next one in. Safe to repeat."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def take(path: Path, *, folder: Path) -> Lock:
    """Hold the file `path`; NotNow when another process does. `folder` is what a person knows the place by."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        raise NotNow(
            "another Samdrift already runs from this folder",
            where=str(folder),
            remedy="stop it first, or give this one its own folder with SAMDRIFT_DATA_DIR",
        ) from None
    return Lock(descriptor)
