# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What the supervisor must know of one process: a record, so that the list of parts reads like a table."""

import signal
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from samdrift.runtime.supervise.ending import Step


@dataclass(frozen=True)
class Part:
    """One process of the installation.

    A part is started when those it needs are ready. It is ready when `ready` says so; without `ready`, at once.
    """

    name: str
    argv: tuple[str, ...]
    purpose: str = ""
    """What a person is told while waiting for it: «Starting the database»."""
    needs: tuple[str, ...] | None = None
    """Names of parts that must be ready (or, as steps, done) first; None: all that are listed before it."""
    env: Mapping[str, str] | None = None
    """The whole environment; None: the supervisor's own."""
    folder: str | None = None
    """Working folder; None: the supervisor's own."""
    account: tuple[int, int] | None = None
    """User id and group id to run as; None: the supervisor's own."""
    before: Callable[[], None] | None = None
    """Done before each start, also before a restart: clearing up after a killed one."""
    ready: Callable[[], bool] | None = None
    afterwards: Callable[[], None] | None = None
    """Done once, when it is ready for the first time."""
    once: bool = False
    """A step that must end with status 0 before those that need it start, and is not started again."""
    foundation: bool = False
    """Ended after all the others, because they lean on it to the last."""
    patience_s: float = 60.0
    """How long it may take to become ready (or, as a step, to end)."""
    stopping: tuple[Step, ...] = field(default=((signal.SIGTERM, 5.0),))
    """How it is asked to end; SIGKILL follows by itself."""
    orphaned: signal.Signals = signal.SIGKILL
    """What the kernel sends it when the supervisor dies: nobody is left to insist, so it must work at once."""
