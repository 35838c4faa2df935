# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What a poller keeps on disk: in order, within its bound, through kills, broken files and a second process."""

import pytest

from samdrift.adapters.jetstream.keeping import Keep, Kept


def kept(number: int, size: int = 10) -> Kept:
    return Kept(f"s:{number}", 7, 3, bytes((number * 7 + i * i) % 251 for i in range(size)))


def drained(keep: Keep) -> list[Kept]:
    found = []
    while (one := keep.peek()) is not None:
        found.append(one)
        keep.pop(one)
    return found


@pytest.fixture
def keep(tmp_path):
    return Keep(tmp_path, 1 << 20, file_bytes=200)


def test_what_is_kept_comes_out_in_order_over_several_files(keep):
    sent = [kept(number) for number in range(30)]
    for one in sent:
        keep.append(one)
    assert len(list(keep.folder.glob("*.kept"))) > 5
    assert drained(keep) == sent
    assert list(keep.folder.glob("*.kept")) == []
    assert (keep.octets, keep.thinned) == (0, 0)


def test_a_process_started_again_goes_on_where_the_last_ended(tmp_path, keep):
    for number in range(30):
        keep.append(kept(number))
    for _ in range(11):
        keep.pop(keep.peek())
    again = Keep(tmp_path, 1 << 20, file_bytes=200)
    again.append(kept(30))
    assert drained(again) == [kept(number) for number in range(11, 31)]


def test_an_old_position_says_nothing_of_a_new_file(tmp_path, keep):
    keep.append(kept(1))
    drained(keep)
    keep.append(kept(2))
    assert drained(Keep(tmp_path, 1 << 20)) == [kept(2)]


def test_what_comes_while_the_oldest_is_handed_over_is_not_lost(keep):
    keep.append(kept(1))
    first = keep.peek()
    keep.append(kept(2))
    keep.pop(first)
    keep.append(kept(3))
    assert drained(keep) == [kept(2), kept(3)]


def test_over_the_bound_the_oldest_goes_and_is_counted(tmp_path):
    keep = Keep(tmp_path, 1000, file_bytes=200)
    oldest = kept(0)
    keep.append(oldest)
    assert keep.peek() == oldest
    for number in range(1, 60):
        keep.append(kept(number))
    assert keep.octets <= 1000
    keep.pop(oldest)  # gone meanwhile: takes nothing else with it
    left = drained(keep)
    assert left == [kept(number) for number in range(60 - len(left), 60)]
    assert keep.thinned == 3 * (60 - len(left))


@pytest.mark.parametrize("cut", [1, 5, 9, 30])
def test_a_record_cut_off_by_a_kill_costs_itself_alone(tmp_path, keep, cut):
    keep.append(kept(1))
    whole = keep.octets
    keep.append(kept(2, 40))
    path = tmp_path / "000000000001.kept"
    path.write_bytes(path.read_bytes()[: whole + cut])
    again = Keep(tmp_path, 1 << 20)
    again.append(kept(3))
    assert drained(again) == [kept(1), kept(3)]


def test_a_broken_file_is_skipped(tmp_path, keep):
    for number in range(30):
        keep.append(kept(number))
    first = min(tmp_path.glob("*.kept"))
    first.write_bytes(b"\xff" * first.stat().st_size)
    left = drained(Keep(tmp_path, 1 << 20))
    assert left == [kept(number) for number in range(30 - len(left), 30)]
    assert len(left) >= 25


def test_two_processes_keep_apart_and_the_next_takes_over_what_is_left(tmp_path):
    one, lock = Keep.claimed(tmp_path, 1 << 20)
    other, other_lock = Keep.claimed(tmp_path, 1 << 20)
    assert one.folder != other.folder
    one.append(kept(1))
    lock.close()
    again, again_lock = Keep.claimed(tmp_path, 1 << 20)
    assert drained(again) == [kept(1)]
    again_lock.close()
    other_lock.close()
