# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The pages of devices and ports: all they told stands there, in few questions; the journal is kept."""

import csv
import io
import re
from datetime import timedelta

import pytest
from django.urls import reverse

from samdrift.inventory.commands import add_credential, apply_snapshot
from samdrift.inventory.journal import notes, write_note
from samdrift.inventory.models import Device, Interface, JournalNote, Telling
from samdrift.inventory.testing import ACTOR, AT, tell
from samdrift.inventory.tests import machines
from samdrift.inventory.types import Problem, SnmpCredential
from samdrift.kernel.errors import BadInput, NotFound
from samdrift.parties.testing import actor_of
from samdrift.platform.models import AuditEntry
from samdrift.platform.scope import acting_as

MOST_QUERIES = 25


@pytest.fixture
def found(cast):
    """A way to let a device tell of itself in the cast's city; its id."""
    with acting_as(ACTOR):
        key = add_credential(
            municipality_id=cast.city.pk, name="test", credential=SnmpCredential(community="test"), actor=ACTOR
        )
    addresses = {}

    def store(snapshot, at=AT):
        name = snapshot.device.sys_name
        address = addresses.setdefault(name, f"10.31.0.{len(addresses) + 1}")
        with acting_as(ACTOR):
            return apply_snapshot(
                municipality_id=cast.city.pk, address=address, credential_id=key, snapshot=snapshot, actor=ACTOR, at=at
            )

    return store


def told(device_id):
    with acting_as(ACTOR):
        return {row.topic: (row.told_at, row.changed_at) for row in Telling.objects.filter(device_id=device_id)}


def body_of(response):
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode())


@pytest.mark.parametrize("machine", [machines.stack, machines.firewall, machines.ups, machines.controller])
def test_a_device_page_asks_few_questions_and_shows_what_was_told(
    found, cast, enter, machine, django_assert_max_num_queries
):
    snapshot = machine()
    device = found(snapshot)
    client = enter(cast.owner)
    client.get(reverse("device", args=[device]))
    with django_assert_max_num_queries(MOST_QUERIES):
        body = body_of(client.get(reverse("device", args=[device])))
    words = {
        "stack": ["SW0002", "Hotspot, switch 2", "Te1/1/1", "Pupils", "02:00:00:00:0a:01", "606 W", "Enhed 3", "CPU 1"],
        "firewall": ["Active Sessions", "HA state of peer", "VPN tunnel to School north", "192.0.2.1"],
        "ups": ["100 %", "32 min", "35 %", "Battery status"],
        "controller": ["SSID: Guests", "AP 4 Radio 1", "36", "40"],
    }[snapshot.device.sys_name]
    assert [word for word in words if word not in body] == []


def test_the_front_has_every_socket_once_and_leads_to_its_port(found, cast, enter):
    device = found(machines.stack())
    body = body_of(enter(cast.owner).get(reverse("device", args=[device])))
    sockets = re.findall(r'<a class="net-socket" href="[^"]*/ports/(\d+)/" data-state="(\w+)"', body)
    assert len(sockets) == len({at for at, _ in sockets}) == 3 * 52
    assert dict(sockets)["1048"] == "off"
    assert dict(sockets)["1003"] == "down"
    assert dict(sockets)["1001"] == "up"


@pytest.mark.parametrize(("members", "copper"), [(1, 1), (9, 44)])
def test_one_port_and_four_hundred_are_shown_alike(found, cast, enter, members, copper, django_assert_max_num_queries):
    device = found(machines.stack(members=members, copper=copper))
    client = enter(cast.owner)
    with django_assert_max_num_queries(MOST_QUERIES):
        body = body_of(client.get(reverse("device", args=[device])))
    assert len(re.findall(r'<tr id="port-', body)) == members * (copper + 4) + 2
    assert ("Enhed 9, plads 1" in body) is (members == 9)


