# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Agreed work: what is dark by it opens nothing while it lasts and a little after; what is not is judged as always."""

import pytest

from samdrift.engines.correlation import Work
from samdrift.engines.correlation.tests.net import PlayedNetwork


@pytest.fixture
def net():
    played = PlayedNetwork()
    played.run(30)
    return played


def agree(net, *, ends, until, devices=(), links=()):
    net.judge.agree([Work("w", net.now + ends, net.now + until, frozenset(devices), frozenset(links))])


def test_who_is_dark_by_which_work_is_told_with_those_behind_it(net):
    agree(net, ends=60, until=90, devices={"acc3"})
    net.dead = {"acc3"}
    net.run(10)
    assert net.judge.dark_by_work() == {"acc3": "w", "acc4": "w"}
    assert {d.what for d in net.decisions} == {"absorbed"}


def test_who_is_back_in_time_was_never_an_incident(net):
    agree(net, ends=20, until=60, devices={"acc3"})
    net.dead = {"acc3"}
    net.run(40)
    net.dead = set()
    net.run(60)
    assert net.opened() == []
    assert net.judge.dark_by_work() == {}


def test_who_is_still_dark_after_the_time_to_start_again_becomes_an_incident(net):
    agree(net, ends=20, until=40, devices={"acc3"})
    net.dead = {"acc3"}
    net.run(38)
    assert net.opened() == []
    net.run(6)
    assert net.opened() == [("link", "dist1-acc3")]
    assert set(net.judge.open[0].affected) == {"acc3", "acc4"}


def test_who_falls_silent_after_the_end_is_no_part_of_it(net):
    agree(net, ends=20, until=300, devices={"acc3"})
    net.run(24)
    net.dead = {"acc3"}
    net.run(15)
    assert net.opened() == [("link", "dist1-acc3")]


def test_an_incident_that_is_open_when_the_work_begins_stays_open(net):
    net.dead = {"acc3"}
    net.run(15)
    agree(net, ends=60, until=90, devices={"acc3", "acc5"})
    net.dead = {"acc3", "acc5"}
    net.run(15)
    assert [(o.kind, o.cause) for o in net.judge.open] == [("link", "dist1-acc3")]
    assert net.judge.dark_by_work() == {"acc5": "w"}


def test_work_that_is_ended_early_excuses_nothing_any_more(net):
    agree(net, ends=600, until=900, devices={"acc3"})
    net.dead = {"acc3"}
    net.run(20)
    net.judge.agree([])
    net.run(4)
    assert net.opened() == [("link", "dist1-acc3")]


def test_a_spare_way_that_is_worked_on_is_not_told_as_lost(net):
    agree(net, ends=100, until=130, links={"core1-dist1"})
    net.cut = {"core1-dist1"}
    net.run(40)
    assert net.opened() == []
