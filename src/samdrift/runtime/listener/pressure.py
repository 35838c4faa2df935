# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Says when more comes than can be stored: what waits, and what the kernel had to throw away."""

import asyncio
import logging
import socket

from samdrift.runtime.listener.intake import Intake, kernel_drops

log = logging.getLogger(__name__)

LOOK_EVERY_S = 10.0
MANY_WAITING = 20_000


class Pressure:
    """Looks at one socket. `look` says what is new since it looked last."""

    def __init__(self, intake: Intake, what: str) -> None:
        self._intake = intake
        self._what = what
        self._dropped = 0
        self._behind = False

    def look(self) -> None:
        dropped = kernel_drops(self._intake.socket)
        if dropped > self._dropped:
            size = self._intake.socket.getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF) // 2048
            log.warning(
                "%s: the kernel threw away %s datagrams, its buffer of %s KB was full; raise net.core.rmem_max,"
                " or find out who sends so much",
                self._what,
                dropped - self._dropped,
                size,
            )
        self._dropped = dropped
        waiting = len(self._intake)
        if waiting >= MANY_WAITING and not self._behind:
            log.warning("%s: %s datagrams wait to be stored; more comes than the lane takes", self._what, waiting)
        elif self._behind and waiting < MANY_WAITING // 2:
            log.warning("%s: caught up, %s datagrams wait", self._what, waiting)
        self._behind = waiting >= MANY_WAITING or (self._behind and waiting >= MANY_WAITING // 2)

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            self.look()
