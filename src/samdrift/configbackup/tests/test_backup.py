# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What is kept of a device, what is told when it changes, who may see it, and that no secret reaches a file."""

import subprocess
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from samdrift.configbackup import jobs, ports
from samdrift.configbackup.commands import back_up, store_of
from samdrift.configbackup.events import CONFIG_CHANGED
from samdrift.configbackup.logins import read_logins
from samdrift.configbackup.models import ConfigState, ConfigVersion
from samdrift.inventory.models import Device
from samdrift.kernel.errors import BadInput, NotNow
from samdrift.platform.actor import system_actor
from samdrift.platform.models import Fact
from samdrift.platform.scope import acting_as

AT = datetime(2026, 11, 3, 1, 17, tzinfo=UTC)
NIGHT = timedelta(days=1)
ACTOR = system_actor("test")
CONFIG = "hostname acc\nenable secret 5 $1$aa$Topsecret\nvlan 20\n name Elever\n"


def read(device, at=AT):
    with acting_as(ACTOR):
        return back_up(device_id=device.pk, actor=ACTOR, at=at)


def kept(device):
    with acting_as(ACTOR):
        return list(ConfigVersion.objects.filter(device=device).order_by("pk"))


def facts():
    with acting_as(ACTOR):
        return list(Fact.objects.filter(name=CONFIG_CHANGED))


def test_a_configuration_is_kept_once_masked_and_told_only_when_it_changes(network, switched_on):
    assert [read(network), read(network, AT + NIGHT)] == ["first", "same"]
    (row,) = kept(network)
    text = store_of(network.municipality_id).text(row.commit, network.pk)
    assert text == "hostname acc\nenable secret «masked»\nvlan 20\n name Elever\n"
    assert (row.supplier_id, row.in_window, facts()) == (network.supplier_id, None, [])
    (target, _again) = switched_on["asked"]
    assert (target.address, target.user, target.password, target.driver) == (
        network.address,
        "backup",
        "letmein",
        "cisco_ios",
    )


def test_a_change_is_counted_and_told_and_a_changed_password_alone_is_none(network, switched_on):
    read(network)
    switched_on["text"] = CONFIG.replace("Topsecret", "Newsecret")
    assert read(network, AT + NIGHT) == "same"
    switched_on["text"] = CONFIG.replace("Elever", "Gæster") + "vlan 30\n"
    assert read(network, AT + 2 * NIGHT) == "changed"
    _first, row = kept(network)
    (fact,) = facts()
    assert (row.added, row.removed, row.in_window) == (2, 1, False)
    assert fact.payload | {"version_id": 0} == {
        "device_id": network.pk,
        "device": "acc",
        "place_id": network.place_id,
        "version_id": 0,
        "commit": row.commit,
        "added": 2,
        "removed": 1,
        "since": (AT + NIGHT).isoformat(),
        "in_window": False,
    }


def test_agreed_work_between_two_readings_explains_a_change(network, switched_on, monkeypatch):
    asked = []
    monkeypatch.setattr(ports, "_windows", [lambda *told: asked.append(told) or True])
    read(network)
    switched_on["text"] = CONFIG + "vlan 30\n"
    read(network, AT + NIGHT)
    assert asked == [(network.municipality_id, network.pk, AT, AT + NIGHT)]
    assert [row.in_window for row in kept(network)] == [None, True]


def test_any_git_reads_the_history_and_finds_no_secret_in_it(network, switched_on):
    read(network)
    switched_on["text"] = CONFIG + "snmp-server community Hemmelig RO\n"
    read(network, AT + NIGHT)
    folder = store_of(network.municipality_id).folder
    told = subprocess.run(
        ["git", "-C", folder, "log", "-p", "--format=%ad %s"], capture_output=True, text=True, check=True
    )
    assert (told.stdout.count("acc: read"), "+snmp-server community «masked»" in told.stdout) == (2, True)
    assert ("Topsecret" in told.stdout, "Hemmelig" in told.stdout) == (False, False)
    subprocess.run(["git", "-C", folder, "fsck", "--strict"], check=True, capture_output=True)


