# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What one may ask to break, and what is said when it cannot be meant."""

import pytest

from samdrift.kernel.errors import BadInput, NotFound
from samdrift.twin.breaking import kind_for, make_fault
from samdrift.twin.tests.town import demo_town


def fault(kind, target, other=""):
    return make_fault(demo_town(), 1, kind, target, other, 0.0)


def test_what_is_meant_follows_from_what_is_named():
    assert kind_for(demo_town(), "school-north") == "cut_place"
    assert kind_for(demo_town(), "dist1") == "kill_device"
    assert kind_for(demo_town(), "dist1", "dist2") == "cut_link"


def test_a_place_hangs_on_the_cables_towards_the_core_not_on_those_to_its_followers():
    assert fault("cut_place", "school-north").links == ("dist2 xe-0/0/2 -- school-north-sw1 Te1/1/1",)
    assert fault("cut_place", "kindergarten-north").links == (
        "school-north-sw1 Te1/1/2 -- kindergarten-north-sw1 xe-0/1/0",
    )


def test_a_place_on_the_ring_hangs_on_both_sides_of_it():
    assert fault("cut_place", "fire-station-west").links == (
        "dist2 xe-0/0/1 -- dist3 Twe1/0/1",
        "dist3 Twe1/0/2 -- core2 1/1/4",
    )


def test_a_cable_with_one_end_named_is_that_devices_uplink():
    assert fault("loss", "school-north-sw2").links == fault("loss", "school-north-sw1", "school-north-sw2").links
    assert fault("flap", "school-north").links == fault("cut_place", "school-north").links


@pytest.mark.parametrize(
    ("order", "error", "said"),
    [
        (("cut_place", "school-nort"), NotFound, "there is no place «school-nort»; did you mean school-north"),
        (("cut_place", "town-hall"), BadInput, "the network is watched from core1 at town-hall"),
        (("cut_place", "dist1"), NotFound, "there is no place «dist1»"),
        (("kill_device", "school-north-sw99"), NotFound, "did you mean school-north-sw9"),
        (("cut_link", "dist1", "dist4"), NotFound, "no cable between dist1 and dist4; dist1 is joined to"),
        (("cut_link", "core1"), BadInput, "core1 has no cable towards the core"),
        (("cut_link", "", "dist1"), NotFound, "there is no device «»"),
        (("explode", "dist1"), BadInput, "there is no fault «explode»; choose one of cut_place, cut_link"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_words(order, error, said):
    with pytest.raises(error) as refused:
        fault(*order)

    assert said in refused.value.sentence()


def test_a_name_that_is_nothing_brings_up_places_as_well_as_devices():
    with pytest.raises(NotFound, match="there is no place or device «school-nort»; did you mean school-north"):
        kind_for(demo_town(), "school-nort")
