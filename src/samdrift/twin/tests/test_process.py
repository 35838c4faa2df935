# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The running twin meets real peers: net-snmp, gufo-snmp, a trap receiver, an LLDP crawl, signals and its own client."""

import json
import shutil
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass

import httpx
import pytest
from gufo.snmp.sync import SnmpSession

from samdrift.engines.snmpwire import Tag, decode_message, encode_message, get, get_bulk
from samdrift.kernel.errors import BadInput, NotFound, NotNow
from samdrift.twin.cli import main
from samdrift.twin.client import TwinClient
from samdrift.twin.tests.town import demo_town

START = "import sys; from samdrift.twin.cli import main; sys.exit(main(sys.argv[1:]))"
SYS_NAME = (1, 3, 6, 1, 2, 1, 1, 5, 0)
SNMPBULKWALK = shutil.which("snmpbulkwalk")


@dataclass(frozen=True)
class Twin:
    port: int
    control: str
    process: subprocess.Popen[str]


@contextmanager
def running_twin(*more):
    command = [sys.executable, "-c", START, "run", "--port", "0", "--control", "127.0.0.1:0", *more]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        said = process.stdout.readline()
        assert said.startswith("twin ready: 260 devices with 2400 ports"), said
        port = int(said.split("UDP port ")[1].split(",")[0])
        yield Twin(port, said.split("control ")[1].strip(), process)
    finally:
        process.terminate()
        process.wait(10)
        process.stdout.close()


@pytest.fixture(scope="module")
def traps():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", 0))
        sock.settimeout(20)
        yield sock


@pytest.fixture(scope="module")
def twin(traps):
    with running_twin("--trap-to", f"127.0.0.1:{traps.getsockname()[1]}") as found:
        yield found


@pytest.fixture
def client(twin):
    with TwinClient(twin.control) as door:
        yield door
        door.heal_all()


class Manager:
    """The smallest SNMP manager there is."""

    def __init__(self, port):
        self.port = port
        self.sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)

    def ask(self, address, message, timeout=5.0):
        self.sock.settimeout(timeout)
        self.sock.sendto(encode_message(message), (address, self.port))
        datagram, sender = self.sock.recvfrom(65535)
        assert sender == (address, self.port)
        return decode_message(datagram)

    def column(self, address, name):
        found, last = {}, name
        while True:
            message = get_bulk(last, community=b"twin", request_id=1, max_repetitions=40)
            for last, got in self.ask(address, message).varbinds:
                if got.tag == Tag.END_OF_MIB_VIEW or last[: len(name)] != name:
                    return found
                found[last[len(name) :]] = got


@pytest.fixture(scope="module")
def manager(twin):
    one = Manager(twin.port)
    yield one
    one.sock.close()


@pytest.mark.skipif(SNMPBULKWALK is None, reason="net-snmp's snmpbulkwalk is not installed (Debian: snmp)")
def test_net_snmp_walks_a_device_to_its_end(twin):
    for device in ("core1", "dist2", "school-north-ap1", "school-south-ups1"):
        agent = f"{demo_town().devices[device].address}:{twin.port}"
        walk = subprocess.run(
            [SNMPBULKWALK, "-v2c", "-c", "twin", "-t5", "-On", agent, ".1"], capture_output=True, text=True, check=False
        )
        lines = walk.stdout.splitlines()

        assert walk.returncode == 0, walk.stderr
        assert walk.stderr == ""
        assert any(line.startswith(".1.3.6.1.2.1.1.5.0 ") and f'"{device}"' in line for line in lines)
        assert "No more variables left" in lines[-1]
        assert len(lines) > 80


def test_gufo_walks_the_names_of_all_ports(twin):
    core = demo_town().devices["core1"]
    with SnmpSession(addr=core.address, port=twin.port, community="twin", timeout=5) as session:
        assert session.get("1.3.6.1.2.1.1.5.0") == b"core1"
        names = [value.decode() for _, value in session.getbulk("1.3.6.1.2.1.31.1.1.1.1")]

    assert names == [*(p.name for p in core.ports), "vlan100"]


