# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""No file of ours grows past what a newcomer reads in one sitting. A longer one asks to be two, each with its own purpose."""

import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MOST_LINES = 300
MOST_LINES_OF_TESTS = 400  # one case after the other reads faster than interwoven code
LEFT_OUT = {"migrations", ".venv", "node_modules", "__pycache__"}
OURS = ("src", "tests", "tools")


def most_lines(path: Path) -> int:
    """How long the file may be."""
    return MOST_LINES_OF_TESTS if "tests" in path.parts else MOST_LINES


def too_long(root: Path) -> Iterator[tuple[Path, int]]:
    """Python files that are longer than they may be, and how many lines they have."""
    for folder in OURS:
        for path in sorted((root / folder).rglob("*.py")):
            inside = path.relative_to(root)
            if LEFT_OUT.intersection(inside.parts):
                continue
            lines = path.read_text(encoding="utf-8").count("\n")
            if lines > most_lines(inside):
                yield inside, lines


def main() -> int:
    """One line for each file that is too long; status 1 when there is one."""
    found = list(too_long(ROOT))
    for path, lines in found:
        print(f"{path}: {lines} lines, at most {most_lines(path)}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
