# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""`samdrift sla due`: the SLA clock from the command line, so that anybody can check a due time against their own sum.

The same engine that dates the service desk's cases; no database, no running Samdrift. Answers are written one by one, so
that the log of a whole desk needs no more memory than its questions. INTERFACE: sla/1 (docs/reference/sla-1.schema.json).
"""

import argparse
import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from samdrift.engines.slaclock import date_clock, explain, explanation_to_json, in_force
from samdrift.engines.slaclock.asked import Asked, Calendars, read_clock
from samdrift.kernel.errors import BadInput

SCHEMA = "samdrift/sla/1"
STANDARD_INPUT = "standard input"
_GIVEN_BACK = ("clock", "pair_with")

Result = dict[str, Any]

_ENCODER = json.JSONEncoder(default=float)
"""Numbers were read as Decimal, to be exact; given back (in an id), they are plain numbers again."""


def main(argv: list[str]) -> int:
    """Exit code 0; 2 where the input is wrong: a sentence on standard error names file, field and reason."""
    arguments = _parser().parse_args(argv)
    name = arguments.file or STANDARD_INPUT
    try:
        calendars, results = read_document(_read_json(arguments.file, name), name, explained=arguments.explain)
        faults = _written_as_json(results, calendars.notes) if arguments.json else _written_as_lines(results)
        sys.stdout.flush()
    except BadInput as error:
        print(error.sentence(), file=sys.stderr)
        return 2
    except BrokenPipeError:  # the reader has seen enough; nothing more may be written to it, not even at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    told = dict.fromkeys([*faults, *(fault.sentence() for fault in calendars.faults.values())])
    for fault in told:
        print(fault, file=sys.stderr)
    return 2 if told else 0


def read_document(document: Any, name: str, *, explained: bool = False) -> tuple[Calendars, Iterator[Result]]:
    """The calendars of `document`, and a result for each of its vectors in turn; one that cannot be dated gets `error` and
    the others their answer. Raises BadInput where the document itself is none.
    """
    if not isinstance(document, Mapping):
        raise BadInput("must be an object with calendars and vectors", where=name)
    calendars = Calendars(document.get("calendars"), f"{name}: calendars")
    vectors = document.get("vectors")
    if not isinstance(vectors, list):
        raise BadInput("must be a list", where=f"{name}: vectors")
    return calendars, (
        _result(vector, calendars, name, f"{name}: vectors[{index}]", explained=explained)
        for index, vector in enumerate(vectors)
    )


def answer(document: Any, name: str) -> list[Result]:
    """All results of `read_document` at once."""
    return list(read_document(document, name)[1])


def _result(vector: Any, calendars: Calendars, name: str, where: str, *, explained: bool) -> Result:
    given = vector if isinstance(vector, Mapping) else {}
    result = {"id": given.get("id")}
    try:
        result |= _answer_to_json(read_clock(vector, calendars, where), explained=explained)
    except BadInput as error:
        fault = error.sentence() if error.where.startswith(name) else f"{where}.{error.sentence()}"
        return result | {"due": None, "elapsed_minutes": None, "intervals": [], "error": fault}
    return result | {key: given[key] for key in _GIVEN_BACK if key in given}


def _answer_to_json(asked: Asked, *, explained: bool) -> Result:
    clock = in_force(asked.clock)
    answered = date_clock(clock, asked.as_of)
    zone = ZoneInfo(clock.terms.calendar.tz)

    def local(at: datetime) -> str:
        return at.astimezone(zone).isoformat()

    result: Result = {
        "due": None if answered.due is None else local(answered.due),
        "elapsed_minutes": answered.elapsed_minutes,
        "intervals": [[local(begin), local(finish)] for begin, finish in answered.intervals],
        "error": None,
    }
    if explained:
        result["explanation"] = explanation_to_json(explain(asked.clock, asked.as_of))
    return result


def _written_as_json(results: Iterable[Result], notes: list[str]) -> list[str]:
    """Print one document, a result a line; returns the faults."""
    faults, before = [], f'{{"schema": "{SCHEMA}", "results": ['
    for result in results:
        sys.stdout.write(f"{before}\n {_ENCODER.encode(result)}")
        before = ","
        if result["error"]:
            faults.append(result["error"])
    start = before if before != "," else ""
    sys.stdout.write(f'{start}\n], "notes": {json.dumps(notes)}}}\n')
    return faults


def _written_as_lines(results: Iterable[Result]) -> list[str]:
    faults = []
    for result in results:
        print(f"{result['id']}: {result['error'] or result['due'] or 'paused, no due time'}")
        if result["error"]:
            faults.append(result["error"])
    return faults


def _read_json(path: str | None, name: str) -> Any:
    try:
        text = Path(path).read_text(encoding="utf-8-sig") if path else sys.stdin.buffer.read().decode("utf-8-sig")
        return json.loads(text, parse_float=Decimal)
    except OSError as error:
        raise BadInput(error.strerror or "cannot be read", where=name) from error
    except UnicodeDecodeError as error:
        raise BadInput("is not UTF-8 text", where=name) from error
    except (ValueError, RecursionError) as error:
        raise BadInput(f"is not JSON ({error})", where=name) from error


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="samdrift sla", description="Service-level clocks, counted in real minutes.")
    commands = parser.add_subparsers(dest="command", required=True)
    due_command = commands.add_parser("due", help="when each target is used up, and the open time that makes the sum")
    due_command.add_argument("file", nargs="?", help="the cases as JSON; standard input when left out")
    due_command.add_argument("--json", action="store_true", help="answer as one JSON document")
    due_command.add_argument(
        "--explain", action="store_true", help="with --json: sums, pauses and calendar version too"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
