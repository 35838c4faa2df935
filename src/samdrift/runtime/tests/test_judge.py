# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The command as others check us through it: what is found in a replay, and how bad input is refused."""

import io
import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from samdrift.runtime import judge_replay

REPOSITORY = Path(__file__).parents[4]
DEVICES = [("core", "hall"), ("dist", "hub"), ("a", "school"), ("b", "school"), ("c", "gym")]
LINKS = [("core", "dist"), ("dist", "a"), ("a", "b"), ("dist", "c")]


def network(**more):
    return {
        "vantage": "core",
        "places": [{"id": place, "name": place} for place in ("hall", "hub", "school", "gym")],
        "devices": [{"id": device, "place": place} for device, place in DEVICES],
        "links": [{"id": f"{a}-{b}", "a": [a, f"to {b}"], "b": [b, f"to {a}"]} for a, b in LINKS],
        "interval_s": 2,
        "observations": [],
    } | more


def probes(until, silent=(), since=0.0, back=1e9, interval=2.0):
    """Everybody answers, but `silent` between `since` and `back`."""
    rows = []
    for turn in range(int(until / interval)):
        for number, (device, _) in enumerate(DEVICES):
            at = turn * interval + number * interval / len(DEVICES)
            rows.append(
                {"t": at, "kind": "probe", "device": device, "ok": device not in silent or not since <= at < back}
            )
    return rows


def merged(*streams):
    return sorted((row for stream in streams for row in stream), key=lambda row: row["t"])


def run(monkeypatch, capsys, document):
    text = document if isinstance(document, str) else json.dumps(document)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode()), encoding="utf-8"))
    code = judge_replay.main(["--json"])
    out = capsys.readouterr()
    return code, json.loads(out.out) if out.out else None, out.err


def judged(observations, **more):
    return judge_replay.replay(network(observations=observations, **more))


def test_a_cut_cable_is_opened_named_and_closed_once(monkeypatch, capsys):
    down = {"t": 20.6, "kind": "trap", "device": "dist", "port": "to a", "trap": "linkDown"}
    up = {"t": 60.5, "kind": "trap", "device": "dist", "port": "to a", "trap": "linkUp"}
    document = network(observations=merged(probes(100, {"a", "b"}, 20, 60), [down, up]))
    code, found, err = run(monkeypatch, capsys, document)
    assert (code, err, found["schema"], len(found["incidents"])) == (0, "", "samdrift/judge/1", 1)
    row = found["incidents"][0]
    assert (row["kind"], row["cause"], sorted(row["affected"])) == ("link", {"link": "dist-a"}, ["a", "b"])
    assert row["opened_at"] == 23.0
    assert 68 <= row["closed_at"] <= 72
    assert row["suspects"] == [
        {"link": "dist-a", "weight": 0.5},
        {"device": "a", "weight": 0.33},
        {"place": "school", "weight": 0.17},
    ]
    assert row["explanation"] == (
        "The neighbour that answers says the port of the only way in is down. Down: dist to a."
    )


def test_input_and_output_are_as_the_published_schema_says():
    schema = json.loads((REPOSITORY / "docs" / "reference" / "judge-1.schema.json").read_text())
    window = {"t": 10.0, "kind": "maintenance", "device": "c", "until": 80.0}
    down = {"t": 20.6, "kind": "trap", "device": "dist", "port": "to a", "trap": "linkDown"}
    document = network(observations=merged(probes(60, {"a", "b", "c"}, 20), [window, down]))
    found = judge_replay.replay(document)
    assert (len(found["incidents"]), len(found["absorbed"])) == (1, 1)
    Draft202012Validator(schema).validate(found)
    Draft202012Validator({"$ref": "#/$defs/input", "$defs": schema["$defs"]}).validate(document)


def test_without_any_port_known_silence_alone_names_the_device_with_its_cable_as_suspect():
    row = judged(probes(60, {"a", "b"}, 20))["incidents"][0]
    assert (row["kind"], row["cause"]) == ("device", {"device": "a"})
    assert {"link": "dist-a", "weight": 0.3} in row["suspects"]
    assert row["opened_at"] <= 26


def test_one_lost_probe_of_many_opens_nothing():
    stream = probes(400)
    for number in range(0, len(stream), 61):
        stream[number]["ok"] = False
    assert judged(stream)["incidents"] == []


def test_a_device_whose_neighbours_behind_it_answer_has_a_hanging_agent():
    row = judged(probes(60, {"a"}, 20))["incidents"][0]
    assert (row["kind"], row["cause"], row["affected"]) == ("agent", {"device": "a"}, [])


