# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The supervisor with real processes: nothing dies for long, nothing is left behind."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from samdrift.kernel.errors import NotNow
from samdrift.runtime.supervise import logs
from samdrift.runtime.supervise.part import Part
from samdrift.runtime.supervise.running import Running
from samdrift.runtime.supervise.supervisor import Supervisor

PATIENCE_S = 30.0
LIVE = (sys.executable, "-c", "import signal; signal.pause()")
SUPERVISE = """
import sys
from pathlib import Path
from samdrift.runtime.supervise.part import Part
from samdrift.runtime.supervise.supervisor import Supervisor

folder = Path(sys.argv[1])
tell = '''
import os, signal, sys
def end(*_):
    with open(sys.argv[1], "a") as f:
        f.write(sys.argv[2] + " ")
    sys.exit(0)
signal.signal(signal.SIGTERM, end)
open(sys.argv[1] + "." + sys.argv[2], "w").close()
while True:
    signal.pause()
'''

def part(name, **more):
    ends = str(folder / "ends")
    argv = (sys.executable, "-c", tell, ends, name)
    return Part(name, argv, ready=(folder / f"ends.{name}").exists, **more)

parts = [part("database", foundation=True), part("lane", foundation=True), part("pages"), part("worker")]
sys.exit(Supervisor(parts, folder=folder, say=print).run(when_up=lambda: (folder / "up").touch()))
"""


def until(true: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.02)


def register(folder: Path) -> dict[str, int]:
    return json.loads((folder / "run" / "children.json").read_text())


def lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen([sys.executable, "-c", SUPERVISE, str(tmp_path)])
    until((tmp_path / "up").exists)
    yield process
    process.kill()
    process.wait(10)


def test_what_is_killed_is_started_again_by_itself(supervisor, tmp_path):
    first = register(tmp_path)
    for pid in first.values():
        os.kill(pid, signal.SIGKILL)

    until(lambda: all(register(tmp_path).get(name) not in (None, pid) for name, pid in first.items()))

    assert all(lives(pid) for pid in register(tmp_path).values())


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_stop_ends_all_and_the_foundations_last_in_reverse(supervisor, tmp_path, how):
    children = register(tmp_path)
    supervisor.send_signal(how)

    assert supervisor.wait(PATIENCE_S) == 0
    assert not any(lives(pid) for pid in children.values())
    ended = (tmp_path / "ends").read_text().split()
    assert (set(ended[:2]), ended[2:]) == ({"pages", "worker"}, ["lane", "database"])
    assert not (tmp_path / "run" / "children.json").exists()


def test_sigkill_of_the_supervisor_leaves_no_child_behind(supervisor, tmp_path):
    children = register(tmp_path)
    assert len(children) == 4
    os.kill(children["worker"], signal.SIGSTOP)  # one that hangs obeys no kind signal
    supervisor.kill()

    until(lambda: not any(lives(pid) for pid in children.values()))


def in_process(folder: Path, *parts: Part) -> tuple[Supervisor, list[str]]:
    said: list[str] = []
    return Supervisor(parts, folder=folder, say=said.append), said


def test_a_step_that_fails_is_told_with_its_last_words_and_nothing_stays(tmp_path):
    step = Part("migrate", (sys.executable, "-c", "import sys; print('no such table'); sys.exit(3)"), once=True)
    supervisor, _ = in_process(tmp_path, Part("database", LIVE), step)
    started: list[Running] = supervisor._running

    with pytest.raises(NotNow, match="«migrate» ended with status 3: no such table"):
        supervisor.run(when_up=lambda: pytest.fail("it is not up"))

    assert started == []
    assert not (tmp_path / "run" / "children.json").exists()


def test_a_part_that_never_gets_ready_is_given_up(tmp_path):
    supervisor, _ = in_process(tmp_path, Part("pages", LIVE, ready=lambda: False, patience_s=0.3))

    with pytest.raises(NotNow, match="«pages» was not ready after 0 s"):
        supervisor.run(when_up=lambda: pytest.fail("it is not up"))


def test_a_program_that_is_not_there_is_named(tmp_path):
    supervisor, _ = in_process(tmp_path, Part("lane", ("/no/such/program",), ready=lambda: False))

    with pytest.raises(NotNow, match="«lane» ended with status 127: /no/such/program: No such file"):
        supervisor.run(when_up=lambda: pytest.fail("it is not up"))


def test_a_step_is_waited_for_and_what_follows_it_is_done_once(tmp_path):
    done: list[str] = []
    step = Part("build", (sys.executable, "-c", "pass"), purpose="Building", once=True)
    pages = Part("pages", LIVE, ready=lambda: True, afterwards=lambda: done.append("afterwards"))
    supervisor, said = in_process(tmp_path, step, pages)

    status = supervisor.run(when_up=lambda: os.kill(os.getpid(), signal.SIGTERM))

    assert (status, done, said) == (0, ["afterwards"], ["Building …", "Stopping …"])


