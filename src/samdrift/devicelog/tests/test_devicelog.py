# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Messages of devices: kept once, shown to those who may see the device, newest first, and forgotten in time."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from samdrift.devicelog.commands import forget_old_messages, store_messages
from samdrift.devicelog.labels import clock_words
from samdrift.devicelog.models import LoggedMessage
from samdrift.devicelog.queries import latest_messages, message_page, message_record
from samdrift.devicelog.testing import AT, message
from samdrift.devicelog.types import Sender
from samdrift.inventory.models import Device
from samdrift.inventory.testing import ACTOR, found_network
from samdrift.parties.testing import actor_of
from samdrift.platform.scope import acting_as


@pytest.fixture
def device(cast):
    ids = found_network(cast.city, [("core", 1, "acc", 1)])
    with acting_as(ACTOR):
        return Device.objects.get(pk=ids["acc"])


def keep(device, *messages):
    with acting_as(ACTOR):
        return store_messages(
            [(one, Sender(device.municipality_id, device.supplier_id, device.pk)) for one in messages]
        )


def test_a_message_that_comes_twice_is_kept_once(device):
    assert keep(device, message("a"), message("b")) == {"a", "b"}
    assert keep(device, message("b"), message("c"), message("c")) == {"c"}
    with acting_as(ACTOR):
        assert list(LoggedMessage.objects.order_by("pk").values_list("key", flat=True)) == ["a", "b", "c"]


def test_the_latest_come_first_and_only_those_severe_enough(device, cast):
    keep(
        device,
        message("old", severity=3, at=AT),
        message("new", severity=3, at=AT + timedelta(minutes=1)),
        message("chatter", severity=6, at=AT + timedelta(minutes=2)),
    )
    with acting_as(actor_of(cast.owner)) as actor:
        assert [row.text for row in latest_messages(actor, device_id=device.pk, severity=4)] == [
            "words of new",
            "words of old",
        ]


def test_a_stranger_sees_none_and_an_unknown_sender_is_seen_by_the_city_alone(device, cast):
    with acting_as(ACTOR):
        store_messages([(message("x", source="192.0.2.9"), Sender(cast.city.pk))])
    with acting_as(actor_of(cast.owner)) as actor:
        assert [row.source for row in message_page(actor, unknown_sender=True)] == ["192.0.2.9"]
        assert message_page(actor, unknown_sender=False) == []
    for other in (cast.stranger, cast.mate, cast.strange_engineer):
        with acting_as(actor_of(other)) as actor:
            assert message_page(actor) == []
            assert LoggedMessage.objects.count() == 0


def test_the_api_pages_through_messages(device, cast, client):
    keep(device, *(message(f"m{number}", severity=number) for number in range(5)))
    client.force_login(cast.owner)
    first = client.get("/api/log-messages", {"limit": 2, "severity": 3}).json()
    assert [one["severity"] for one in first["items"]] == ["emergency", "alert"]
    rest = client.get("/api/log-messages", {"after": first["next"], "severity": 3, "device_id": device.pk}).json()
    assert ([one["severity"] for one in rest["items"]], rest["next"]) == (["critical", "error"], None)
    one = client.get(f"/api/log-messages/{rest['items'][0]['id']}").json()
    assert (one["facility"], one["text"], one["device_id"]) == ("local7", "words of m2", device.pk)
    assert client.get("/api/log-messages", {"severity": 8}).status_code == 422


def test_the_devices_page_shows_them_safely_with_its_clock(device, cast, client):
    keep(
        device,
        message("a", text="<script>x</script> \u202eterces", severity=3, clock_off_s=-3600.0, told="Nov  2 07:00:00"),
        message("b", text="quiet words", severity=6),
    )
    client.force_login(cast.owner)
    body = client.get(reverse("device", args=[device.pk]), {"severity": 4}).content.decode()
    assert "<bdi>&lt;script&gt;x&lt;/script&gt; \u202eterces</bdi>" in body
    assert "Dens ur er 1 time bagud" in body
    assert "quiet words" not in body
    assert "quiet words" in client.get(reverse("device", args=[device.pk])).content.decode()


def test_a_device_that_never_wrote_has_no_panel_and_a_filter_that_finds_none_says_so(device, cast, client):
    client.force_login(cast.owner)
    assert 'id="messages"' not in client.get(reverse("device", args=[device.pk])).content.decode()
    keep(device, message("a", severity=6))
    body = client.get(reverse("device", args=[device.pk]), {"severity": 3}).content.decode()
    assert "Ingen beskeder, der er så alvorlige." in body


@pytest.mark.parametrize(
    ("off", "is_set", "words"),
    [
        (119.0, True, ""),
        (None, True, ""),
        (-7200.0, True, "Klokken dens er 2 timer etter"),
        (86_400.0 * 3, True, "Klokken dens er 3 dager foran"),
        (None, False, "Klokken dens var ikke stilt"),
    ],
)
def test_a_wrong_clock_is_told_in_words(device, off, is_set, words):
    keep(device, message("a", clock_off_s=off, clock_set=is_set))
    with acting_as(ACTOR), translation.override("nb"):
        assert clock_words(message_record(LoggedMessage.objects.get())) == words


def test_old_messages_are_forgotten(device):
    keep(device, message("old", at=AT - timedelta(days=91)), message("young", at=AT - timedelta(days=89)))
    with acting_as(ACTOR):
        assert forget_old_messages(keep_days=90, now=AT) == 1
        assert LoggedMessage.objects.get().key == "young"