@pytest.mark.parametrize("answer", [NotNow("it does not answer"), "", "% Error\n"], ids=["silent", "empty", "short"])
def test_what_goes_wrong_is_written_down_and_the_last_good_one_stays(network, switched_on, answer):
    read(network)
    switched_on["text"] = answer
    assert read(network, AT + NIGHT) == "failed"
    with acting_as(ACTOR):
        state = ConfigState.objects.get()
    assert (state.outcome, state.good_at, bool(state.error), len(kept(network))) == ("failed", AT, True, 1)


def test_a_device_no_login_fits_says_so(network, switched_on):
    with acting_as(ACTOR):
        Device.objects.filter(name="acc").update(os="procurve")
    assert read(network) == "failed"
    with acting_as(ACTOR):
        assert "login" in ConfigState.objects.get().error


def test_every_night_those_are_queued_that_can_be_read_and_nobody_while_it_is_off(network, switched_on, monkeypatch):
    queued = []
    monkeypatch.setattr(jobs, "read_soon", lambda device_id: queued.append(device_id) or True)
    assert jobs.read_all() == 1
    jobs.read_all_job(timestamp=0)
    monkeypatch.setattr(jobs, "is_on", lambda: False)
    jobs.read_all_job(timestamp=0)
    assert queued == [network.pk, network.pk]


def test_pages_show_the_change_to_the_city_and_to_whoever_runs_the_device(network, switched_on, cast, enter):
    read(network)
    switched_on["text"] = CONFIG + "vlan 30\n"
    read(network, AT + NIGHT)
    row = kept(network)[1]
    for who in (cast.owner, cast.mate):
        client = enter(who)
        assert reverse("configurations") in client.get(reverse("documentation")).content.decode()
        assert "acc" in client.get(reverse("configurations")).content.decode()
        assert "vlan 30" in client.get(reverse("configuration", args=[row.pk])).content.decode()
        assert "«masked»" in client.get(reverse("configuration-text", args=[row.pk])).content.decode()
        assert "vlan 30" in client.get(reverse("device", args=[network.pk])).content.decode()
    for who in (cast.stranger, cast.strange_engineer, cast.requester):
        client = enter(who)
        for name in ("configuration", "configuration-text"):
            assert client.get(reverse(name, args=[row.pk])).status_code == 404
        assert client.get(reverse("configuration-history", args=[network.pk])).status_code == 404


def test_the_citys_engineers_read_now_and_nobody_else_does(network, switched_on, cast, enter, monkeypatch):
    from samdrift.configbackup import web

    queued = []
    monkeypatch.setattr(web, "read_soon", queued.append)
    for who, status in ((cast.owner, 302), (cast.mate, 404), (cast.stranger, 404), (cast.director, 404)):
        assert enter(who).post(reverse("read-configuration", args=[network.pk])).status_code == status
    assert queued == [network.pk]


def test_while_it_is_off_there_is_no_page_and_no_panel(network, cast, enter):
    client = enter(cast.owner)
    assert client.get(reverse("configurations")).status_code == 404
    assert 'id="configuration"' not in client.get(reverse("device", args=[network.pk])).content.decode()


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("[[login", "not TOML"),
        ('[[login]]\npassword = "x"\nuser = "u"', "password"),
        ("[[login]]\nport = 22", "user"),
        ('[[login]]\nuser = "u"\nnetworks = ["10.0.0.0/99"]', "networks"),
        ('[[login]]\nuser = "u"\nway = "telnet"', "way"),
    ],
)
def test_a_file_of_logins_with_a_mistake_is_refused_with_its_name_and_field(tmp_path, body, words):
    path = tmp_path / "logins.toml"
    path.write_text(body)
    with pytest.raises(BadInput, match=words) as told:
        read_logins(path)
    assert str(path) in str(told.value)