def test_a_port_page_tells_what_the_device_tells_of_it(found, cast, enter, django_assert_max_num_queries):
    device = found(machines.stack())
    with acting_as(ACTOR):
        tell(device, [("a45e60010203", 1101)], [("a45e60010203", "10.20.0.7")])
        tell(device, [], at=AT + timedelta(hours=1))
        tell(device, [("a45e60010204", 1101)], at=AT + timedelta(hours=2))
    client = enter(cast.owner)
    with django_assert_max_num_queries(MOST_QUERIES + 10):
        body = body_of(client.get(reverse("port", args=[device, 1101])))
    words = ["SFP-10G-LR", "OPT0001", "dBm", "core", "Po1", "02:aa:bb:cc:dd:01", "30 Staff", "a4:5e:60:01:02:04"]
    assert [word for word in words if word not in body] == []
    assert "a4:5e:60:01:02:03" in body  # here until an hour ago
    fed = body_of(client.get(reverse("port", args=[device, 1001])))
    assert re.search(r"6[.,]5 W", fed)


@pytest.mark.parametrize("who", ["stranger", "strange_engineer", "nobody", "requester"])
@pytest.mark.parametrize("page", ["port", "port-part", "device-ports-csv", "device-journal-csv"])
def test_a_port_is_not_there_for_outsiders(found, cast, enter, who, page):
    device = found(machines.ups())
    args = [device] if page.startswith("device") else [device, 1]
    assert enter(getattr(cast, who)).get(reverse(page, args=args)).status_code == 404


@pytest.mark.parametrize("if_index", [0, 77, 2**40, 2**63])
def test_a_number_that_is_no_port_is_not_found(found, cast, enter, if_index):
    device = found(machines.ups())
    assert enter(cast.owner).get(f"/network/devices/{device}/ports/{if_index}/").status_code == 404


def test_a_port_that_is_gone_still_has_its_page_and_its_notes(found, cast, enter):
    device = found(machines.firewall())
    with acting_as(actor_of(cast.owner)) as actor:
        write_note(device_id=device, if_index=8, text="Spare.", actor=actor, at=AT)
    with acting_as(ACTOR):
        Interface.objects.filter(device_id=device, if_index=8).update(present=False)
    body = body_of(enter(cast.owner).get(reverse("port", args=[device, 8])))
    assert "Enheden har den ikke længere" in body
    assert "Spare." in body


def test_ports_as_csv_hold_what_the_page_shows(found, cast, enter):
    device = found(machines.stack(members=1))
    with acting_as(ACTOR):
        Interface.objects.filter(device_id=device, if_index=1001).update(alias="=HYPERLINK(1)")
    answer = enter(cast.owner).get(reverse("device-ports-csv", args=[device]))
    rows = {row["name"]: row for row in csv.DictReader(io.StringIO(answer.content.decode()))}
    assert answer["Content-Disposition"] == f'attachment; filename="ports-{device}.csv"'
    assert len(rows) == 54
    assert rows["Te1/1/1"]["tagged_vlans"] == "20 30"
    assert rows["Te1/1/1"]["aggregate"] == "Po1"
    assert rows["Te1/1/2"]["spanning_tree"] == "root"
    assert (rows["Gi1/0/1"]["poe"], rows["Gi1/0/1"]["poe_watts"]) == ("delivering", "6.5")
    assert rows["Gi1/0/1"]["description"] == "'=HYPERLINK(1)"


def test_a_reading_that_says_the_same_again_is_verified_and_not_changed(found):
    device = found(machines.stack())
    later = AT + timedelta(minutes=15)
    assert found(machines.stack(), at=later) == device
    assert set(told(device).values()) == {(later, AT)}


def test_a_topic_that_failed_keeps_what_it_said_and_when_and_one_that_is_empty_in_earnest_does_not(found):
    device = found(machines.ups())
    later, much_later = AT + timedelta(minutes=15), AT + timedelta(minutes=30)
    silent = machines.ups()
    failed = type(silent)(device=silent.device, interfaces=silent.interfaces, problems=(Problem("1.3.6", "cut off"),))
    found(failed, at=later)
    assert told(device)["sensors"] == (AT, AT)
    found(type(silent)(device=silent.device, interfaces=silent.interfaces), at=much_later)
    assert told(device)["sensors"] == (much_later, much_later)


