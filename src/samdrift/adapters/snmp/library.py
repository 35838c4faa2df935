# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""All vendor files: those that ship (families/) and those of this installation, in the folder SAMDRIFT_FAMILIES_DIR.

A make is added beside the program, so that the next version does not take it away. A file of one's own stands in for the
shipped one of the same name. Every program that reads devices reads the files at its start, and a mistake is refused then,
with file, line, entry and reason (knowledge.py tells what may stand in a file).
"""

import os
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from samdrift.adapters.snmp.knowledge import Book
from samdrift.kernel.errors import BadInput

FOLDER = Path(__file__).with_name("families")
SETTING = "SAMDRIFT_FAMILIES_DIR"
MANUAL = "see docs/how-to/add-a-make.md"


def folders() -> tuple[Path, ...]:
    """Where vendor files lie, later ones standing in for earlier; BadInput where the own folder is none."""
    own = os.environ.get(SETTING, "")
    if not own:
        return (FOLDER,)
    if not Path(own).is_dir():
        raise BadInput(f"«{own}» is not a folder", where=SETTING, remedy="name the folder that holds your vendor files")
    return (FOLDER, Path(own))


def library(*read: Path) -> dict[str, Book]:
    """All vendor files of `read`, or of `folders()`, by name without ending. BadInput names file, line, entry and reason."""
    return _library(read or folders())


@dataclass(frozen=True)
class _File:
    path: Path
    words: str
    book: Book

    def where(self, *location: str | int) -> str:
        return _where(self.path, self.words, location)


@cache
def _library(read: tuple[Path, ...]) -> dict[str, Book]:
    paths = {path.stem: path for folder in read for path in sorted(folder.glob("*.toml"))}
    files = {name: _file(path) for name, path in sorted(paths.items())}
    for file in files.values():
        for nth, family in enumerate(file.book.family):
            for wanted in family.reads:
                if wanted not in files:
                    raise BadInput(
                        f"family {family.os} reads «{wanted}», which is not among the files",
                        where=file.where("family", nth, "reads"),
                        remedy="give the name of a vendor file without .toml",
                    )
    _refuse_twins(files)
    return {name: file.book for name, file in files.items()}


def _file(path: Path) -> _File:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise BadInput(f"cannot be read: {error.strerror}", where=_called(path), remedy=MANUAL) from None
    try:
        words = content.decode("utf-8")
        raw: dict[str, Any] = tomllib.loads(words)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise BadInput("is not UTF-8", where=f"{_called(path)}, line {line}", remedy="save it as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"is not TOML: {error}", where=_called(path), remedy=MANUAL) from None
    try:
        return _File(path, words, Book.model_validate(raw))
    except ValidationError as error:
        first = error.errors()[0]
        raise BadInput(_reason(first), where=_where(path, words, first["loc"]), remedy=MANUAL) from None


def _called(path: Path) -> str:
    """A shipped file by its name, one's own by its whole path."""
    return path.name if path.parent == FOLDER else str(path)


def _reason(error: Any) -> str:
    said: str = error["msg"].removeprefix("Value error, ")
    return "is not a key of this entry" if error["type"] == "extra_forbidden" else said


def _where(path: Path, words: str, location: tuple[int | str, ...]) -> str:
    line, entry = _place(words, location)
    return f"{_called(path)}, line {line}, {entry}" if line else f"{_called(path)}, {entry}"


def _place(words: str, location: tuple[int | str, ...]) -> tuple[int | None, str]:
    """The line of the entry that pydantic points at, and the entry in words: «family 2, serial 1, oid»."""
    named: list[str] = []
    for at, step in enumerate(location):
        if isinstance(step, int) and at:
            named[-1] += f" {step + 1}"
        else:
            named.append(str(step))
    lines = words.splitlines()
    kind = str(location[0])
    heads = [number for number, line in enumerate(lines, start=1) if line.split("#")[0].strip() == f"[[{kind}]]"]
    nth = location[1] if len(location) > 1 and isinstance(location[1], int) else 0
    if nth >= len(heads):
        return None, ", ".join(named)
    line = heads[nth]
    if len(location) > 2:
        key = re.compile(rf"\s*{re.escape(str(location[2]))}\s*=")
        end = heads[nth + 1] if nth + 1 < len(heads) else len(lines) + 1
        line = next((at for at in range(line, end) if key.match(lines[at - 1])), line)
    return line, ", ".join(named)


def _refuse_twins(files: dict[str, _File]) -> None:
    """Two families with the same conditions and rank could only be told apart by the order of files."""
    seen: dict[tuple[Any, ...], str] = {}
    for file in files.values():
        for nth, family in enumerate(file.book.family):
            for prefix in family.oid or ("",):
                key = (prefix, family.descr, family.has, family.rank)
                if key in seen:
                    raise BadInput(
                        f"family {family.os} has the same conditions as {seen[key]} ({prefix or family.descr})",
                        where=file.where("family", nth),
                        remedy="give one of them a higher rank or another condition",
                    )
                seen[key] = f"{family.os} in {file.path.name}"
