# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""From one message's octets to the record that is stored, with a key of its own: devices repeat themselves word for word."""

from datetime import datetime, tzinfo
from itertools import count

from samdrift.engines.syslogwire import about_a_link, parse
from samdrift.monitoring.types import LogMessage

LONGEST_TEXT = 65_536
LONGEST_STRUCTURED = 8_192


class Reader:
    """`run` tells this run of the listener from every other; `zone` is taken for a device's that names none."""

    def __init__(self, run: str, zone: tzinfo) -> None:
        self._run = run
        self._zone = zone
        self._numbers = count(1)

    def read(self, data: bytes, *, source: str, at: datetime, transport: str, cut: bool = False) -> LogMessage:
        """The record of a message that came from the address `source` at `at` (aware)."""
        said = parse(data, received=at, zone=self._zone)
        return LogMessage(
            key=f"{self._run}/{next(self._numbers)}",
            at=at,
            source=source,
            facility=said.facility,
            severity=said.severity,
            text=said.text[:LONGEST_TEXT],
            host=said.host,
            app=said.app,
            proc_id=said.proc_id,
            msg_id=said.msg_id,
            structured=said.structured[:LONGEST_STRUCTURED],
            told=said.told[:80],
            clock_off_s=(said.told_at - at).total_seconds() if said.told_at is not None else None,
            clock_set=said.clock_set,
            port=about_a_link(said.text)[:120],
            transport=transport,
            cut=cut or len(said.text) > LONGEST_TEXT,
        )
