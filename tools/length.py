# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""No file of ours grows past what a newcomer reads in one sitting. A longer one asks to be two, each with its own purpose."""

import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MOST_LINES = 300
LEFT_OUT = {"migrations", ".venv", "node_modules", "__pycache__"}
OURS = ("src", "tests", "tools")


def too_long(root: Path, *, most: int = MOST_LINES) -> Iterator[tuple[Path, int]]:
    """Python files with more than `most` lines, and how many they have."""
    for folder in OURS:
        for path in sorted((root / folder).rglob("*.py")):
            if LEFT_OUT.intersection(path.relative_to(root).parts):
                continue
            lines = path.read_text(encoding="utf-8").count("\n")
            if lines > most:
                yield path.relative_to(root), lines


def main() -> int:
    """One line for each file that is too long; status 1 when there is one."""
    found = list(too_long(ROOT))
    for path, lines in found:
        print(f"{path}: {lines} lines, at most {MOST_LINES}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
