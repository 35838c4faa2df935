# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Kea over HTTP and over a socket: pools, leases, high availability; what it refuses is told, and nothing breaks out."""

import base64
import json
import socket
import threading
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from samdrift.adapters.kea import jobs
from samdrift.adapters.kea.api import KeaApi, KeaTrouble
from samdrift.adapters.kea.jobs import read_dhcp
from samdrift.adapters.kea.reading import counted_in, read_server
from samdrift.inventory.models import AddressPool, Lease, StationName
from samdrift.inventory.testing import ACTOR, AT
from samdrift.inventory.whereabouts import where_is
from samdrift.parties.testing import actor_of
from samdrift.platform.scope import acting_as

MAC, OTHER = "000c01020304", "000c01020305"


def lease(number, mac, name="", state=0):
    return {"ip-address": f"10.95.0.{number}", "hw-address": ":".join(mac[n : n + 2] for n in range(0, 12, 2)),
            "hostname": name, "state": state, "subnet-id": 10, "valid-lft": 3600, "cltt": 1795252567}  # fmt: skip


def recorded():
    """Answers in the shape of Kea 2.2 (stat_cmds, lease_cmds) and of its high availability hook."""
    columns = [
        "subnet-id",
        "total-addresses",
        "cumulative-assigned-addresses",
        "assigned-addresses",
        "declined-addresses",
    ]
    return {
        "config-get": {"Dhcp4": {
            "subnet4": [{"id": 10, "subnet": "10.95.0.0/24", "user-context": {"name": "School north clients"}}],
            "shared-networks": [{"name": "North", "subnet4": [{"id": 20, "subnet": "10.95.1.0/28"}]}]}},
        "stat-lease4-get": {"result-set": {"columns": columns, "rows": [[10, 100, 45, 29, 1], [20, 8, 0, 8, 0]]}},
        "lease4-get-page": {"leases": [lease(100, MAC, "Signes-PC.skole.example."), lease(101, OTHER), lease(102, "ff", "x"),
                                       lease(103, "000c01020306", "old", state=2)]},
        "status-get": {"high-availability": [{"ha-mode": "hot-standby", "ha-servers": {
            "local": {"state": "partner-down"}, "remote": {"last-state": "ready"}}}]},
    }  # fmt: skip


class Kea:
    """Answers as Kea does: over HTTP as the control agent, in a list."""

    def __init__(self, answers, *, listed=True):
        self.answers, self.asked, self.listed = answers, [], listed

    def say(self, question):
        self.asked.append(question)
        found = self.answers.get(question["command"])
        if question.get("service") == ["dhcp6"]:
            answer = {"result": 1, "text": "forwarding socket is not configured for the server type dhcp6"}
        elif found is None:
            answer = {"result": 2, "text": f"'{question['command']}' command not supported."}
        else:
            answer = {"result": 0, "arguments": found}
        return json.dumps([answer] if self.listed else answer).encode()

    @contextmanager
    def http(self):
        kea = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                wanted = "Basic " + base64.b64encode(b"lab:labpass").decode()
                body = kea.say(question) if self.headers["Authorization"] == wanted else b'{"result": 401}'
                self.send_response(200 if self.headers["Authorization"] == wanted else 401)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()
            server.server_close()


def read(kea, *, user="lab", password="labpass"):
    with kea.http() as url, KeaApi(url, user=user, password=password) as api:
        return read_server(api)


def test_pools_leases_and_the_pairs_state_are_read(db):
    told = read(Kea(recorded()))
    assert [(p.family, p.network, p.name, p.used, p.size, p.declined) for p in told.pools] == [
        (4, "10.95.0.0/24", "School north clients", 29, 100, 1),
        (4, "10.95.1.0/28", "North", 8, 8, 0),
    ]
    assert [(one.address, one.mac, one.name) for one in told.leases] == [
        ("10.95.0.100", MAC, "Signes-PC"),
        ("10.95.0.101", OTHER, ""),
    ]
    assert told.state == "hot-standby partner-down / ready"
    assert told.leases_whole
    assert told.problems == ("IPv6: config-get: forwarding socket is not configured for the server type dhcp6",)


