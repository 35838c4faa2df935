# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Which pollers live is told by their own words: in /readyz, in the figures, by the doctor."""

from datetime import UTC, datetime, timedelta

import pytest

from samdrift.kernel.clock import utc_now
from samdrift.platform.pulse import beat
from samdrift.runtime.diagnosis.lanes import pollers
from samdrift.runtime.pollers import PollersHeard, pollers_in, troubles

AT = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def word(name: str, zone: str, **more) -> dict:
    return {"poller": name, "zone": zone, "devices": 40, "places": 6, "behind_s": 0.1, "kept_bytes": 0} | more


def told(*beats: dict, at: datetime = AT) -> list[dict]:
    heard = PollersHeard()
    for one in beats:
        heard.hear(one, at)
    return heard.told(at)


def test_a_zone_that_is_asked_is_no_trouble():
    detail = {"pollers": told(word("a-1", "north")), "zones": {"north": 40, "empty": 0}}
    assert list(troubles(detail, AT)) == []


def test_a_zone_nobody_asks_and_one_that_fell_silent_are_told():
    detail = {"pollers": told(word("a-1", "north")), "zones": {"north": 40, "south": 3}}
    assert list(troubles(detail, AT + timedelta(seconds=31))) == [
        "nothing is heard of zone north with its 40 devices since 08:00:00 UTC",
        "no poller asks zone south with its 3 devices",
    ]


def test_a_poller_that_does_not_keep_up_is_told():
    detail = {"pollers": told(word("a-1", "north", behind_s=45, kept_bytes=3 << 20), word("b-1", "north"))}
    assert list(troubles(detail, AT)) == ["poller a-1 is 45 s behind, 3.0 MB wait on its disk"]


def test_who_leaves_is_gone_and_who_is_long_silent_is_forgotten():
    heard = PollersHeard()
    heard.hear(word("a-1", "north"), AT)
    heard.hear(word("b-1", "north"), AT + timedelta(minutes=9))
    heard.hear(word("c-1", "north"), AT)
    heard.hear(word("c-1", "north", leaving=True), AT)
    assert [one["poller"] for one in heard.told(AT + timedelta(minutes=11))] == ["b-1"]


@pytest.mark.parametrize(
    "nonsense", [{}, {"poller": "a"}, word("a", "n", devices="many"), word("a", "n", behind_s=None)]
)
def test_nonsense_is_no_poller(nonsense):
    assert told(nonsense) == []


def test_readyz_and_metrics_and_the_doctor_tell_of_pollers(client, db):
    now = utc_now()
    assert pollers().grade == "hint"
    beat("poller", at=now, pollers=told(word("a-1", "north"), at=now), zones={"north": 40})
    assert client.get("/readyz").json()["status"] == "ready"
    assert pollers().found == "a-1 (zone north) asks 40 devices at 6 places"
    assert 'samdrift_poller_devices{poller="a-1",zone="north"} 40.0' in client.get("/metrics").content.decode()
    beat("poller", at=now, pollers=told(word("a-1", "north"), at=now), zones={"north": 40, "south": 3})
    check = next(one for one in client.get("/readyz").json()["checks"] if one["name"] == "pollers")
    assert (check["ok"], check["detail"]) == (False, "no poller asks zone south with its 3 devices")
    assert pollers().grade == "wrong"


def test_a_newer_release_may_tell_more():
    one = told(word("a-1", "north"))[0] | {"mood": "good"}
    assert pollers_in({"pollers": [one]})[0].poller == "a-1"
