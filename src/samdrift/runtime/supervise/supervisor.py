# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Start the parts, each after those it needs, keep each alive, end them in reverse: the one parent of all processes of a machine.

The supervisor does nothing else, so there is little in it that could break; and should it be killed all the same, the
kernel ends its children (see `child`). Whatever is killed is started again: no part trusts that another never dies.
"""

import json
import os
import select
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from samdrift.kernel.errors import NotNow
from samdrift.runtime.supervise import logs
from samdrift.runtime.supervise.part import Part
from samdrift.runtime.supervise.running import Running

LOOK_EVERY_S = 0.2
LOGS_EVERY_S = 60.0
WORTH_A_WARNING = 4  # restarts in a row


class Stopped(Exception):  # noqa: N818 - no error: somebody asked us to stop
    """SIGINT or SIGTERM arrived."""


class Supervisor:
    """Runs `parts`. `say` gets one line for a person at each step."""

    def __init__(self, parts: Sequence[Part], *, folder: Path, say: Callable[[str], None]) -> None:
        self._parts = parts
        self._say = say
        self._logs = folder / "log"
        self._register = folder / "run" / "children.json"
        self._running: list[Running] = []
        self._stop_asked = False

    def run(self, *, when_up: Callable[[], None]) -> int:
        """Start all, call `when_up`, keep all alive until asked to stop, end all. Exit status 0 after a stop.

        Raises NotNow when a part cannot be started; then all that were started have been ended.
        """
        with self._signals() as wait:
            try:
                self._start_all(wait)
                when_up()
                self._keep_alive(wait)
            except Stopped:
                self._say("Stopping …")
            finally:
                self._end_all()
        return 0

    def _start_all(self, wait: Callable[[float], None]) -> None:
        """Each part as soon as those it needs are there, side by side where they do not need one another."""
        waiting = [(part, self._needs_of(place)) for place, part in enumerate(self._parts)]
        awaited: list[tuple[Running, float]] = []
        there: set[str] = set()
        while waiting or awaited:
            for part, needs in [entry for entry in waiting if entry[1] <= there]:
                waiting.remove((part, needs))
                awaited.append((self._start(part), time.monotonic() + part.patience_s))
            for running, deadline in list(awaited):
                if self._is_there(running, deadline):
                    awaited.remove((running, deadline))
                    self._settle(running)
                    there.add(running.part.name)
            self._revive_all(but=[running for running, _ in awaited])
            wait(0.05 if awaited else 0.0)
        self._write_register()

    def _needs_of(self, place: int) -> set[str]:
        needs = self._parts[place].needs
        return {part.name for part in self._parts[:place]} if needs is None else set(needs)

    def _start(self, part: Part) -> Running:
        if part.purpose:
            self._say(f"{part.purpose} …")
        running = Running(part, log_folder=self._logs)
        self._running.append(running)
        running.start()
        self._write_register()
        return running

    def _is_there(self, running: Running, deadline: float) -> bool:
        """Whether those that need it may start now. Raises NotNow when it never will be there."""
        part = running.part
        if part.ready is None and not part.once:
            return True
        if running.status is not None:
            if part.once and running.status == 0:
                return True
            raise self._failure(part, f"ended with status {running.status}")
        if part.ready is not None and part.ready():
            return True
        if time.monotonic() > deadline:
            raise self._failure(part, f"was not ready after {part.patience_s:.0f} s")
        return False

    def _settle(self, running: Running) -> None:
        if running.part.afterwards is not None:
            running.part.afterwards()
        if running.part.once:
            self._running.remove(running)

    def _failure(self, part: Part, what: str) -> NotNow:
        words = logs.last_words(self._logs, part.name)
        return NotNow(f"«{part.name}» {what}: {words}", where=str(logs.path(self._logs, part.name)))

    def _keep_alive(self, wait: Callable[[float], None]) -> None:
        logs_next = time.monotonic() + LOGS_EVERY_S
        while True:
            wait(LOOK_EVERY_S)
            self._revive_all()
            if time.monotonic() > logs_next:
                logs.keep_small(self._logs)
                logs_next = time.monotonic() + LOGS_EVERY_S

    def _revive_all(self, *, but: Sequence[Running] = ()) -> None:
        for running in self._running:
            if running not in but and running.revive():
                self._tell_restart(running)
                self._write_register()

    def _tell_restart(self, running: Running) -> None:
        """The first times, and once more when it does not get better; a person needs no line every ten seconds."""
        if running.restarts < WORTH_A_WARNING:
            self._say(f"«{running.part.name}» had ended and was started again")
        elif running.restarts == WORTH_A_WARNING:
            words = logs.path(self._logs, running.part.name)
            self._say(f"«{running.part.name}» keeps ending; it is tried again every few seconds ({words} says why)")

    def _end_all(self) -> None:
        """Those that lean on others are asked together and ended first; the foundations in reverse order after them."""
        upper = [r for r in reversed(self._running) if not r.part.foundation]
        for running in upper:
            running.ask_to_end()
        for running in [*upper, *(r for r in reversed(self._running) if r.part.foundation)]:
            running.end()
        self._running.clear()
        self._register.unlink(missing_ok=True)

    def _write_register(self) -> None:
        """Who runs as which process, for people and tests: {name: pid}."""
        self._register.parent.mkdir(parents=True, exist_ok=True)
        pids = {r.part.name: r.pid for r in self._running if r.pid is not None}
        fresh = self._register.with_suffix(".new")
        fresh.write_text(json.dumps(pids, indent=2) + "\n", encoding="utf-8")
        fresh.replace(self._register)

    @contextmanager
    def _signals(self) -> Iterator[Callable[[float], None]]:
        """Yields `wait(seconds)`: returns early when a child ended, raises Stopped when somebody asked us to stop."""

        def note(_number: int, _frame: FrameType | None) -> None:
            self._stop_asked = True

        reading, writing = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        before = {n: signal.signal(n, note) for n in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
        before[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, lambda *_: None)
        before_fd = signal.set_wakeup_fd(writing, warn_on_full_buffer=False)

        def wait(seconds: float) -> None:
            if select.select([reading], [], [], seconds)[0]:
                os.read(reading, 4_096)
            if self._stop_asked:
                raise Stopped

        try:
            yield wait
        finally:
            signal.set_wakeup_fd(before_fd)
            for number, handler in before.items():
                signal.signal(number, handler)
            os.close(reading)
            os.close(writing)
