# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Remote write: read back with Google's own decoder, sent to a real HTTP server, kept on disk while that is away."""

import json
import threading
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import cramjam
import pytest
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from hypothesis import given
from hypothesis import strategies as st

from samdrift.adapters.remotewrite.jobs import trouble, write_on
from samdrift.adapters.remotewrite.messages import labels, moment, series
from samdrift.adapters.remotewrite.queue import Queue
from samdrift.adapters.remotewrite.sending import client_for, send
from samdrift.adapters.remotewrite.writing import hand_over
from samdrift.inventory.models import Device
from samdrift.inventory.testing import ACTOR, found_network
from samdrift.monitoring.commands import store_sweeps
from samdrift.monitoring.types import DeviceReading, PortReading
from samdrift.platform.scope import acting_as

AT = datetime(2026, 11, 12, 8, 0, tzinfo=UTC)


def _decoder():
    """prometheus.WriteRequest, described as remote.proto and types.proto of its specification do."""
    file = descriptor_pb2.FileDescriptorProto(name="remote.proto", package="prometheus", syntax="proto3")
    kinds = {"string": 9, "double": 1, "int64": 3}
    shapes = {
        "Label": [("name", 1, "string"), ("value", 2, "string")],
        "Sample": [("value", 1, "double"), ("timestamp", 2, "int64")],
        "TimeSeries": [("labels", 1, "Label"), ("samples", 2, "Sample")],
        "WriteRequest": [("timeseries", 1, "TimeSeries")],
    }
    for name, fields in shapes.items():
        message = file.message_type.add(name=name)
        for field, number, kind in fields:
            if kind in kinds:
                message.field.add(name=field, number=number, type=kinds[kind], label=1)
            else:
                message.field.add(name=field, number=number, type=11, label=3, type_name=f".prometheus.{kind}")
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName("prometheus.WriteRequest"))


WRITE_REQUEST = _decoder()


def read(body):
    """[({label: value}, value, ms)]."""
    told = WRITE_REQUEST.FromString(bytes(body))
    return [
        ({one.name: one.value for one in line.labels}, sample.value, sample.timestamp)
        for line in told.timeseries
        for sample in line.samples
    ]


