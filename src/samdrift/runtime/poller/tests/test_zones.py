# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""How pollers share a zone: everyone comes to the same answer, a dead one's places move, and a cut line moves nothing."""

import asyncio
from collections import Counter

import pytest

from samdrift.inventory.types import SnmpCredential
from samdrift.monitoring.testing import MemoryLane
from samdrift.monitoring.types import WatchPlan, WatchTarget
from samdrift.runtime.poller.zones import BEATS_A_LEASE, Roster, beat_every_s, owner
from samdrift.runtime.poller.zones_first import FirstLooks
from samdrift.runtime.poller.zones_sharing import SharedZone

EVERY = 0.5
LEASE = EVERY * BEATS_A_LEASE
TARGETS = tuple(
    WatchTarget(number, "192.0.2.1", SnmpCredential(community="x"), place=number // 6 if number < 600 else None)
    for number in range(660)
)


def beat(name: str, epoch: int = 0, **more) -> dict:
    return {"poller": name, "every_s": EVERY, "epoch": epoch, "working": True} | more


class Town:
    """Rosters that hear each other at once, on one clock."""

    def __init__(self, *names: str) -> None:
        self.now = 0.0
        self.rosters = {name: Roster(name) for name in names}
        for roster in self.rosters.values():
            roster.join(1)
        self.run(LEASE)

    def run(self, seconds: float, *, cut: tuple[str, ...] = ()) -> "Town":
        for _ in range(round(seconds / EVERY)):
            self.now += EVERY
            for speaker in [*self.rosters.values()]:
                for roster in [*self.rosters.values()]:
                    if not {speaker.me, roster.me} & set(cut):
                        said = beat(speaker.me, speaker.epoch, said=self.now, working=speaker.working)
                        roster.hear(said, self.now, round(self.now * 1000))
        return self

    def shares(self) -> dict[str, set[int]]:
        return {name: {t.device_id for t in roster.mine(TARGETS)} for name, roster in self.rosters.items()}

    def owners(self) -> Counter[int]:
        return Counter(device for share in self.shares().values() for device in share)


EACH_ONCE = Counter(range(660))


def test_three_pollers_ask_each_device_once_and_about_a_third_each():
    town = Town("a", "b", "c")
    assert town.owners() == EACH_ONCE
    assert all(150 < len(share) < 300 for share in town.shares().values())


def test_the_devices_of_a_place_go_together():
    town = Town("a", "b", "c")
    for share in town.shares().values():
        assert all(count == 6 for count in Counter(device // 6 for device in share if device < 600).values())


def test_a_dead_pollers_places_are_taken_over_and_the_others_keep_theirs():
    town = Town("a", "b", "c")
    before = town.shares()
    del town.rosters["b"]
    town.run(LEASE + EVERY)
    assert town.owners() == EACH_ONCE
    assert all(town.shares()[name] > before[name] for name in "ac")


def test_a_newcomer_takes_from_all_and_nobody_else_moves():
    town = Town("a", "b")
    before = town.shares()
    town.rosters["c"] = Roster("c")
    town.run(EVERY * 3)
    assert town.rosters["c"].peers.keys() == {"a", "b"}
    assert town.shares()["c"] == set()
    town.rosters["c"].join(99_000)
    town.run(EVERY * 2)
    assert town.owners() == EACH_ONCE
    assert all(town.shares()[name] < before[name] for name in "ab")


def test_who_is_cut_off_takes_nothing_over_and_shares_again_afterwards():
    town = Town("a", "b", "c")
    before = town.shares()
    town.run(3600, cut=("c",))
    assert town.shares()["c"] == before["c"]
    assert town.rosters["c"].cut_off(town.now, EVERY)
    assert town.shares()["a"] | town.shares()["b"] == set(range(660))
    town.run(EVERY * 3)
    assert town.shares() == before


def test_the_epoch_grows_with_each_change_and_everybody_adopts_the_highest():
    town = Town("a", "b", "c")
    first = {roster.epoch for roster in town.rosters.values()}
    assert len(first) == 1
    town.run(60)
    assert {roster.epoch for roster in town.rosters.values()} == first
    town.run(60, cut=("c",))
    between = town.rosters["a"].epoch
    assert between == town.rosters["b"].epoch > first.pop() == town.rosters["c"].epoch
    town.run(EVERY * 2)
    assert len(after := {roster.epoch for roster in town.rosters.values()}) == 1
    assert after.pop() > between


def test_who_did_not_listen_for_long_takes_nothing_over_when_he_wakes():
    town = Town("a", "b")
    asleep = town.rosters["a"]
    woken = town.now + 60
    heard = [("a", town.now), ("b", town.now + 30), ("b", woken), ("a", woken)]  # as it lay in the socket meanwhile
    assert [asleep.hear(beat(name, said=said), woken, 1) for name, said in heard] == [False] * 4
    assert asleep.members == ("a", "b")


def test_who_leaves_is_gone_at_once():
    town = Town("a", "b")
    assert town.rosters["a"].hear(beat("b", leaving=True), town.now, 1)
    assert town.rosters["a"].members == ("a",)
    assert not town.rosters["a"].hear(beat("c", leaving=True), town.now, 1)


@pytest.mark.parametrize("said", [{}, {"poller": "x"}, beat("x", every_s="1"), beat("x", every_s=0), beat("")])
def test_nonsense_is_nobody(said):
    roster = Roster("a")
    assert not roster.hear(said, 0, 1)
    assert roster.peers == {}


def test_the_owner_does_not_depend_on_the_order_of_the_names():
    assert {owner("place 1", names) for names in (("a", "b", "c"), ("c", "a", "b"))} == {owner("place 1", "abc")}


def test_two_intervals_bear_a_lost_poller():
    for interval in (1.0, 2.0):
        every = beat_every_s(interval)
        noticed = every * BEATS_A_LEASE + every
        looked_at = noticed + interval / 4
        assert interval + looked_at <= 2 * interval  # the dead one was just about to ask


def test_devices_taken_over_are_looked_at_within_a_quarter_of_an_interval_and_never_in_a_burst():
    looks = FirstLooks()
    looks.expect([7, 8], 10.0, 4.0)
    looks.expect([9], 10.2, 4.0)
    assert [looks.due(at) for at in (9.9, 10.0, 10.3, 10.5, 10.6)] == [[], [7], [9], [8], []]
    looks.expect(range(100_000), 0.0, 2.0)
    assert len(looks.due(1.0)) == pytest.approx(2500, abs=1)
    assert len(looks.due(9.0)) == pytest.approx(2500, abs=1)


class Member:
    """One poller's view of a zone on a lane in memory."""

    def __init__(self, lane: MemoryLane, name: str) -> None:
        self.epochs: list[int] = []
        self.zone = SharedZone(lane, "north", name, tell_epoch=self.tell)
        self.task = asyncio.create_task(self.zone.run())

    def tell(self, epoch: int) -> dict:
        self.epochs.append(epoch)
        return {"behind_s": 1.5}

    def devices(self) -> list[int]:
        return [target.device_id for target in self.zone.plan.targets] if self.zone.plan is not None else []

    async def leave(self) -> None:
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)


@pytest.fixture
def fast(monkeypatch):
    monkeypatch.setattr("samdrift.runtime.poller.zones_sharing.FIRST_BEAT_S", 0.02)
    monkeypatch.setattr("samdrift.runtime.poller.zones.FASTEST_S", 0.02)


async def until(wanted) -> None:
    async with asyncio.timeout(20):
        while not wanted():  # noqa: ASYNC110 - what is looked at lies in several tasks
            await asyncio.sleep(0.01)


@pytest.mark.usefixtures("fast")
async def test_a_lone_poller_takes_all_a_second_shares_and_who_leaves_hands_over():
    lane = MemoryLane()
    await lane.put_plan("north", WatchPlan(1, TARGETS, probe_interval_s=0.08))
    one = Member(lane, "a")
    plans = one.zone.watch_plan("north")
    assert len((await asyncio.wait_for(anext(plans), 20)).targets) == 660
    two = Member(lane, "b")
    await until(lambda: two.devices() and sorted(one.devices() + two.devices()) == list(range(660)))
    assert len((await asyncio.wait_for(anext(plans), 20)).targets) < 660
    await until(lambda: one.epochs[-1] == two.epochs[-1])
    await two.leave()
    assert [said["poller"] for _, said in lane.beats if said["leaving"]] == ["b"]
    await until(lambda: len(one.devices()) == 660)
    told = [said for _, said in lane.beats if said["poller"] == "a"][-1]
    assert (told["behind_s"], told["plan"], told["zone"]) == (1.5, 1, "north")
    await one.leave()
