# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Every recording of a real device is read without a crash, and each port as the device told it."""

from collections.abc import Iterator

import jsonschema
import pytest

from samdrift.adapters.snmp.discover import discover
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
from samdrift.adapters.snmp.tests.schema import published_schema
from samdrift.inventory.types import DeviceSnapshot, SnmpCredential

pytestmark = [pytest.mark.recordings, pytest.mark.slow, pytest.mark.xdist_group("recordings")]

LLDP_REMOTE_PORT_ID = ("1.0.8802.1.1.2.1.4.1.1.7", "1.3.111.2.802.1.1.13.1.4.1.1.8")


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    try:
        recordings_folder()
        responder()
    except Missing as missing:
        pytest.skip(str(missing))
    with served_recordings(tmp_path_factory.mktemp("snmpsim") / "cache") as served:
        yield served


@pytest.fixture(scope="module")
def snapshots(port: int) -> dict[str, DeviceSnapshot]:
    return {
        name: discover("127.0.0.1", SnmpCredential(community=name, port=port), timeout_s=10.0)
        for name in recording_names()
    }


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


def test_no_recorded_device_is_called_faulty(snapshots):
    assert {name: snapshot.problems for name, snapshot in snapshots.items() if snapshot.problems} == {}


def test_every_recorded_neighbour_is_told(snapshots):
    recorded = {name: sum(len(read_recording(name).column(oid)) for oid in LLDP_REMOTE_PORT_ID) for name in snapshots}
    told = {name: len(snapshot.neighbours) for name, snapshot in snapshots.items()}
    assert {name: told[name] for name, rows in recorded.items() if rows} == {
        name: rows for name, rows in recorded.items() if rows
    }


def test_the_operating_system_is_named_for_all(snapshots):
    theirs = {name: expected(name)["os"]["discovery"]["devices"][0]["os"] for name in snapshots}
    assert {name: snapshot.device.os for name, snapshot in snapshots.items()} == theirs


def test_every_snapshot_keeps_the_published_schema(snapshots):
    validator = jsonschema.Draft202012Validator(published_schema())
    for snapshot in snapshots.values():
        validator.validate(document(snapshot))
