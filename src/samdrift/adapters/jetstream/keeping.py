# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What a poller keeps on its own disk while the line to the servers is cut: messages in order, within a bound.

A folder of numbered files, each a row of records (length, checksum, deflated body), appended to and never rewritten; how
far the oldest was handed over stands beside it. Killed at any moment it loses at most the record that was being written.
When the bound is reached the oldest file goes.
"""

import contextlib
import fcntl
import json
import os
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

_HEAD = struct.Struct(">II")
FILE_BYTES = 4 << 20
MOST_PROCESSES = 64
_ENDING = ".kept"


@dataclass(frozen=True, slots=True)
class Kept:
    """One message: its id and epoch as they were when it was made, and how many observations it holds."""

    id: str
    epoch: int
    items: int
    body: bytes

    def packed(self) -> bytes:
        head = json.dumps([self.id, self.epoch, self.items]).encode()
        return zlib.compress(struct.pack(">I", len(head)) + head + self.body, 1)

    @classmethod
    def unpacked(cls, data: bytes) -> "Kept":
        """ValueError where it is none."""
        try:
            plain = zlib.decompress(data)
            (length,) = struct.unpack_from(">I", plain)
            name, epoch, items = json.loads(plain[4 : 4 + length])
        except (zlib.error, struct.error, ValueError, TypeError) as error:
            raise ValueError(f"not a kept message: {error}") from error
        return cls(str(name), int(epoch), int(items), plain[4 + length :])


class Keep:
    """First in, first out. `thinned` counts observations that went because there was no room."""

    def __init__(self, folder: Path, most_bytes: int, *, file_bytes: int = FILE_BYTES) -> None:
        self.folder = folder
        self.thinned = 0
        self._most = most_bytes
        self._file_bytes = file_bytes
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._files = sorted(int(path.stem) for path in folder.glob(f"*{_ENDING}") if path.stem.isdigit())
        self._sizes = {number: self._path(number).stat().st_size for number in self._files}
        self._at = self._read_position()
        self._writing: IO[bytes] | None = None
        self._next: tuple[Kept, int] | None = None

    @classmethod
    def claimed(cls, folder: Path, most_bytes: int) -> "tuple[Keep, IO[bytes]]":
        """A keep that no other process uses, the first free one, so that a poller started again finds what it kept.

        The second is its lock: hold it for as long as the keep is used. OSError where none can be had.
        """
        for number in range(MOST_PROCESSES):
            place = folder / f"{number:02}"
            place.mkdir(parents=True, exist_ok=True, mode=0o700)
            lock = (place / "in-use").open("ab")
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                lock.close()
                continue
            return cls(place, most_bytes), lock
        raise OSError(f"{MOST_PROCESSES} processes keep samples in {folder} already")

    def __bool__(self) -> bool:
        return self.peek() is not None

    @property
    def octets(self) -> int:
        """The room it takes on the disk."""
        return sum(self._sizes.values())

    def append(self, one: Kept) -> None:
        """OSError where the disk does not take it; what was kept before stays whole."""
        body = one.packed()
        record = _HEAD.pack(len(body), zlib.crc32(body)) + body
        file, number = self._file_for_writing()
        before = self._sizes[number]
        try:
            file.write(record)
            file.flush()
        except OSError:
            with contextlib.suppress(OSError):
                file.truncate(before)
            self._end_file()
            raise
        self._sizes[number] = before + len(record)
        while self.octets > self._most and len(self._files) > 1:
            self._thin()

    def peek(self) -> Kept | None:
        """The oldest message; None where nothing is kept."""
        while self._next is None and self._files:
            found = self._read(self._files[0], self._at)
            if found is not None:
                self._next = found
            elif not self._drop_oldest():
                return None
        return self._next[0] if self._next is not None else None

    def pop(self, one: Kept) -> None:
        """This one, the oldest, has been handed over. It may have gone for want of room meanwhile."""
        if self.peek() is not one or self._next is None:
            return
        self._at = self._next[1]
        self._next = None
        with contextlib.suppress(OSError):  # then some are handed over twice after a restart, under the same ids
            (self.folder / "position").write_text(f"{self._files[0]} {self._at}")
        if self._at >= self._sizes[self._files[0]]:
            self._drop_oldest()

    def close(self) -> None:
        self._end_file()

    def _path(self, number: int) -> Path:
        return self.folder / f"{number:012}{_ENDING}"

    def _file_for_writing(self) -> tuple[IO[bytes], int]:
        if self._writing is not None and self._files and self._sizes[self._files[-1]] >= self._file_bytes:
            self._end_file()
        if self._writing is None:
            number = self._files[-1] + 1 if self._files else 1
            descriptor = os.open(self._path(number), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            self._writing = os.fdopen(descriptor, "wb")
            self._files.append(number)
            self._sizes[number] = 0
        return self._writing, self._files[-1]

    def _end_file(self) -> None:
        if self._writing is not None:
            with contextlib.suppress(OSError):
                self._writing.close()
            self._writing = None

    def _read(self, number: int, at: int) -> tuple[Kept, int] | None:
        """The record at that place and where the next begins; None at the end, or where the rest cannot be read."""
        try:
            with self._path(number).open("rb") as file:
                file.seek(at)
                length, checksum = _HEAD.unpack(file.read(_HEAD.size))
                body = file.read(length)
            if len(body) != length or zlib.crc32(body) != checksum:
                return None
            return Kept.unpacked(body), at + _HEAD.size + length
        except (OSError, struct.error, ValueError):
            return None

    def _drop_oldest(self) -> bool:
        """Done with the oldest file; False where there is no other."""
        number = self._files[0]
        if len(self._files) == 1:
            self._end_file()
        for path in (self.folder / "position", self._path(number)):
            with contextlib.suppress(OSError):
                path.unlink()
        self._files.pop(0)
        self._sizes.pop(number)
        self._at, self._next = 0, None
        return bool(self._files)

    def _thin(self) -> None:
        self.thinned += sum(one.items for one in self._rest_of_oldest())
        self._drop_oldest()

    def _rest_of_oldest(self) -> Iterator[Kept]:
        at = self._at
        while (found := self._read(self._files[0], at)) is not None:
            yield found[0]
            at = found[1]

    def _read_position(self) -> int:
        try:
            number, at = (self.folder / "position").read_text().split()
        except (OSError, ValueError):
            return 0
        return int(at) if self._files and number == str(self._files[0]) and at.isdigit() else 0
