# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""One part as a running process: started, watched, started again with growing pauses, ended."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from samdrift.kernel.errors import SamdriftError
from samdrift.runtime.supervise import child, ending, logs
from samdrift.runtime.supervise.part import Part

SHORTEST_PAUSE_S, LONGEST_PAUSE_S = 0.25, 10.0
SETTLED_AFTER_S = 20.0


class Running:
    """The process of one part, over all its lives."""

    def __init__(self, part: Part, *, log_folder: Path, clock: Callable[[], float] = time.monotonic) -> None:
        self.part = part
        self._log_folder = log_folder
        self._clock = clock
        self._process: subprocess.Popen[bytes] | None = None
        self._started_at = 0.0
        self._pause_s = SHORTEST_PAUSE_S
        self._not_before = 0.0
        self._asked_at: float | None = None
        self.restarts = 0
        """How often in a row it was started again without settling in between."""

    @property
    def pid(self) -> int | None:
        """Its process id while it lives."""
        return self._process.pid if self._process is not None and self._process.poll() is None else None

    @property
    def status(self) -> int | None:
        """Its exit status once it has ended; negative: the signal that ended it."""
        return None if self._process is None else self._process.poll()

    def start(self) -> None:
        """Start it, tied to our own life. The part's `before` is done first."""
        if self.part.before is not None:
            self.part.before()
        uid, gid = self.part.account or (None, None)
        log = logs.open_log(self._log_folder, self.part.name)
        try:
            self._process = subprocess.Popen(
                child.command(self.part.argv, death_signal=self.part.orphaned, uid=uid, gid=gid),
                cwd=self.part.folder,
                env=None if self.part.env is None else dict(self.part.env),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C in a terminal reaches us alone, and we end them in our own order
            )
        finally:
            os.close(log)
        self._started_at = self._clock()

    def revive(self) -> bool:
        """Start it again if it died and its pause is over; True when it was started."""
        now = self._clock()
        if self.status is None:
            return False
        if not self._not_before:
            self._end_group()
            if now - self._started_at > SETTLED_AFTER_S:
                self._pause_s, self.restarts = SHORTEST_PAUSE_S, 0
            self._not_before = now + self._pause_s
            self._pause_s = min(LONGEST_PAUSE_S, self._pause_s * 2)
        if now < self._not_before:
            return False
        self._not_before = 0.0
        self.restarts += 1
        try:
            self.start()
        except (SamdriftError, OSError) as error:  # what it leans on may be away; the next pause is longer
            logs.note(self._log_folder, self.part.name, f"could not be started: {error}")
            return False
        return True

    def ask_to_end(self) -> None:
        """Send the first, kind signal and return at once."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(self.part.stopping[0][0])
            self._asked_at = self._clock()

    def end(self) -> None:
        """End it, kindly and then surely, with whatever it had started itself."""
        if self._process is None:
            return
        steps = self.part.stopping
        if self._asked_at is not None:  # asking twice would cut the goodbye of some short
            left_s = steps[0][1] - (self._clock() - self._asked_at)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(max(0.0, left_s))
            steps = steps[1:]
        ending.end(self._process, steps)
        self._end_group()

    def _end_group(self) -> None:
        """Nothing that a dead part had started may stay: it could hold the port that the next one needs."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
