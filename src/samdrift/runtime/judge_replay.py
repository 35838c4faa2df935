# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""`samdrift judge --json < replay.json`: the production engine on recorded observations (docs/reference/judge-1)."""

import argparse
import json
import sys
from typing import Any

from samdrift.engines.correlation import Decision, Link, NetworkJudge, Open, Topology
from samdrift.kernel.errors import BadInput

STEP_S = 1.0
TRAIL_S = 60.0
"""How long after the last observation the engine is still asked, so that waiting times run out."""


def main(argv: list[str]) -> int:
    """Exit 0 with one JSON document on standard output; 2 with a sentence on bad input."""
    parser = argparse.ArgumentParser(
        prog="samdrift judge", description="Replay observations through the root-cause engine."
    )
    parser.add_argument("--json", action="store_true", required=True, help="read JSON from standard input, write JSON")
    parser.parse_args(argv)
    try:
        print(json.dumps(replay(json.load(sys.stdin)), ensure_ascii=False, indent=1))
    except json.JSONDecodeError as error:
        print(f"standard input: not JSON: {error}", file=sys.stderr)
        return 2
    except BadInput as error:
        print(error.sentence(), file=sys.stderr)
        return 2
    return 0


def replay(body: dict[str, Any]) -> dict[str, Any]:
    """The incidents the engine opens and closes; `t` in seconds. BadInput names the field that is wrong."""
    judge = NetworkJudge(_topology(body))
    incidents: list[dict[str, Any]] = []
    rows: list[tuple[Open, dict[str, Any]]] = []
    clock: float | None = None
    for number, seen in enumerate(body.get("observations", [])):
        try:
            at = float(seen["t"])
            clock = at if clock is None else clock
            while clock + STEP_S <= at:
                clock += STEP_S
                _write(judge.judge(clock), incidents, rows)
            _observe(judge, seen, at)
        except (KeyError, TypeError, ValueError) as error:
            raise BadInput(
                f"cannot be used: {error!r}", where=f"observations[{number}]", remedy="see docs/reference/judge-1"
            ) from error
    end = (clock or 0.0) + TRAIL_S
    last = float(body["observations"][-1]["t"]) if body.get("observations") else 0.0
    while clock is not None and clock < min(end, last + STEP_S):
        clock += STEP_S
        _write(judge.judge(clock), incidents, rows)
    return {"schema": "samdrift/judge/1", "incidents": incidents}


def _topology(body: dict[str, Any]) -> Topology:
    try:
        places = {device["id"]: device.get("place") for device in body["devices"]}
        links = tuple(Link(row["id"], row["a"][0], row["a"][1], row["b"][0], row["b"][1]) for row in body["links"])
        vantage = body.get("vantage")
    except (KeyError, TypeError, IndexError) as error:
        raise BadInput(
            f"the topology lacks or misshapes {error!r}", where="devices, links", remedy="see docs/reference/judge-1"
        ) from error
    for link in links:
        for device in (link.a, link.b):
            if device not in places:
                raise BadInput(f"unknown device {device!r}", where=f"links[{link.id}]", remedy="list it under devices")
    return Topology(vantage=vantage, places=places, links=links)


def _observe(judge: NetworkJudge, seen: dict[str, Any], at: float) -> None:
    kind, device = seen["kind"], seen.get("device")
    if kind == "probe":
        judge.probe(device, at, icmp=seen.get("icmp", bool(seen["ok"])), snmp=seen.get("snmp"))
    elif kind == "port":
        judge.port(device, seen["port"], at, oper=seen["oper"], admin=seen.get("admin"))
    elif kind == "trap" and seen["trap"] in ("linkDown", "linkUp"):
        judge.port(device, seen["port"], at, oper="down" if seen["trap"] == "linkDown" else "up")
    elif kind == "trap" and seen["trap"] in ("onBattery", "offBattery"):
        judge.power(device, at, on_battery=seen["trap"] == "onBattery")
    elif kind == "trap":
        return
    elif kind == "maintenance":
        judge.excuse(until=float(seen["until"]), device=device, place=seen.get("place"))
    else:
        raise ValueError(f"kind {kind!r} is none of probe, trap, port, maintenance")


def _write(decisions: list[Decision], incidents: list[dict[str, Any]], rows: list[tuple[Open, dict[str, Any]]]) -> None:
    for decision in decisions:
        row = next((known for incident, known in rows if incident is decision.incident), None)
        if row is None:
            row = _row(decision.incident)
            rows.append((decision.incident, row))
            incidents.append(row)
        row["affected"] = [device for device in decision.incident.affected if {"device": device} != row["cause"]]
        if decision.what == "closed":
            row["closed_at"] = decision.at


def _row(incident: Open) -> dict[str, Any]:
    finding = incident.finding
    suspects = finding.suspects if finding is not None else ()
    return {
        "opened_at": incident.opened_at,
        "closed_at": None,
        "kind": incident.kind,
        "cause": {incident.cause_type: incident.cause},
        "suspects": [{kind: cause, "weight": weight} for kind, cause, weight in suspects],
        "affected": [],
        "explanation": finding.rule if finding is not None else "",
    }