def test_a_stall_in_which_nobody_answers_for_thirty_seconds_opens_nothing():
    everybody = {device for device, _ in DEVICES}
    assert judged(probes(150, everybody, 40, 70))["incidents"] == []
    assert judged([row for row in probes(150) if not 40 <= row["t"] < 70])["incidents"] == []


def test_when_nobody_answers_for_longer_it_is_one_incident_at_the_vantage():
    rows = judged(probes(150, {device for device, _ in DEVICES}, 40))["incidents"]
    assert [(row["kind"], row["cause"]) for row in rows] == [("device", {"device": "core"})]


def test_maintenance_absorbs_what_falls_silent_in_it_and_says_so():
    window = {"t": 10.0, "kind": "maintenance", "device": "a", "until": 80.0}
    found = judged(merged(probes(75, {"a", "b"}, 20), [window]))
    assert found["incidents"] == []
    assert [(row["cause"], row["affected"]) for row in found["absorbed"]] == [({"device": "a"}, ["b"])]


def test_what_is_still_silent_when_the_maintenance_ends_is_an_incident():
    window = {"t": 10.0, "kind": "maintenance", "place": "school", "until": 50.0}
    rows = judged(merged(probes(80, {"a", "b"}, 20), [window]))["incidents"]
    assert [row["cause"] for row in rows] == [{"device": "a"}]
    assert 50 <= rows[0]["opened_at"] <= 52


def test_maintenance_of_one_device_does_not_hide_a_fault_beside_it():
    window = {"t": 10.0, "kind": "maintenance", "device": "a", "until": 80.0}
    rows = judged(merged(probes(60, {"a", "b", "c"}, 20), [window]))["incidents"]
    assert [row["cause"] for row in rows] == [{"device": "c"}]


@pytest.mark.parametrize("interval", [2.0, 10.0, 60.0])
def test_sparse_probes_take_longer_and_find_the_same(interval):
    rows = judged(probes(40 * interval, {"c"}, 10 * interval, interval=interval), interval_s=interval)["incidents"]
    assert [(row["kind"], row["cause"]) for row in rows] == [("device", {"device": "c"})]
    assert rows[0]["opened_at"] <= 16 * interval


def test_devices_never_probed_and_neighbours_that_lie_do_no_harm():
    lie = {"id": "loop", "a": ["b", "x"], "b": ["b", "y"]}
    stream = [row for row in probes(60, {"a", "b"}, 20) if row["device"] != "core"]
    body = network(observations=stream)
    rows = judge_replay.replay(body | {"links": [*body["links"], lie]})["incidents"]
    assert [row["cause"] for row in rows] == [{"device": "a"}]


def changed(path, value):
    body = network(observations=probes(4))
    here = body
    for step in path[:-1]:
        here = here[step]
    here[path[-1]] = value
    return body


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ("{", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ([], "the document: must be an object"),
        ({"devices": []}, "links: is missing"),
        (changed(["vantage"], "nobody"), "vantage: 'nobody' is not listed under devices"),
        (changed(["devices", 1, "id"], "core"), "devices[1].id: 'core' is listed twice"),
        (changed(["devices", 1, "id"], ["x"]), "devices[1].id: must be an id"),
        (changed(["devices", 1, "place"], "moon"), "devices[1].place: 'moon' is not listed under places"),
        (changed(["links", 1, "id"], "core-dist"), "links[1].id: 'core-dist' is listed twice"),
        (changed(["links", 0, "a", 0], "ghost"), "links[0].a[0]: 'ghost' is not listed under devices"),
        (changed(["links", 0, "b"], ["dist"]), "links[0].b: must be [device, port]"),
        (changed(["interval_s"], 0), "interval_s: must be more than 0"),
        (changed(["observations"], {}), "observations: must be a list"),
        (changed(["observations", 3, "t"], 900), "observations[4].t: 1.6 comes after 900"),
        (changed(["observations", 3, "t"], "soon"), "observations[3].t: must be a number of seconds, not 'soon'"),
        (changed(["observations", 3, "t"], float("nan")), "observations[3].t: must be a number of seconds"),
        (changed(["observations", 3, "kind"], "gossip"), "observations[3].kind: must be one of probe"),
        (changed(["observations", 3, "device"], "ghost"), "observations[3].device: 'ghost' is not listed"),
        (changed(["observations", 3, "ok"], "yes"), "observations[3].ok: must be true or false, not 'yes'"),
        (changed(["observations", 3], 7), "observations[3]: must be an object, not 7"),
        (changed(["observations", 3, "device"], "\u202eevil" * 90), "'\\u202eevil"),
    ],
)  # fmt: skip
def test_bad_input_is_refused_with_field_and_reason(monkeypatch, capsys, document, said):
    code, found, err = run(monkeypatch, capsys, document)
    assert (code, found) == (2, None)
    assert said in err
    assert len(err) < 300
