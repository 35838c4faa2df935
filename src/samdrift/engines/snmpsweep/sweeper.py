# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""A sweep under way: which devices are due, what is out, what came back, what is still to ask. No sockets, no clock.

    sweeper.ask(device_ids)                 these are due now
    for out in sweeper.sendable(now): ...   send out.question.with_id(out.request_id) to out.peer
    sweeper.take(arena, rows, ...)          datagrams came; their octets stay where they are until `digest`
    sweeper.digest()                        read them all side by side
    sweeper.collect()                       the devices that are through, as a matrix

One question at a time to a device. Times are seconds on one rising clock; `at_ms` milliseconds since 1970 UTC.
"""

from collections import Counter, deque
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from samdrift.engines.snmpsweep.columns import COLUMNS, Column
from samdrift.engines.snmpsweep.digest import Digest, plain_request_id
from samdrift.engines.snmpsweep.flight import Flight, Nonces, Out
from samdrift.engines.snmpsweep.ground import Ground
from samdrift.engines.snmpsweep.lockstep import read_heads
from samdrift.engines.snmpsweep.manner import FIRST_VALUES, SLOW_S, Manner
from samdrift.engines.snmpsweep.matrix import State, SweepMatrix
from samdrift.engines.snmpsweep.questions import Question, Target, ask_all
from samdrift.engines.snmpsweep.reading import Plain, Trouble, halves
from samdrift.engines.snmpsweep.records import Datagrams, Remark, Run

TIMEOUTS_S = (1.0, 2.0)
"""How long to wait after each sending: two tries, and old switches think for long."""
WINDOW = 256
SLOWER_THAN_OTHERS = 4.0
"""A device is slow only where it is so many times slower than the others: a busy machine makes all of them slow."""
PATIENCE = 3
"""Times a question is put aside for another before it counts as silence."""

Made = tuple[int, bool, tuple[Question, ...]]
"""Rows at once, by GETBULK or not, and the questions made for that."""


class Sweeper:
    """Call `watch` first. `nonces`: unpredictable numbers for the request ids."""

    def __init__(
        self,
        nonces: Nonces,
        *,
        window: int = WINDOW,
        columns: Sequence[Column] = COLUMNS,
        timeouts_s: tuple[float, ...] = TIMEOUTS_S,
    ) -> None:
        self.counts: Counter[str] = Counter()
        self.remarks: list[Remark] = []
        self._columns = tuple(columns)
        self._nonces = nonces
        self._typical_s = 0.0
        self._ground = Ground((), self._columns)
        self._manners: list[Manner] = []
        self._questions: list[Made | None] = []
        self._flight = Flight(nonces, window=window, timeouts_s=timeouts_s)
        self._runs: dict[int, Run] = {}
        self._done: set[int] = set()
        self.watch(())

    def watch(self, targets: Sequence[Target]) -> list[int]:
        """Exactly these devices from now on. What was learnt of a device is kept; what is under way is dropped, and told."""
        dropped = [self._ground.targets[number].device_id for number in (*self._runs, *self._done)]
        before = dict(zip(self._ground.targets, zip(self._manners, self._questions, strict=True), strict=True))
        rows = max(1, FIRST_VALUES // len(self._columns))
        learnt = [before.get(target) or (Manner(rows), None) for target in targets]
        self._manners = [manner for manner, _ in learnt]
        self._questions = [made for _, made in learnt]
        self._ground = Ground(targets, self._columns)
        self._digest = Digest(self._ground)
        self._number = {target.device_id: number for number, target in enumerate(targets)}
        self._flight = Flight(self._nonces, window=self._flight.window, timeouts_s=self._flight.timeouts_s)
        self._runs = {}
        self._ready: deque[int] = deque()
        self._finished: list[tuple[int, State]] = []
        self._done = set()
        return dropped

    def __len__(self) -> int:
        """Devices that are not through yet."""
        return len(self._runs)

    def __contains__(self, device_id: int) -> bool:
        return device_id in self._number

    def busy(self, device_id: int) -> bool:
        """Whether its sweep is not through yet."""
        return self._number.get(device_id) in self._runs

    def manner(self, device_id: int) -> Manner:
        """What was learnt of this device."""
        return self._manners[self._number[device_id]]

    def ask(self, device_ids: Iterable[int]) -> None:
        """These are due. Who is still under way, or not collected yet, is left as it is."""
        numbers: list[int] = []
        for device_id in device_ids:
            number = self._number[device_id]
            if number in self._runs or number in self._done:
                self.counts["overrun"] += 1
                continue
            numbers.append(number)
            manner = self._manners[number]
            if manner.pause:
                self._leave_out(number, manner)
            else:
                self._runs[number] = Run(list(self._questions_of(number, manner)))
                self._ready.append(number)
        self._ground.clear(numbers)

    def _leave_out(self, number: int, manner: Manner) -> None:
        manner.pause -= 1
        self.counts["not_asked"] += 1
        device_id = self._ground.targets[number].device_id
        self.remarks.append(Remark(device_id, f"not asked in this sweep: it takes {manner.cost_s:.1f} s an answer"))
        self._finish(number, State.NOT_ASKED)

    def _questions_of(self, number: int, manner: Manner) -> tuple[Question, ...]:
        """The device's questions in reverse, made anew only where it is asked otherwise than before."""
        made = self._questions[number]
        if made is not None and made[0] == manner.rows and made[1] == manner.bulk:
            return made[2]
        target = self._ground.targets[number]
        fresh = ask_all(target, self._columns, manner.rows, bulk=manner.bulk)[::-1]
        self._questions[number] = (manner.rows, manner.bulk, fresh)
        return fresh

    def sendable(self, now: float) -> list[Out]:
        """The questions to send now: as many as the window admits, one a device."""
        ready, runs, peers = self._ready, self._runs, self._ground.peers
        asking: list[tuple[Question, int, int]] = []
        chosen: list[Run] = []
        room = self._flight.room(now)
        while ready and room > 0:
            number = ready.popleft()
            run = runs.get(number)
            if run is None or run.out is not None or run.aside or not run.todo:
                continue
            asking.append((run.todo.pop(), number, peers[number]))
            run.aside = True  # until it is out, so that a device that stands in line twice is asked once
            chosen.append(run)
            room -= 1
        sending = self._flight.admit(asking, now)
        for run, out in zip(chosen, sending, strict=True):
            run.out, run.aside = out, False
        self.counts["asked"] += len(sending)
        return sending

    def overdue(self, now: float) -> list[Out]:
        """The questions to send again now; who has had every try has fallen silent, and is asked nothing more."""
        again: list[Out] = []
        for out in self._flight.overdue(now):
            if out.tries < len(self._flight.timeouts_s):
                self._flight.sent([out], now)
                again.append(out)
                continue
            self._flight.settle(out.request_id)
            self.counts["silent"] += 1
            run = self._runs[out.device]
            run.out, run.gave_up = None, True
            run.todo.clear()
            self._close_if_through(out.device, run)
        self.counts["asked_again"] += len(again)
        return again

    def next_deadline(self) -> float | None:
        return self._flight.next_deadline()

    def take(self, came: Datagrams, now: float) -> None:
        """Match what came with what was asked, so that the next questions can go; it is read by `digest`."""
        heads = read_heads(came.octets, came.rows * came.stride, came.lengths, came.cut)
        known = self._flight.match(heads.request_id, came.peers).tolist()
        ids, lengths, cuts = heads.request_id.tolist(), came.lengths.tolist(), came.cut.tolist()
        settle, keep, runs, at_ms = self._flight.settle, self._digest.keep, self._runs, came.at_ms
        for at, row in enumerate(came.rows.tolist()):
            usual = known[at]
            request_id = ids[at] if usual else self._plain_id(came, at) if ids[at] < 0 else -1
            out = settle(request_id) if request_id >= 0 else None
            if out is None:
                self.counts["late"] += 1
                continue
            out.at, out.length, out.cut, out.at_ms = row * came.stride, lengths[at], cuts[at], at_ms
            keep(out, usual)
            run = runs[out.device]
            run.out = None
            run.unread += 1
            took = now - out.sent_at
            run.total_s += took
            run.longest_s = max(run.longest_s, took)
            if run.todo:
                self._ready.append(out.device)

    def _plain_id(self, came: Datagrams, at: int) -> int:
        """The request id of a datagram whose head is not of the usual form; -1 where it answers nothing."""
        request_id = plain_request_id(came.octets, int(came.rows[at]) * came.stride, int(came.lengths[at]))
        self.counts["garbage"] += request_id < 0
        return request_id if self._flight.match(np.array([request_id]), came.peers[at : at + 1])[0] else -1

    def digest(self, octets: NDArray[np.uint8]) -> None:
        """Read all that was taken; afterwards its octets may be written over."""
        whole, odd = self._digest.read(octets)
        self.counts["answered"] += len(whole) + len(odd)
        self._flight.usual_is(self._typical_s)
        runs = self._runs
        for answer in whole:
            run = runs[answer.device]
            run.unread -= 1
            run.answers += 1
            if not run.todo and run.out is None:
                self._close_if_through(answer.device, run)
        for answer, plain in odd:
            self.counts["odd"] += 1
            self._take_plain(answer, plain)

    def _take_plain(self, answer: Out, plain: Plain | None) -> None:
        number, question, run = answer.device, answer.question, self._runs[answer.device]
        target, manner = self._ground.targets[number], self._manners[number]
        again: tuple[Question, ...] = ()
        if answer.cut:
            again = halves(target, self._columns, question)
            manner.shortened(max(1, question.rows // 2))
        elif plain is not None:
            again = plain.again
            if plain.trouble is Trouble.SHORTENED:
                manner.shortened(max(1, plain.whole_rows))
            elif plain.trouble is Trouble.JUMPED:
                manner.jumped()
        if plain is None and not again:
            run.unreadable += 1
        run.gave_up = run.gave_up or (not again and (plain is None or plain.trouble is Trouble.REFUSED))
        run.todo.extend(reversed(again))
        run.unread -= 1
        run.answers += plain is not None
        if again:
            self._ready.append(number)
        self._close_if_through(number, run)

    def _close_if_through(self, number: int, run: Run) -> None:
        if run.out is not None or run.todo or run.unread:
            return
        del self._runs[number]
        manner = self._manners[number]
        if not run.answers:
            manner.missed()
            self._finish(number, State.SILENT)
            return
        mean_s = run.total_s / run.answers
        self._typical_s += (mean_s - self._typical_s) * (0.01 if self._typical_s else 1.0)
        manner.swept(
            fitting=self._ground.fitting(number),
            longest_s=run.longest_s,
            mean_s=mean_s,
            slow_s=max(SLOW_S, SLOWER_THAN_OTHERS * self._typical_s),
            readable=not run.unreadable,
        )
        self._finish(number, State.PART if run.gave_up else State.WHOLE)

    def _finish(self, number: int, state: State) -> None:
        self._finished.append((number, state))
        self._done.add(number)

    def put_aside(self, device_id: int) -> None:
        """Something else is asked of this device now; its sweep waits until `resume`."""
        number = self._number.get(device_id, -1)
        run = self._runs.get(number)
        if run is None:
            return
        run.aside = True
        if run.out is not None:
            self._flight.settle(run.out.request_id)
            run.todo.append(run.out.question)
            run.out = None
            run.put_aside += 1
            if run.put_aside >= PATIENCE:
                run.todo.clear()
                run.gave_up = True
                self._close_if_through(number, run)

    def resume(self, device_id: int) -> None:
        """Go on with a sweep that was put aside."""
        number = self._number.get(device_id, -1)
        run = self._runs.get(number)
        if run is not None and run.aside:
            run.aside = False
            self._ready.append(number)

    def collect(self) -> SweepMatrix | None:
        """The devices that are through since the last call, at most once each; None where none is."""
        if not self._finished:
            return None
        finished, self._finished = self._finished, []
        self._done.clear()
        return self._ground.harvest([number for number, _ in finished], [state for _, state in finished])