def test_a_wrong_community_meets_silence(manager):
    with pytest.raises(TimeoutError):
        manager.ask("127.30.1.1", get(SYS_NAME, community=b"public", request_id=1), timeout=0.3)

    assert manager.ask("127.30.1.1", get(SYS_NAME, community=b"twin", request_id=2)).request_id == 2


def crawl(manager, first):
    """Devices and cables as LLDP tells them from `first` on: names, and pairs of (device, ifName)."""
    lldp = (1, 0, 8802, 1, 1, 2, 1)
    names, macs, heard = {}, {}, []
    todo, seen = [first], {first}
    while todo:
        address = todo.pop()
        if_names = {i[0]: v.as_text() for i, v in manager.column(address, (1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 1)).items()}
        name = manager.ask(address, get(SYS_NAME, community=b"twin", request_id=1)).varbinds[0][1].as_text()
        names[name] = if_names
        for index, mac in manager.column(address, (1, 3, 6, 1, 2, 1, 2, 2, 1, 6)).items():
            macs[(name, mac.value)] = if_names[index[0]]
        local_ids = {i[0]: v.as_text() for i, v in manager.column(address, (*lldp, 3, 7, 1, 3)).items()}
        subtypes = manager.column(address, (*lldp, 4, 1, 1, 6))
        remote_ids = manager.column(address, (*lldp, 4, 1, 1, 7))
        remote_names = manager.column(address, (*lldp, 4, 1, 1, 9))
        for index in manager.column(address, (*lldp, 4, 2, 1, 3)):
            row, remote = index[:3], ".".join(map(str, index[5:]))
            heard.append((name, local_ids[row[1]], remote_names[row].as_text(), subtypes[row].value, remote_ids[row]))
            if remote not in seen:
                seen.add(remote)
                todo.append(remote)

    def port(device, subtype, port_id):
        if subtype == 3:
            return macs[(device, port_id.value)]
        return names[device][int(port_id.as_text())] if subtype == 7 else port_id.as_text()

    def own(device, port_id):
        return names[device].get(int(port_id), port_id) if port_id.isdecimal() and int(port_id) > 500 else port_id

    links = {frozenset({(a, own(a, p)), (b, port(b, kind, q))}) for a, p, b, kind, q in heard}
    return set(names), links


def test_a_crawl_by_lldp_from_core1_alone_finds_every_device_and_every_cable(manager, client):
    devices, links = crawl(manager, "127.30.1.1")
    truth = client.topology()

    assert devices == {d["id"] for d in truth["devices"]}
    assert len(devices) == 260
    assert links == {frozenset((end["device"], end["port"]) for end in (x["a"], x["b"])) for x in truth["links"]}
    assert len(links) == 264


def test_a_broken_place_is_silent_told_by_a_trap_and_back_when_healed(client, manager, traps):
    fault = client.break_something("school-west")
    trap, sender = traps.recvfrom(65535)
    said = decode_message(trap)

    assert (fault.kind, fault.target, len(fault.links), fault.lasting) == ("cut_place", "school-west", 1, True)
    assert sender[0] == "127.30.3.1"
    assert said.varbinds[1][1].value == (1, 3, 6, 1, 6, 3, 1, 1, 5, 3)
    assert said.varbinds[2][1].value == said.varbinds[2][0][-1]
    silent = set(client.state()["silent"])
    assert silent == {
        d.id for d in demo_town().devices.values() if d.place.slug in ("school-west", "kindergarten-west")
    }
    with pytest.raises(TimeoutError):
        manager.ask(
            demo_town().devices["school-west-sw1"].address, get(SYS_NAME, community=b"twin", request_id=1), timeout=0.3
        )
    assert client.faults() == (fault,)
    assert client.heal(fault.id) == fault
    assert client.faults() == ()
    assert decode_message(traps.recv(65535)).varbinds[1][1].value == (1, 3, 6, 1, 6, 3, 1, 1, 5, 4)


