# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The pictures of docs/why/clocks.md and the table of the hand-made vectors, written from the vectors by the engine itself.

Run it after a change to docs/reference/clock-vectors.json; a test holds what is on disk against what it would write.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from samdrift.engines.slaclock import explain
from samdrift.engines.slaclock.asked import Calendars, read_clock
from samdrift.engines.slaclock.picture import picture

DOCS = Path(__file__).resolve().parent.parent / "docs"
VECTORS = DOCS / "reference" / "clock-vectors.json"
TABLE = DOCS / "reference" / "clock-vectors.md"
PICTURES = {
    "C07": "clock-weekend.svg",
    "C12": "clock-easter.svg",
    "C23": "clock-spring-night.svg",
    "C24": "clock-autumn-night.svg",
    "C42": "clock-pause-over-closing.svg",
    "C39": "clock-paused.svg",
    "C60": "clock-working-days.svg",
}
_HEAD = """<!-- SPDX-FileCopyrightText: 2026 The Samdrift maintainers -->
<!-- SPDX-License-Identifier: CC-BY-SA-4.0 -->
<!-- written by tools/clock_pages.py -->
# Clocks worked out by hand

Each due time was found with a paper calendar before the engine was asked; a test asks it at every run. They stand in
{download}`clock-vectors.json <clock-vectors.json>` in the form that `samdrift sla due --json` reads, so you can ask it too:

```sh
samdrift sla due --json docs/reference/clock-vectors.json
```

How clocks count, with pictures: [](../why/clocks.md).
"""


def pages() -> Iterator[tuple[Path, str]]:
    """Every file this writes, with its text."""
    document = json.loads(VECTORS.read_text(encoding="utf-8"))
    calendars = Calendars(document["calendars"], "calendars")
    for vector in document["vectors"]:
        if vector["id"] in PICTURES:
            asked = read_clock(vector, calendars, vector["id"])
            yield DOCS / "pictures" / PICTURES[vector["id"]], picture(explain(asked.clock, asked.as_of))
    yield TABLE, _table(document)


def _table(document: dict[str, Any]) -> str:
    lines = [_HEAD, "## Calendars", "", "| Name | |", "|---|---|"]
    lines += [f"| {name} | {data['note']} |" for name, data in document["calendars"].items()]
    lines += [
        "",
        "## Vectors",
        "",
        "| | Calendar | Start | Target | Pauses | Due | Why |",
        "|---|---|---|---|---|---|---|",
    ]
    lines += [_row(vector) for vector in document["vectors"]]
    return "\n".join(lines) + "\n"


def _row(vector: dict[str, Any]) -> str:
    pauses = ", ".join(
        f"{_short(begin)} to {_short(finish) if finish else '...'}" for begin, finish in vector["pauses"]
    )
    due = _short(vector["expected_due"]) if vector["expected_due"] else "none"
    stated = vector.get("target")
    target = f"{stated['amount']} {stated['unit'].replace('_', ' ')}s" if stated else f"{vector['target_minutes']} min"
    cells = (vector["id"], vector["calendar"], _short(vector["start"]), target, pauses, due, vector["reason"])
    return "| " + " | ".join(cells) + " |"


def _short(at: str) -> str:
    """2026-02-03T09:00:00+01:00 as a person writes it."""
    return at.replace("T", " ").replace(":00+", " +").replace(":00-", " -").removesuffix(":00")


def main() -> int:
    """Write what has changed and say so."""
    for path, text in pages():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            print(path.relative_to(DOCS.parent))
    return 0


if __name__ == "__main__":
    sys.exit(main())
