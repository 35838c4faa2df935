# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Prometheus itself takes what we write and answers a query with it. Needs the program `prometheus` (Debian has it)."""

import shutil
import socket
import subprocess
import time
from datetime import UTC, datetime

import httpx
import numpy as np
import pytest

from samdrift.adapters.remotewrite.messages import labels
from samdrift.adapters.remotewrite.sending import client_for, send
from samdrift.adapters.remotewrite.writing import requests_of
from samdrift.engines.columnstore import COLUMNS, Readings

PROGRAM = shutil.which("prometheus")


@pytest.fixture
def prometheus(tmp_path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{probe.getsockname()[1]}"
    (tmp_path / "prometheus.yml").write_text("global: {}\n")
    process = subprocess.Popen(
        [PROGRAM, f"--config.file={tmp_path}/prometheus.yml", f"--storage.tsdb.path={tmp_path}/data",
         f"--web.listen-address={address}", "--web.enable-remote-write-receiver", "--log.level=error"],
        cwd=tmp_path,
    )  # fmt: skip
    try:
        until = time.monotonic() + 30
        while time.monotonic() < until:
            try:
                if httpx.get(f"http://{address}/-/ready").is_success:
                    break
            except httpx.HTTPError:
                time.sleep(0.05)
        yield f"http://{address}"
    finally:
        process.terminate()
        process.wait(10)


@pytest.mark.skipif(PROGRAM is None, reason="prometheus is not installed")
def test_prometheus_takes_a_sweep_and_answers_with_it_and_refuses_the_past(prometheus):
    at_ms = int(datetime.now(UTC).timestamp() * 1000)
    ports = 700
    readings = Readings(
        np.array([1]), np.array([at_ms]), np.array([5]), np.array([0, ports]), np.arange(1, ports + 1),
        np.full((len(COLUMNS), ports), 2**40, np.uint64), np.ones((len(COLUMNS), ports), bool),
    )  # fmt: skip
    bodies = list(requests_of(readings, lambda device, port: labels({"device": f"d{device}", "ifIndex": str(port)})))
    with client_for("") as client:
        assert [send(client, f"{prometheus}/api/v1/write", body).kind for body in bodies] == ["taken"] * len(bodies)
        query = {"query": 'ifHCInOctets{device="d1",ifIndex="700"}', "time": str(at_ms / 1000 + 1)}
        found = httpx.get(f"{prometheus}/api/v1/query", params=query).json()["data"]["result"]
        assert [(line["metric"]["ifIndex"], line["value"][1]) for line in found] == [("700", str(2**40))]
        count = httpx.get(f"{prometheus}/api/v1/query", params={**query, "query": 'count({device="d1"})'}).json()
        assert count["data"]["result"][0]["value"][1] == str(ports * len(COLUMNS))
        readings.at_ms[0] -= 7 * 86_400_000
        (old, *_) = requests_of(readings, lambda *_: labels({"device": "d1"}))
        refused = send(client, f"{prometheus}/api/v1/write", old)
    assert refused.kind == "refused"
    assert refused.reason.startswith("400 Bad Request")