def test_a_spoilt_cable_loses_some_requests_but_not_most(client, manager):
    client.break_something("school-east", kind="loss")
    address, answered = demo_town().devices["school-east-sw1"].address, 0
    for number in range(300):
        manager.sock.sendto(
            encode_message(get(SYS_NAME, community=b"twin", request_id=number)), (address, manager.port)
        )
    manager.sock.settimeout(1.0)
    try:
        while answered < 300:
            manager.sock.recv(65535)
            answered += 1
    except TimeoutError:
        pass

    assert 220 <= answered < 300


def test_the_client_passes_on_what_the_twin_says(client):
    with pytest.raises(NotFound, match="target: there is no place «school-nort»; did you mean school-north"):
        client.break_something("school-nort", kind="cut_place")
    with pytest.raises(BadInput, match="the network is watched from core1"):
        client.break_something("town-hall")
    with pytest.raises(NotFound, match="there is no fault 4711"):
        client.heal(4711)
    assert client.faults() == ()


@pytest.mark.parametrize(
    ("headers", "body", "status", "where"),
    [
        ({"content-type": "text/plain"}, '{"target": "dist1"}', 422, "Content-Type"),
        ({"content-type": "application/json"}, '{"target": "dist1", "colour": 1}', 422, "colour"),
        ({"content-type": "application/json"}, '{"target": 7}', 422, "target"),
        ({"content-type": "application/json"}, '{"target": ', 422, "body"),
        ({"content-type": "application/json"}, '["AAA"]', 422, "body"),
    ],
)
def test_odd_orders_are_refused_with_the_field(twin, client, headers, body, status, where):
    answer = httpx.post(f"http://{twin.control}/break", headers=headers, content=body)

    assert (answer.status_code, answer.json()["where"]) == (status, where)
    assert set(answer.json()) == {"what", "where", "remedy"}
    assert client.faults() == ()


def test_another_host_name_is_turned_away_so_that_no_web_page_can_reach_in(twin):
    assert httpx.get(f"http://{twin.control}/state", headers={"host": "school.example"}).status_code == 400


def test_the_command_line_breaks_lists_and_heals(twin, client, capsys):
    door = ["--control", twin.control]
    assert main(["break", "dist1", "dist2", *door]) == 0
    assert main(["break", "depot-south", "--kind", "power", *door]) == 0
    assert main(["faults", *door]) == 0
    assert [(f.kind, f.target) for f in client.faults()] == [("cut_link", "dist1"), ("power_place", "depot-south")]
    assert main(["heal", *door]) == 0
    assert main(["list", "--json", *door]) == 0
    said = capsys.readouterr().out

    assert "cut_link     dist1 dist2  (dist1 Twe1/0/2 -- dist2 xe-0/0/0)" in said
    assert '"schema": "samdrift/twin-topology/1"' in said
    assert client.faults() == ()


def test_the_command_line_says_in_a_sentence_what_is_wrong(twin, capsys):
    assert main(["break", "school-nort", "--control", twin.control]) == 1
    assert "did you mean school-north" in capsys.readouterr().err
    assert main(["faults", "--control", "127.0.0.1:9"]) == 1
    assert "127.0.0.1:9: no twin answers; start it with «samdrift twin run»" in capsys.readouterr().err
    assert main(["run", "--port", str(twin.port), "--control", "127.0.0.1:0"]) == 2
    assert "is a twin running already?" in capsys.readouterr().err
    assert main(["run", "--port", "0", "--control", twin.control]) == 2
    assert f"cannot listen on {twin.control}" in capsys.readouterr().err
    assert main(["run", "--base", "192.0.2.0"]) == 2
    assert "is no block of loopback" in capsys.readouterr().err
    assert main(["run", "--control", "0.0.0.0:1"]) == 2
    assert "the control door has no lock" in capsys.readouterr().err


def test_without_a_twin_the_client_says_so():
    with TwinClient("127.0.0.1:9") as nobody, pytest.raises(NotNow, match="no twin answers"):
        nobody.faults()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_in_order(number):
    with running_twin("--base", "127.31.0.0") as found:
        found.process.send_signal(number)
        assert found.process.wait(20) == 0


def test_it_runs_without_django():
    code = "import samdrift.twin.cli, sys, json; print(json.dumps([m for m in sys.modules if m.startswith('django')]))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert json.loads(done.stdout) == []
