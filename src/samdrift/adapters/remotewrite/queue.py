# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What waits to be sent, as files in a folder: it outlives the process, and takes no more room than it may.

One file a request, named by its number. A file is written whole or not at all; where room is short the oldest go, and are
counted. What was sent, refused and dropped stands in `state.json`, so that somebody can be told.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

FIRST_WAIT_S, LONGEST_WAIT_S = 5.0, 900.0


@dataclass(frozen=True, slots=True)
class State:
    """`position`: the last journal row that was taken; -1: none yet, and what is there is not wanted. `not_before`: nothing
    is sent until then, seconds since 1970.
    """

    position: int = -1
    next_number: int = 0
    sent: int = 0
    refused: int = 0
    dropped: int = 0
    failures: int = 0
    not_before: float = 0.0
    reason: str = ""
    """Why the last request did not go, in words; empty when it went."""

    def failed(self, reason: str, *, now: float, wait_s: float | None) -> "State":
        """Try again later: after as long as the receiver asks, or twice as long as the last time."""
        pause = min(LONGEST_WAIT_S, FIRST_WAIT_S * 2**self.failures) if wait_s is None else min(LONGEST_WAIT_S, wait_s)
        return replace(self, failures=min(self.failures + 1, 20), not_before=now + pause, reason=reason)


class Queue:
    """For one process at a time."""

    def __init__(self, folder: Path, *, most_bytes: int) -> None:
        self.folder, self.most_bytes = folder, most_bytes
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.state = self._read()
        numbers = [int(file.stem) for file in self._files()]
        self.state = replace(self.state, next_number=max([self.state.next_number, *(n + 1 for n in numbers)]))

    def put(self, bodies: list[bytes], *, position: int) -> None:
        """Keep requests made from the journal up to `position`; then that is never taken again."""
        for body in bodies:
            self._write(f"{self.state.next_number:016d}.rw", body)
            self.state = replace(self.state, next_number=self.state.next_number + 1)
        self.state = replace(self.state, position=max(position, self.state.position))
        self._keep_bounds()
        self.save(self.state)

    def oldest(self) -> Iterator[tuple[Path, bytes]]:
        """Requests, oldest first; one that has gone meanwhile is passed over."""
        for file in self._files():
            try:
                yield file, file.read_bytes()
            except FileNotFoundError:
                continue

    def done(self, file: Path, state: State) -> None:
        """It was sent, or never will be."""
        self.save(state)
        file.unlink(missing_ok=True)

    def save(self, state: State) -> None:
        """Remember how it stands."""
        self.state = state
        self._write("state.json", json.dumps(asdict(state)).encode())

    def waiting(self) -> tuple[int, int]:
        """How many requests wait, and their bytes."""
        sizes = [file.stat().st_size for file in self._files()]
        return len(sizes), sum(sizes)

    def _files(self) -> list[Path]:
        return sorted(self.folder.glob("*.rw"))

    def _keep_bounds(self) -> None:
        files = self._files()
        sizes = [file.stat().st_size for file in files]
        too_much = sum(sizes) - self.most_bytes
        for file, size in zip(files, sizes, strict=True):
            if too_much <= 0:
                return
            file.unlink(missing_ok=True)
            too_much -= size
            self.state = replace(self.state, dropped=self.state.dropped + 1)

    def _read(self) -> State:
        try:
            return TypeAdapter(State).validate_json((self.folder / "state.json").read_bytes())
        except (FileNotFoundError, ValidationError):
            return State()

    def _write(self, name: str, body: bytes) -> None:
        new = self.folder / f".{name}.new"
        with new.open("wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        new.replace(self.folder / name)
