# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Every recording of a real device is read without a crash, each port as the device told it, the rest as well as promised.

All are read in memory; a few are served by snmpsim too and asked over SNMP, and must give the very same.
"""

import dataclasses
from collections.abc import Iterator

import jsonschema
import pytest

from samdrift.adapters.snmp.discover import discover, read_device
from samdrift.adapters.snmp.report import document
from samdrift.adapters.snmp.testing.recordings import (
    Missing,
    expected,
    port_truth,
    read_recording,
    recording_names,
    recordings_folder,
    responder,
    served_recordings,
)
from samdrift.adapters.snmp.testing.replay import ReplayedAgent
from samdrift.adapters.snmp.testing.score import TARGETS, Score, score_snapshot
from samdrift.adapters.snmp.tests.schema import closed_schema
from samdrift.inventory.types import DeviceSnapshot, SnmpCredential

pytestmark = [pytest.mark.recordings, pytest.mark.slow, pytest.mark.xdist_group("recordings")]

LLDP_REMOTE_PORT_ID = ("1.0.8802.1.1.2.1.4.1.1.7", "1.3.111.2.802.1.1.13.1.4.1.1.8")
OVER_SNMP = (
    "airos-af",
    "eatonpdu_2",
    "fortigate_60f3g4g",
    "jetstream_sg2218p",
    "routeros_rb760igs",
    "ruckuswireless-sz",
)


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    try:
        recordings_folder()
        responder()
    except Missing as missing:
        pytest.skip(str(missing))
    with served_recordings(tmp_path_factory.mktemp("snmpsim") / "cache", only=OVER_SNMP) as served:
        yield served


@pytest.fixture(scope="module")
def snapshots() -> dict[str, DeviceSnapshot]:
    try:
        recordings_folder()
    except Missing as missing:
        pytest.skip(str(missing))
    return {name: read_device(ReplayedAgent(read_recording(name))) for name in recording_names()}


@pytest.fixture(scope="module")
def score(snapshots: dict[str, DeviceSnapshot]) -> Score:
    score = Score()
    for name, snapshot in snapshots.items():
        score_snapshot(score, name, snapshot, read_recording(name), expected(name))
    return score


def test_every_port_field_is_as_recorded(snapshots):
    wrong = []
    for name, snapshot in snapshots.items():
        ours = {interface.if_index: interface for interface in snapshot.interfaces}
        for if_index, truth in port_truth(read_recording(name)).items():
            for field, value in truth.items():
                got = getattr(ours.get(if_index), field, None)
                if got != value:
                    wrong.append(f"{name} {if_index} {field}: {got!r}, recorded {value!r}")
    assert wrong == []


@pytest.mark.parametrize("name", [name for name in OVER_SNMP if name in recording_names()])
def test_over_snmp_a_device_is_read_as_in_memory_and_called_sound(name, port, snapshots):
    told = discover("127.0.0.1", SnmpCredential(community=name, port=port), timeout_s=10.0)
    assert told.problems == ()
    assert dataclasses.replace(told, problems=(), cost=None) == snapshots[name]


def test_every_recorded_neighbour_is_told(snapshots):
    recorded = {name: sum(len(read_recording(name).column(oid)) for oid in LLDP_REMOTE_PORT_ID) for name in snapshots}
    told = {name: len(snapshot.neighbours) for name, snapshot in snapshots.items()}
    assert {name: told[name] for name, rows in recorded.items() if rows} == {
        name: rows for name, rows in recorded.items() if rows
    }


def test_the_operating_system_is_named_for_all(snapshots):
    theirs = {name: expected(name)["os"]["discovery"]["devices"][0]["os"] for name in snapshots}
    assert {name: snapshot.device.os for name, snapshot in snapshots.items()} == theirs


@pytest.mark.parametrize("field", TARGETS)
def test_agreement_with_what_others_found_does_not_sink(field, score):
    missed = [miss for miss in score.misses if miss.startswith(f"{field}:")]
    assert score.percent(field) >= TARGETS[field], "\n".join(missed[:40])


def test_every_snapshot_keeps_the_published_schema(snapshots):
    validator = jsonschema.Draft202012Validator(closed_schema())
    for snapshot in snapshots.values():
        validator.validate(document(snapshot))