def test_a_body_of_an_unknown_shape_counts_as_not_told(found, cast, enter):
    device = found(machines.ups())
    with acting_as(ACTOR):
        Telling.objects.filter(device_id=device).update(body={"what": ["is", "this"]})
    body_of(enter(cast.owner).get(reverse("device", args=[device])))


def test_a_note_is_kept_with_its_author_and_stands_in_the_trail(found, cast, enter):
    device = found(machines.ups())
    client = enter(cast.owner)
    answer = client.post(reverse("port-journal", args=[device, 1]), {"text": "  Battery changed.  \r\nNext: 2030 "})
    assert (answer.status_code, answer.url) == (302, f"/network/devices/{device}/ports/1/#journal")
    with acting_as(actor_of(cast.owner)) as actor:
        (note,) = notes(actor, device)
        assert (note.text, note.port, note.written_by) == ("Battery changed.\nNext: 2030", "eth0", actor.name)
        assert AuditEntry.objects.filter(table_name=JournalNote._meta.db_table).count() == 1
    body = body_of(client.get(reverse("device", args=[device])))
    assert "Battery changed.<br>Next: 2030" in body


@pytest.mark.parametrize("text", ["", " \n ", "x" * 2_001])
def test_nothing_and_too_much_are_not_written_and_stand_in_the_field_again(found, cast, enter, text):
    device = found(machines.ups())
    answer = enter(cast.owner).post(reverse("device-journal", args=[device]), {"text": text})
    assert answer.status_code == 422
    assert "Skriv mellem et og 2.000 tegn." in answer.content.decode()
    with acting_as(ACTOR):
        assert not JournalNote.objects.exists()
        with pytest.raises(BadInput):
            write_note(device_id=device, text=text, actor=ACTOR, at=AT)


@pytest.mark.parametrize("who", ["stranger", "requester", "nobody"])
def test_nobody_writes_about_devices_of_others(found, cast, who):
    device = found(machines.ups())
    with acting_as(actor_of(getattr(cast, who))) as actor, pytest.raises(NotFound):
        write_note(device_id=device, text="Hello", actor=actor, at=AT)


def test_who_takes_a_device_over_reads_its_journal(found, cast):
    device = found(machines.ups())
    with acting_as(actor_of(cast.owner)) as actor:
        write_note(device_id=device, text="The key hangs behind the door.", actor=actor, at=AT)
    with acting_as(ACTOR):
        from samdrift.inventory.sightings import follow_supplier

        Device.objects.filter(pk=device).update(supplier=cast.supplier)
        follow_supplier(Device.objects.get(pk=device))
    with acting_as(actor_of(cast.mate)) as mate:
        assert [note.text for note in notes(mate, device)] == ["The key hangs behind the door."]


def test_programs_read_what_was_told_the_gauges_and_the_journal(found, cast, enter):
    device = found(machines.ups())
    with acting_as(ACTOR):
        write_note(device_id=device, text="Seen.", actor=ACTOR, at=AT)
    client = enter(cast.owner)
    topics = {row["topic"]: row for row in client.get(f"/api/devices/{device}/told").json()}
    assert topics["sensors"]["told_at"] == "2026-11-02T08:00:00Z"
    assert topics["sensors"]["rows"][2]["descr"] == "Output Load"
    kinds = {row["kind"]: row["value"] for row in client.get(f"/api/devices/{device}/gauges").json()}
    assert kinds["ups_charge"] == 100
    assert kinds["ups_runtime"] == 32.5
    assert [row["text"] for row in client.get("/api/journal", {"device_id": device}).json()["items"]] == ["Seen."]
    assert enter(cast.stranger).get(f"/api/devices/{device}/told").status_code == 404
    assert client.get("/api/journal", {"device_id": device}).json()["items"] == []
