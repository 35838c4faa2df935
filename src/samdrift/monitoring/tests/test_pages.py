# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What monitoring shows on a device's page, and what its facade tells: only to those who may see the device."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from samdrift.inventory.models import Device, Interface
from samdrift.inventory.testing import ACTOR, AT, found_network
from samdrift.monitoring import facade, panels
from samdrift.monitoring.commands import store_changes, store_notification, store_standings, store_sweeps
from samdrift.monitoring.models import DeviceStanding, StateChange
from samdrift.monitoring.types import DeviceReading, Notification, PortReading
from samdrift.parties.testing import actor_of
from samdrift.platform.scope import acting_as


@pytest.fixture
def device(cast):
    ids = found_network(cast.city, [("core", 1, "acc", 1)])
    with acting_as(ACTOR):
        return Device.objects.get(pk=ids["acc"])


def page(client, user, device, monkeypatch, **query):
    monkeypatch.setattr(panels, "utc_now", lambda: AT + timedelta(minutes=3))
    client.force_login(user)
    return client.get(reverse("device", args=[device.pk]), query).content.decode()


def test_the_traffic_of_the_chosen_port_is_drawn_with_its_table(device, cast, client, monkeypatch):
    with acting_as(ACTOR):
        port = Interface.objects.get(device=device, if_index=1)
        store_sweeps(
            (
                device,
                DeviceReading(
                    device.pk,
                    AT + timedelta(minutes=n),
                    n * 6000,
                    (PortReading(1, "up", "up", in_octets=n * 7500, out_octets=n * 15_000),),
                ),
            )
            for n in range(3)
        )
    body = page(client, cast.owner, device, monkeypatch, port=port.pk)
    payload = re.search(rf'<script id="traffic-{port.pk}-data"[^>]*>(.*?)</script>', body).group(1)
    assert '"values": [1000, 1000, null]' in payload
    assert '"values": [2000, 2000, null]' in payload
    assert "1 kbit/s" in body


def test_a_port_that_is_not_the_devices_is_not_drawn(device, cast, client, monkeypatch):
    with acting_as(ACTOR):
        other = Interface.objects.exclude(device=device).first()
    assert f"traffic-{other.pk}" not in page(client, cast.owner, device, monkeypatch, port=other.pk)


def seen(cast, device):
    with acting_as(ACTOR):
        port = Interface.objects.get(device=device, if_index=1)
        common = {"municipality": cast.city, "device": device, "at": AT + timedelta(minutes=1)}
        store_changes(
            [
                StateChange(**common, interface=port, what="oper", before="up", after="down"),
                StateChange(**common, what="reachable", before="yes", after="no"),
            ]
        )
        told = Notification("k", AT + timedelta(minutes=2), device.address, "2c", "linkDown", 1, {})
        store_notification(seen=told, device=device, at=told.at)
    return port


def test_what_was_seen_is_told_in_words(device, cast, client, monkeypatch):
    seen(cast, device)
    body = page(client, cast.owner, device, monkeypatch)
    assert "Port ge1: up → down" in body
    assert "Svarer ikke" in body
    assert "Meldte, at port ge1 gik ned" in body


def test_happenings_come_newest_first_within_their_window_and_limit(device, cast):
    seen(cast, device)
    with acting_as(actor_of(cast.owner)):
        found = facade.happenings([device.pk], AT, AT + timedelta(minutes=2))
        assert (found[0].what, found[0].after, found[0].port) == ("trap", "linkDown", "ge1")
        assert len(found) == 3
        assert len(facade.happenings([device.pk], AT, AT + timedelta(minutes=2), limit=2)) == 2
        assert [
            h.what for h in facade.happenings([device.pk], AT + timedelta(seconds=61), AT + timedelta(hours=1))
        ] == ["trap"]


@pytest.mark.parametrize(
    ("reachable", "agent", "state"),
    [(True, True, "up"), (True, None, "up"), (True, False, "agent"), (False, False, "down"), (None, None, "unknown")],
)
def test_a_standing_is_one_word(device, cast, reachable, agent, state):
    with acting_as(ACTOR):
        store_standings(
            [DeviceStanding(municipality=cast.city, device=device, since=AT, reachable=reachable, agent=agent)]
        )
    with acting_as(actor_of(cast.owner)):
        assert facade.standings([device.pk])[device.pk].state == state
        assert {s for s in ("up", "agent", "down", "unknown") if device.pk in facade.standing_in(s)} == {state}


@pytest.mark.parametrize("who", ["stranger", "mate", "strange_engineer", "requester", "nobody"])
def test_outsiders_are_told_nothing(device, cast, who):
    port = seen(cast, device)
    with acting_as(ACTOR):
        store_standings([DeviceStanding(municipality=cast.city, device=device, since=AT, reachable=True)])
        assert facade.port_changes(device.pk) == {port.pk: AT + timedelta(minutes=1)}
    with acting_as(actor_of(getattr(cast, who))):
        assert facade.standings([device.pk]) == {}
        assert list(facade.standing_in("up")) == []
        assert facade.port_changes(device.pk) == {}
        assert facade.happenings([device.pk], AT, AT + timedelta(hours=1)) == []