def test_without_its_hooks_the_statistics_tell_the_pools_and_leases_are_named_missing():
    answers = recorded()
    del answers["stat-lease4-get"], answers["lease4-get-page"]
    answers["statistic-get-all"] = {
        "subnet[10].total-addresses": [[100, "t"]], "subnet[10].assigned-addresses": [[29, "t"], [28, "before"]],
        "subnet[10].pool[0].assigned-addresses": [[5, "t"]], "pkt4-received": [[9, "t"]],
    }  # fmt: skip
    told = read(Kea(answers))
    assert [(p.used, p.size) for p in told.pools] == [(29, 100), (0, 0)]
    assert (told.leases, told.leases_whole) == ((), False)
    assert told.problems[0] == "lease4-get-page: 'lease4-get-page' command not supported."


def test_ipv6_delegations_are_not_addresses():
    found = counted_in({"subnet[1].total-nas": [[2**64, "t"]], "subnet[1].assigned-pds": [[4, "t"]]})
    assert found == {1: (2**64, 0, 0)}


def test_a_wrong_password_another_program_and_nobody_are_told_in_words():
    with pytest.raises(KeaTrouble, match="401 Unauthorized"):
        read(Kea({}), password="wrong")
    with pytest.raises(KeaTrouble, match="command not supported"):
        read(Kea({}))
    with KeaApi("http://127.0.0.1:9/") as api, pytest.raises(KeaTrouble, match="ConnectError"):
        read_server(api)
    with KeaApi("unix:/nowhere/kea.sock") as api, pytest.raises(KeaTrouble, match="No such file"):
        read_server(api)


@pytest.mark.parametrize("strange", [{"result-set": {}}, {"result-set": {"columns": [], "rows": [[1]]}}, {"rows": 1}])
def test_an_answer_of_another_shape_costs_that_question_alone(strange):
    told = read(Kea(recorded() | {"stat-lease4-get": strange}))
    assert told.pools == ()
    assert len(told.leases) == 2
    assert "another shape" in told.problems[0]


def test_a_server_itself_is_asked_over_its_socket(tmp_path):
    kea = Kea(recorded(), listed=False)
    path = str(tmp_path / "kea4.sock")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(path)
        server.listen()
        server.settimeout(5)

        def serve():
            for _ in range(5):
                line, _ = server.accept()
                with line:
                    line.sendall(kea.say(json.loads(line.recv(65536))))

        thread = threading.Thread(target=serve)
        thread.start()
        with KeaApi(f"unix:{path}") as api:
            told = read_server(api)
        thread.join(5)
    assert (len(told.pools), len(told.leases)) == (2, 2)
    assert all("service" not in question for question in kea.asked)


def ask(cast, typed):
    actor = actor_of(cast.owner)
    with acting_as(actor):
        return [(s.mac, s.name, [(a.address, a.present) for a in s.addresses]) for s in where_is(actor, typed).stations]


def test_what_it_tells_is_found_by_name_and_address_and_goes_into_history(cast, monkeypatch):
    kea = Kea(recorded())
    with kea.http() as url:
        where = {"urls": [url], "user": "lab", "password": "labpass"}
        monkeypatch.setattr(jobs, "utc_now", lambda: AT)
        assert read_dhcp(where) == 1
        here = [(MAC, "Signes-PC", [("10.95.0.100", True)])]
        assert (ask(cast, "signes pc"), ask(cast, "10.95.0.100")) == (here, here)
        kea.answers["lease4-get-page"] = {"leases": [lease(100, OTHER, "Printer")]}
        monkeypatch.setattr(jobs, "utc_now", lambda: AT + timedelta(minutes=5))
        read_dhcp(where)
    assert ask(cast, "10.95.0.100") == [
        (OTHER, "Printer", [("10.95.0.100", True), ("10.95.0.101", False)]),
        (MAC, "Signes-PC", [("10.95.0.100", False)]),
    ]
    with acting_as(ACTOR):
        assert AddressPool.objects.count() == 2
        assert [*Lease.objects.order_by("pk").values_list("ended_at", flat=True)] == [AT + timedelta(minutes=5)] * 2 + [
            None
        ]
        assert StationName.objects.get(mac=MAC).source == "dhcp"


def test_a_server_that_is_silent_changes_nothing(cast):
    assert read_dhcp({"urls": ["http://127.0.0.1:9/"], "user": "", "password": ""}) == 0
    with acting_as(ACTOR):
        assert not AddressPool.objects.exists()
