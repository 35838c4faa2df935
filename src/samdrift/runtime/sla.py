# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""`samdrift sla due`: the SLA clock from the command line, so that anybody can check a due time against their own sum.

The same engine that dates the service desk's cases; no database, no running Samdrift. INTERFACE: sla/1
(docs/reference/sla-1.schema.json).
"""

import argparse
import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from samdrift.engines.slaclock import Calendar, Due, Pause, calendar_from_json, due
from samdrift.kernel.errors import BadInput

SCHEMA = "samdrift/sla/1"
STANDARD_INPUT = "standard input"
POLICIES = ("retroactive", "from_change")


@dataclass(frozen=True, slots=True)
class Question:
    """One clock to date: all that `due` needs."""

    calendar: Calendar
    start: datetime
    target_minutes: float
    pauses: tuple[Pause, ...]
    as_of: datetime | None


def main(argv: list[str]) -> int:
    """Exit code 0; 2 where the input is wrong: a sentence on standard error names file, field and reason."""
    arguments = _parser().parse_args(argv)
    name = arguments.file or STANDARD_INPUT
    try:
        results = answer(_read_document(arguments.file, name), name)
    except BadInput as error:
        print(error.sentence(), file=sys.stderr)
        return 2
    if arguments.json:
        print(json.dumps({"schema": SCHEMA, "results": results}, indent=1, ensure_ascii=False))
    else:
        for result in results:
            print(f"{result['id']}: {result['error'] or result['due'] or 'paused, no due time'}")
    faults = [result["error"] for result in results if result["error"]]
    for fault in faults:
        print(fault, file=sys.stderr)
    return 2 if faults else 0


def answer(document: Any, name: str) -> list[dict[str, Any]]:
    """One result for each vector of `document`; a vector that cannot be read gets `error` and the others their answer.

    Raises BadInput where the document itself or one of its calendars is wrong.
    """
    if not isinstance(document, Mapping):
        raise BadInput("must be an object with calendars and vectors", where=name)
    calendars, vectors = document.get("calendars"), document.get("vectors")
    if not isinstance(calendars, Mapping):
        raise BadInput("must be an object of named calendars", where=f"{name}: calendars")
    if not isinstance(vectors, list):
        raise BadInput("must be a list", where=f"{name}: vectors")
    known = {key: calendar_from_json(value, f"{name}: calendars.{key}") for key, value in calendars.items()}
    return [_result(vector, known, f"{name}: vectors[{index}]") for index, vector in enumerate(vectors)]


def _result(vector: Any, calendars: Mapping[str, Calendar], where: str) -> dict[str, Any]:
    identity = vector.get("id") if isinstance(vector, Mapping) else None
    try:
        question = _question(vector, calendars, where)
        answered = due(
            question.calendar, question.start, question.target_minutes, question.pauses, as_of=question.as_of
        )
    except BadInput as error:
        fault = error.sentence() if error.where.startswith(where) else f"{where}.{error.sentence()}"
        return {"id": identity, "due": None, "elapsed_minutes": None, "intervals": [], "error": fault}
    return {"id": identity, **_answer_to_json(answered, ZoneInfo(question.calendar.tz)), "error": None}


def _question(vector: Any, calendars: Mapping[str, Calendar], where: str) -> Question:
    if not isinstance(vector, Mapping):
        raise BadInput("must be an object", where=where)
    calendar = _named_calendar(vector.get("calendar"), calendars, f"{where}.calendar")
    as_of = vector.get("as_of")
    question = Question(
        calendar=calendar,
        start=_instant(vector.get("start"), f"{where}.start"),
        target_minutes=_minutes(vector.get("target_minutes"), f"{where}.target_minutes"),
        pauses=_pauses(vector.get("pauses", []), f"{where}.pauses"),
        as_of=None if as_of is None else _instant(as_of, f"{where}.as_of"),
    )
    for field in ("change", "priority_change"):
        if vector.get(field) is not None:
            question = _changed(question, vector[field], calendars, f"{where}.{field}")
    return question


def _changed(question: Question, change: Any, calendars: Mapping[str, Calendar], where: str) -> Question:
    """The clock after a change of priority: `retroactive` keeps the start, `from_change` begins anew; both keep pauses."""
    if not isinstance(change, Mapping):
        raise BadInput("must be an object with at, policy and target_minutes", where=where)
    policy = change.get("policy")
    if policy not in POLICIES:
        raise BadInput(f"{policy!r} is not a policy", where=f"{where}.policy", remedy=f"use {' or '.join(POLICIES)}")
    at = _instant(change.get("at"), f"{where}.at")
    calendar = change.get("calendar")
    return replace(
        question,
        start=at if policy == "from_change" else question.start,
        target_minutes=_minutes(
            change.get("target_minutes", change.get("new_target_minutes")), f"{where}.target_minutes"
        ),
        calendar=question.calendar if calendar is None else _named_calendar(calendar, calendars, f"{where}.calendar"),
    )


def _named_calendar(name: Any, calendars: Mapping[str, Calendar], where: str) -> Calendar:
    if not isinstance(name, str) or name not in calendars:
        raise BadInput(f"{name!r} is not among the calendars", where=where)
    return calendars[name]


def _instant(value: Any, where: str) -> datetime:
    try:
        at = datetime.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise BadInput(f"{value!r} is not an ISO 8601 time", where=where) from error
    if at.tzinfo is None:
        raise BadInput(f"{value!r} has no offset", where=where, remedy="end it with Z or an offset such as +01:00")
    return at


def _minutes(value: Any, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BadInput(f"{value!r} is not a number of minutes", where=where)
    return value


def _pauses(value: Any, where: str) -> tuple[Pause, ...]:
    if not isinstance(value, list):
        raise BadInput("must be a list of [from, to]", where=where)
    return tuple(_pause(item, f"{where}[{index}]") for index, item in enumerate(value))


def _pause(value: Any, where: str) -> Pause:
    if not isinstance(value, list) or len(value) != 2:
        raise BadInput("must be [from, to]; to is null while the pause runs", where=where)
    begin = _instant(value[0], where)
    finish = None if value[1] is None else _instant(value[1], where)
    if finish is not None and finish < begin:
        raise BadInput("ends before it begins", where=where)
    return begin, finish


def _answer_to_json(answered: Due, zone: ZoneInfo) -> dict[str, Any]:
    def local(at: datetime) -> str:
        return at.astimezone(zone).isoformat()

    elapsed = answered.elapsed_minutes
    return {
        "due": local(answered.due) if answered.due else None,
        "elapsed_minutes": int(elapsed) if elapsed == int(elapsed) else elapsed,
        "intervals": [[local(begin), local(finish)] for begin, finish in answered.intervals],
    }


def _read_document(path: str | None, name: str) -> Any:
    try:
        text = Path(path).read_text(encoding="utf-8") if path else sys.stdin.buffer.read().decode("utf-8")
        return json.loads(text)
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
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
