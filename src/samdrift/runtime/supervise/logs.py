# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""One log file for each part, none of which can fill the disk."""

import os
import shutil
from pathlib import Path

LARGEST = 20_000_000  # bytes; twice that is kept, the older half as NAME.log.1


def open_log(folder: Path, name: str) -> int:
    """A descriptor to write the part's words to, always at the end of the file."""
    folder.mkdir(parents=True, exist_ok=True)
    return os.open(path(folder, name), os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o640)


def path(folder: Path, name: str) -> Path:
    """Where the words of a part stand."""
    return folder / f"{name}.log"


def note(folder: Path, name: str, words: str) -> None:
    """A line of the supervisor's own among the part's words."""
    with path(folder, name).open("a", encoding="utf-8") as log:
        log.write(f"samdrift: {words}\n")


def keep_small(folder: Path, *, largest: int = LARGEST) -> None:
    """Set aside what is full and go on with an empty file. The writers keep their descriptors and notice nothing."""
    for log in folder.glob("*.log"):
        if log.stat().st_size > largest:
            shutil.copyfile(log, log.with_suffix(".log.1"))
            os.truncate(log, 0)


def last_words(folder: Path, name: str, *, lines: int = 3) -> str:
    """The end of a part's log in one line, for an error message."""
    try:
        with path(folder, name).open("rb") as log:
            log.seek(max(0, log.seek(0, os.SEEK_END) - 4_000))
            words = log.read().decode("utf-8", errors="replace").strip().splitlines()
    except FileNotFoundError:
        return ""
    return " / ".join(line.strip() for line in words[-lines:])