class Receiver:
    """A real HTTP server that answers as it is told."""

    def __init__(self):
        self.answers, self.got = [], []
        box = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                box.got.append((dict(self.headers), body))
                code, headers, text = box.answers.pop(0) if box.answers else (204, {}, "")
                self.send_response(code)
                for name, value in {**headers, "Content-Length": str(len(text))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/api/v1/write"

    @contextmanager
    def up(self):
        thread = threading.Thread(target=self.server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield self
        finally:
            self.server.shutdown()
            thread.join()
            self.server.server_close()


@pytest.fixture
def receiver():
    with Receiver().up() as one:
        yield one


@given(
    st.dictionaries(st.text(min_size=1, max_size=20), st.text(min_size=1, max_size=300), max_size=5),
    st.floats(allow_nan=False),
    st.integers(0, 2**62),
)
def test_what_is_encoded_reads_back_by_another_decoder(told, value, at_ms):
    assert read(series(labels(told), value, moment(at_ms)) * 2) == [(told, value, at_ms)] * 2


def test_labels_stand_in_the_order_that_receivers_demand():
    line = WRITE_REQUEST.FromString(
        series(labels({"ifName": "a", "__name__": "b", "device": "c", "x": ""}), 1, moment(1))
    )
    assert [one.name for one in line.timeseries[0].labels] == ["__name__", "device", "ifName"]


@pytest.mark.parametrize(
    ("answer", "kind", "reason", "wait_s"),
    [
        ((200, {}, "ok"), "taken", "", None),
        ((204, {}, ""), "taken", "", None),
        ((400, {}, "out of order\nsample"), "refused", "400 Bad Request: out of order sample", None),
        ((401, {}, ""), "refused", "401 Unauthorized", None),
        ((302, {"Location": "/elsewhere"}, ""), "refused", "302 Found", None),
        ((429, {"Retry-After": "7"}, "slow"), "again", "429 Too Many Requests: slow", 7.0),
        ((503, {"Retry-After": "soon"}, ""), "again", "503 Service Unavailable", None),
    ],
)
def test_each_answer_means_taken_again_or_refused(receiver, answer, kind, reason, wait_s):
    receiver.answers = [answer]
    with client_for("t0ken") as client:
        found = send(client, receiver.url, b"body")
    assert (found.kind, found.reason, found.wait_s) == (kind, reason, wait_s)
    ((headers, body),) = receiver.got
    assert (headers["Authorization"], headers["Content-Encoding"], body) == ("Bearer t0ken", "snappy", b"body")
    assert headers["X-Prometheus-Remote-Write-Version"] == "0.1.0"


def run(queue, url, now=1000.0):
    with client_for("") as client:
        return hand_over(queue, client, url, now=lambda: now, until=time.monotonic() + 60)


def test_requests_wait_on_disk_while_nobody_answers_and_go_in_order_when_somebody_does(tmp_path, receiver):
    queue = Queue(tmp_path, most_bytes=1000)
    queue.put([b"one", b"two"], position=7)
    assert run(queue, "http://127.0.0.1:9/nobody") == 0
    queue = Queue(tmp_path, most_bytes=1000)  # another process
    assert "ConnectError" in queue.state.reason
    assert (queue.state.not_before, queue.state.position, queue.waiting()) == (1005.0, 7, (2, 6))
    assert run(queue, receiver.url, now=1004.9) == 0
    queue.put([b"three"], position=8)
    assert run(queue, receiver.url, now=1005.0) == 3
    assert [body for _, body in receiver.got] == [b"one", b"two", b"three"]
    assert (queue.waiting(), queue.state.reason, queue.state.failures, queue.state.sent) == ((0, 0), "", 0, 3)


def test_waiting_grows_to_a_quarter_of_an_hour(tmp_path):
    state = Queue(tmp_path, most_bytes=9).state
    waits = []
    for _ in range(9):
        state = state.failed("no", now=0.0, wait_s=None)
        waits.append(state.not_before)
    assert waits == [5, 10, 20, 40, 80, 160, 320, 640, 900]
    assert state.failed("no", now=0.0, wait_s=3.0).not_before == 3


def test_a_refused_request_is_dropped_with_its_reason_and_the_next_goes(tmp_path, receiver):
    queue = Queue(tmp_path, most_bytes=1000)
    queue.put([b"bad", b"good"], position=1)
    receiver.answers = [(400, {}, "too old")]
    assert run(queue, receiver.url) == 1
    assert (queue.state.refused, queue.state.sent, queue.waiting()) == (1, 1, (0, 0))


def test_where_room_is_short_the_oldest_requests_go_and_are_counted(tmp_path):
    queue = Queue(tmp_path, most_bytes=10)
    queue.put([b"12345", b"6789"], position=1)
    queue.put([b"abc"], position=2)
    assert [body for _, body in queue.oldest()] == [b"6789", b"abc"]
    assert queue.state.dropped == 1


def test_half_a_file_and_a_broken_state_are_no_requests(tmp_path):
    Queue(tmp_path, most_bytes=99).put([b"kept"], position=1)
    (tmp_path / ".0000000000000001.rw.new").write_bytes(b"ha")
    (tmp_path / "state.json").write_text('{"position": ')
    queue = Queue(tmp_path, most_bytes=99)
    queue.put([b"next"], position=2)
    assert [body for _, body in queue.oldest()] == [b"kept", b"next"]


@pytest.fixture
def device(cast):
    ids = found_network(cast.city, [("core", 1, "acc", 1)])
    with acting_as(ACTOR):
        return Device.objects.get(pk=ids["acc"])


def store(device, minute):
    ports = (
        PortReading(1, "up", "up", in_octets=2**40 + minute, speed_bps=10**9),
        PortReading(77, None, None, out_octets=5),
    )
    with acting_as(ACTOR):
        store_sweeps([(device, DeviceReading(device.pk, AT + timedelta(minutes=minute), 1, ports))])


def test_every_sample_that_is_stored_from_now_on_reaches_the_receiver_once(tmp_path, receiver, device):
    where = {"url": receiver.url, "token": "", "folder": tmp_path, "queue_mb": 1}
    store(device, 1)
    assert write_on(where) == 0
    store(device, 2)
    store(device, 3)
    assert write_on(where) == 2
    assert write_on(where) == 0
    city = device.municipality.slug
    about = {"device": "acc", "ifIndex": "1", "ifName": "ge1", "municipality": city}
    ms = [int((AT + timedelta(minutes=minute)).timestamp() * 1000) for minute in (2, 3)]
    found = [line for _, body in receiver.got for line in read(cramjam.snappy.decompress_raw(body))]
    assert found[:4] == [
        ({"__name__": "ifHCInOctets", **about}, 2.0**40 + 2, ms[0]),
        ({"__name__": "ifOperStatus", **about}, 1.0, ms[0]),
        ({"__name__": "ifAdminStatus", **about}, 1.0, ms[0]),
        ({"__name__": "ifHighSpeed", **about}, 1000.0, ms[0]),
    ]
    unnamed = {"device": "acc", "ifIndex": "77", "municipality": city}
    assert found[4] == ({"__name__": "ifHCOutOctets", **unnamed}, 5.0, ms[0])
    assert [line[2] for line in found[5:]] == [ms[1]] * 5


def test_what_is_wrong_is_told(tmp_path, device):
    where = {"url": "http://127.0.0.1:9/nobody", "token": "", "folder": tmp_path / "queue", "queue_mb": 1}
    assert (trouble(None), trouble(where)) == ("", "")
    write_on(where)
    store(device, 1)
    write_on(where)
    assert trouble(where).startswith("ConnectError")
    assert trouble(where).endswith("1 requests wait (0 MB), 0 dropped")
    assert json.loads((where["folder"] / "state.json").read_text())["sent"] == 0
