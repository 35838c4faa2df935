# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Traps and syslog in the watch process: kept once, a reason to read a port, and strangers kept where they belong."""

import logging

import pytest

from samdrift.devicelog.models import LoggedMessage
from samdrift.devicelog.testing import message
from samdrift.inventory.models import Device, Interface
from samdrift.inventory.testing import ACTOR, AT, found_network
from samdrift.monitoring.models import ReceivedNotification
from samdrift.monitoring.types import Notification
from samdrift.parties.models import Municipality
from samdrift.platform.scope import acting_as
from samdrift.runtime.watching.book import Book

LINK = {"text": "%LINK-3-UPDOWN: Interface ge1, changed state to down", "port": "ge1"}


@pytest.fixture
def device(cast):
    ids = found_network(cast.city, [("core", 1, "acc", 1)])
    with acting_as(ACTOR):
        yield Device.objects.get(pk=ids["acc"])


def test_a_message_about_a_link_is_kept_and_has_the_port_read_without_being_believed(device):
    book = Book(AT)
    book.take([message("a", source=device.address, **LINK), message("b", source=device.address)], AT)
    assert book.wishes == {(device.pk, None)}
    assert Interface.objects.get(device=device, name="ge1").oper == "up"
    assert set(LoggedMessage.objects.values_list("key", "device_id", "supplier_id")) == {
        ("a", device.pk, device.supplier_id),
        ("b", device.pk, device.supplier_id),
    }


def test_the_same_messages_again_are_kept_once_and_ask_for_nothing(device):
    told = [message("a", source=device.address, **LINK)]
    Book(AT).take(told, AT)
    again = Book(AT)
    again.take(told, AT)
    assert (LoggedMessage.objects.count(), again.wishes) == (1, set())


def test_a_stranger_is_kept_for_the_only_municipality_and_said_once(device, cast, caplog):
    with caplog.at_level(logging.WARNING, "samdrift.runtime.watching.told"):
        Book(AT).take([message(key, source="192.0.2.9") for key in "abc"], AT)
    assert LoggedMessage.objects.filter(device=None, municipality=cast.city, supplier=None).count() == 3
    assert [record.getMessage() for record in caplog.records] == [
        "syslog from 192.0.2.9, which is no known device's address: kept"
    ]


def test_of_two_municipalities_the_one_in_the_senders_subnet_keeps_it(device, cast, caplog):
    other = Municipality.objects.create(slug="other-town", name="Other town")
    there = found_network(other, [("far", 1, "away", 1)])
    for last, pk in enumerate(there.values(), 1):
        Device.objects.filter(pk=pk).update(address=f"198.51.100.{last}")
    near = device.address.rpartition(".")[0] + ".250"
    Book(AT).take([message("near", source=near), message("nowhere", source="192.0.2.9")], AT)
    assert list(LoggedMessage.objects.values_list("key", "municipality_id")) == [("near", cast.city.pk)]


def test_a_storm_of_traps_is_stored_in_few_statements(device, django_assert_max_num_queries):
    book = Book(AT)
    trap = {"at": AT, "source": device.address, "version": "2c", "trap": "linkDown", "if_index": 1}
    told = [Notification(key=f"k{number}", varbinds={"1.3.6": "a\0b"}, **trap) for number in range(800)]
    book.take([], AT)
    with django_assert_max_num_queries(30):
        book.take([*told, *told], AT)
    assert ReceivedNotification.objects.count() == 800
    assert book.wishes == {(device.pk, None)}