def test_parts_that_do_not_need_one_another_start_side_by_side(tmp_path):
    asked: list[str] = []

    def ready(name: str) -> Callable[[], bool]:
        def ask() -> bool:
            asked.append(name)
            return {"database", "twin"} <= set(asked)  # neither is ready before both were started

        return ask

    supervisor, _ = in_process(
        tmp_path,
        Part("database", LIVE, needs=(), ready=ready("database")),
        Part("twin", LIVE, needs=(), ready=ready("twin")),
        Part("pages", LIVE, needs=("database",), ready=ready("pages")),
    )

    supervisor.run(when_up=lambda: os.kill(os.getpid(), signal.SIGTERM))

    assert asked.index("pages") > asked.index("database")


def test_a_part_waits_for_those_it_needs(tmp_path):
    done = tmp_path / "done"
    step = Part("migrate", (sys.executable, "-c", f"open({str(done)!r}, 'w')"), needs=(), once=True)
    seen: list[bool] = []
    pages = Part("pages", LIVE, needs=("migrate",), before=lambda: seen.append(done.exists()))
    supervisor, _ = in_process(tmp_path, step, pages)

    supervisor.run(when_up=lambda: os.kill(os.getpid(), signal.SIGTERM))

    assert seen == [True]


def test_our_own_signal_handlers_are_back_afterwards(tmp_path):
    before = [signal.getsignal(s) for s in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD)]
    supervisor, _ = in_process(tmp_path, Part("pages", LIVE))

    supervisor.run(when_up=lambda: os.kill(os.getpid(), signal.SIGINT))

    assert [signal.getsignal(s) for s in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD)] == before


def test_what_a_dead_part_had_started_goes_with_it(tmp_path):
    spawn = (
        "import subprocess, sys, signal; p = subprocess.Popen(sys.argv[2:]);"
        "open(sys.argv[1], 'w').write(str(p.pid)); signal.pause()"
    )
    note = tmp_path / "grandchild"
    running = Running(Part("web", (sys.executable, "-c", spawn, str(note), *LIVE)), log_folder=tmp_path)
    running.start()
    until(lambda: note.exists() and note.read_text())
    os.kill(running.pid, signal.SIGKILL)
    until(lambda: running.status is not None)

    until(running.revive)

    assert not lives(int(note.read_text()))
    running.end()


def test_pauses_grow_while_a_part_keeps_dying_at_once(tmp_path):
    now = [1000.0]
    part = Part("poller", (sys.executable, "-c", "raise SystemExit(1)"))
    running = Running(part, log_folder=tmp_path, clock=lambda: now[0])
    running.start()
    pauses = []
    for _ in range(8):
        running._process.wait(PATIENCE_S)
        assert not running.revive()
        began = now[0]
        while not running.revive():
            now[0] += 0.25
        pauses.append(now[0] - began)
    running.end()

    assert pauses == [0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 10.0, 10.0]


def test_a_part_that_keeps_ending_is_told_a_few_times_and_then_no_more(tmp_path):
    supervisor, said = in_process(tmp_path)
    running = Running(Part("poller", LIVE), log_folder=tmp_path)
    for running.restarts in range(1, 20):
        supervisor._tell_restart(running)

    assert len(said) == 4
    assert said[0] == "«poller» had ended and was started again"
    assert said[-1].startswith("«poller» keeps ending; it is tried again every few seconds (")


def test_a_restart_that_cannot_be_prepared_is_tried_again_later(tmp_path):
    hurdles = [NotNow("the disk is away")]

    def before() -> None:
        if hurdles and running.status is not None:
            raise hurdles.pop()

    running = Running(Part("database", LIVE, before=before), log_folder=tmp_path)
    running.start()
    os.kill(running.pid, signal.SIGKILL)
    until(lambda: running.status is not None)

    until(running.revive)

    assert "could not be started: the disk is away" in logs.last_words(tmp_path, "database")
    running.end()


def test_a_full_log_is_set_aside_while_it_is_written(tmp_path):
    descriptor = logs.open_log(tmp_path, "poller")
    os.write(descriptor, b"old\n" * 100)

    logs.keep_small(tmp_path, largest=100)
    os.write(descriptor, b"new\n")
    os.close(descriptor)

    assert logs.path(tmp_path, "poller").read_bytes() == b"new\n"
    assert (tmp_path / "poller.log.1").read_bytes() == b"old\n" * 100
