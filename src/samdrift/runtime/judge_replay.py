# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""`samdrift judge --json < replay.json`: the production engine on recorded observations (docs/reference/judge-1)."""

import argparse
import json
import sys
from typing import Any

from samdrift.engines.correlation import Decision, NetworkJudge, Open, explained
from samdrift.kernel.errors import BadInput
from samdrift.runtime.judge_reading import Observer, number, read_topology, shown, wrong

STEP_S = 0.5
TRAIL_S = 1.0
"""How long after the last observation the engine is still asked: longer, and it would judge what nobody has seen."""


def main(argv: list[str]) -> int:
    """Exit 0 with one JSON document on standard output; 2 with a sentence on bad input."""
    parser = argparse.ArgumentParser(
        prog="samdrift judge", description="Replay observations through the root-cause engine."
    )
    parser.add_argument("--json", action="store_true", required=True, help="read JSON from standard input, write JSON")
    parser.parse_args(argv)
    try:
        document = json.load(sys.stdin)
        print(json.dumps(replay(document), ensure_ascii=False, indent=1))
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError) as error:
        print(f"standard input: not JSON: {error}", file=sys.stderr)
        return 2
    except BadInput as error:
        print(error.sentence(), file=sys.stderr)
        return 2
    return 0


def replay(body: object) -> dict[str, Any]:
    """The incidents the engine opens and closes; `t` in seconds. BadInput names the field that is wrong."""
    topology = read_topology(body)
    assert isinstance(body, dict)
    judge = NetworkJudge(topology)
    interval = number(body.get("interval_s", 2), "interval_s")
    if interval <= 0:
        wrong("interval_s", f"must be more than 0, not {interval:g}")
    judge.expect_probes_every(interval)
    written = _Written()
    _play(judge, body.get("observations", []), written)
    return {"schema": "samdrift/judge/1", "incidents": written.incidents, "absorbed": written.absorbed}


def _play(judge: NetworkJudge, observations: object, written: "_Written") -> None:
    if not isinstance(observations, list):
        wrong("observations", f"must be a list, not {shown(observations)}")
    observer = Observer(judge)
    clock = last = None
    for place, seen in enumerate(observations):
        where = f"observations[{place}]"
        if not isinstance(seen, dict):
            wrong(where, f"must be an object, not {shown(seen)}")
        at = number(seen.get("t"), f"{where}.t")
        if last is not None and at < last:
            wrong(f"{where}.t", f"{at:g} comes after {last:g}: observations must be ordered by t")
        last = at
        clock = at if clock is None else clock
        if clock + STEP_S <= at:
            clock = _ask(judge, clock, at, written)
        observer.take(seen, at, where)
    if clock is not None and last is not None:
        _ask(judge, clock, max(last + TRAIL_S, clock + STEP_S), written)


def _ask(judge: NetworkJudge, clock: float, until: float, written: "_Written") -> float:
    """Ask each half second; where time alone changes nothing, skip what is left of it."""
    while clock + STEP_S <= until:
        clock += STEP_S
        written.take(judge.judge(clock))
        if until - clock > 10 * STEP_S and not judge.wake_needed():
            clock += STEP_S * int((until - clock) / STEP_S)
    return clock


class _Written:
    """The output as it grows: a row an incident, and what agreed maintenance absorbed."""

    def __init__(self) -> None:
        self.incidents: list[dict[str, Any]] = []
        self.absorbed: list[dict[str, Any]] = []
        self._rows: dict[int, tuple[Open, dict[str, Any]]] = {}

    def take(self, decisions: list[Decision]) -> None:
        for decision in decisions:
            incident = decision.incident
            if decision.what == "absorbed":
                self.absorbed.append({"at": decision.at, **_named(incident), "affected": _affected(incident)})
                continue
            if decision.what == "opened":
                row = {"opened_at": incident.opened_at, "closed_at": None}
                self._rows[id(incident)] = (incident, row)
                self.incidents.append(row)
            row = self._rows[id(incident)][1]
            row |= _named(incident) | {"affected": _affected(incident)}
            if decision.what == "merged" and decision.into is not None:
                into = self._rows[id(decision.into)][1]
                into["affected"] = _affected(decision.into)
                row["merged_into"] = self.incidents.index(into)
            if decision.what in ("closed", "merged"):
                row["closed_at"] = decision.at
                del self._rows[id(incident)]


def _named(incident: Open) -> dict[str, Any]:
    finding = incident.finding
    suspects = finding.suspects if finding is not None else ()
    return {
        "kind": incident.kind,
        "cause": {incident.cause_type: incident.cause},
        "suspects": [{kind: cause, "weight": weight} for kind, cause, weight in suspects if weight > 0],
        "rejected": [{kind: cause} for kind, cause, weight in suspects if weight <= 0],
        "rule": finding.rule if finding is not None else "",
        "explanation": explained(finding) if finding is not None else "",
    }


def _affected(incident: Open) -> list[Any]:
    return [device for device in incident.affected if (incident.cause_type, incident.cause) != ("device", device)]
