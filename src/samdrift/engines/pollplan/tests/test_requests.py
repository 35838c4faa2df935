# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The table of open questions: window, one a device, tries, and answers that count or do not."""

from itertools import count, pairwise

from hypothesis import given
from hypothesis import strategies as st

from samdrift.engines.pollplan import Request, RequestTable


def peer(number: int) -> tuple[str, int]:
    return (f"192.0.2.{number}", 161)


def request(number: int, about: str = "", timeouts: tuple[float, ...] = (0.6, 1.2)) -> Request[str]:
    return Request(peer(number), lambda request_id: str(request_id).encode(), timeouts, about or f"q{number}")


def table(**given) -> RequestTable[str]:
    ids = count(1)
    return RequestTable(lambda: next(ids), **given)


def test_an_answer_from_the_device_asked_settles_its_request_once():
    asked = table()
    asked.add(request(1))
    assert asked.sendable(0.0) == [(peer(1), b"1")]
    assert asked.match(1, peer(2)) is None
    assert asked.match(99, peer(1)) is None
    assert asked.match(1, peer(1)).request.about == "q1"
    assert asked.match(1, peer(1)) is None
    assert len(asked) == 0


def test_silence_is_asked_again_under_the_same_id_and_given_up_after_the_last_try():
    asked = table()
    asked.add(request(1))
    asked.sendable(0.0)
    assert asked.overdue(0.59) == ([], [])
    assert asked.overdue(0.6) == ([(peer(1), b"1")], [])
    assert asked.overdue(1.79) == ([], [])
    again, silent = asked.overdue(1.8)
    assert (again, [entry.tries for entry in silent]) == ([], [2])
    assert asked.match(1, peer(1)) is None


def test_a_slow_answer_to_the_first_sending_still_counts():
    asked = table()
    asked.add(request(1))
    asked.sendable(0.0)
    asked.overdue(0.6)
    assert asked.match(1, peer(1)).sent_at == 0.0


def test_a_device_is_asked_one_thing_at_a_time():
    asked = table()
    for about in ("probe", "sweep"):
        asked.add(request(1, about))
    asked.add(request(2))
    assert [to for to, _ in asked.sendable(0.0)] == [peer(1), peer(2)]
    assert asked.match(1, peer(1)).request.about == "probe"
    asked.sendable(0.1)
    assert asked.match(3, peer(1)).request.about == "sweep"


def test_what_is_urgent_goes_before_what_waits():
    asked = table(window=1)
    asked.add(request(1))
    asked.add(request(2))
    asked.add(request(3), first=True)
    assert [to for to, _ in asked.sendable(0.0)] == [peer(3)]


def test_the_window_holds_back_a_burst_and_silent_devices_do_not_block_it():
    asked = table(window=4, burst_s=0.25)
    for number in range(12):
        asked.add(request(number))
    assert len(asked.sendable(0.0)) == 4
    assert asked.sendable(0.1) == []
    asked.match(1, peer(0))
    assert len(asked.sendable(0.2)) == 1
    assert len(asked.sendable(0.25)) == 3
    assert len(asked.sendable(0.45)) == 1


def test_the_id_of_an_open_request_is_not_given_twice():
    ids = iter([5, 5, 5, 6])
    asked: RequestTable[str] = RequestTable(lambda: next(ids))
    asked.add(request(1))
    asked.add(request(2))
    assert [data for _, data in asked.sendable(0.0)] == [b"5", b"6"]


def test_what_is_sent_again_waits_for_room_in_the_window():
    asked = table(window=1)
    for number in (1, 2):
        asked.add(request(number))
    assert [to for to, _ in asked.sendable(0.0)] == [peer(1)]
    assert [to for to, _ in asked.sendable(0.4)] == [peer(2)]
    assert asked.overdue(0.6) == ([], [])
    assert [to for to, _ in asked.overdue(0.7)[0]] == [peer(1)]


def test_a_remark_stays_with_the_open_request_of_that_peer():
    asked = table()
    asked.add(request(1))
    asked.sendable(0.0)
    assert asked.remark(peer(1), "garbage")
    assert not asked.remark(peer(2), "garbage")
    asked.overdue(0.6)
    assert asked.overdue(1.8)[1][0].remark == "garbage"


def test_what_is_watched_no_more_is_forgotten():
    asked = table()
    for number in (1, 2):
        asked.add(request(number))
    asked.sendable(0.0)
    asked.add(request(1, "q1"))
    asked.forget(lambda about: about == "q1")
    assert len(asked) == 1
    assert asked.match(1, peer(1)) is None
    assert [entry.request.about for entry in asked.overdue(9.0)[1]] == []
    assert [entry.request.about for entry in asked.overdue(99.0)[1]] == ["q2"]


@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("ask"), st.integers(1, 5)),
            st.tuples(st.just("answer"), st.integers(1, 40)),
            st.tuples(st.just("wait"), st.integers(1, 8)),
        ),
        max_size=60,
    )
)
def test_every_request_ends_exactly_once(steps):
    asked, now, ended = table(window=3), 0.0, []
    added = 0
    for what, number in steps:
        if what == "ask":
            added += 1
            asked.add(request(number, f"r{added}"))
        elif what == "wait":
            now += number / 10
            ended += [entry.request.about for entry in asked.overdue(now)[1]]
        else:
            for device in range(1, 6):
                if (entry := asked.match(number, peer(device))) is not None:
                    ended.append(entry.request.about)
        asked.sendable(now)
        assert len(asked._crowd) <= 3
    for _ in range(10 * added + 10):
        now += 1.0
        ended += [entry.request.about for entry in asked.overdue(now)[1]]
        asked.sendable(now)
    assert sorted(ended) == sorted(f"r{number}" for number in range(1, added + 1))


@given(st.lists(st.tuples(st.integers(1, 3), st.booleans(), st.booleans()), max_size=40))
def test_between_two_sendings_to_a_device_the_gap_passes_whether_it_is_the_first_try_or_not(wishes):
    asked = table(peer_gap_s=0.1)
    sent: dict[tuple[str, int], list[float]] = {}
    for step in range(200):
        now = step * 0.02
        if step < len(wishes):
            number, first, answers = wishes[step]
            asked.add(request(number, "quick" if answers else "", timeouts=(0.05, 0.07)), first=first)
        again, _ = asked.overdue(now)
        for to, datagram in [*again, *asked.sendable(now)]:
            sent.setdefault(to, []).append(now)
            entry = asked._out[int(datagram)]
            if entry.request.about == "quick":
                asked.match(int(datagram), to)
    assert all(later - earlier > 0.1 - 1e-9 for times in sent.values() for earlier, later in pairwise(times))
    assert len(asked) == 0 or len(wishes) > 9
