# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What was refused, by source and reason: all counted, little said, so that a flood of nonsense fills no disk."""

import logging
from collections import OrderedDict

log = logging.getLogger(__name__)

SAY_EVERY_S = 60.0
MOST_SOURCES = 2_000
SAY_AT_MOST = 20  # lines a minute in all: senders can be invented


class Complaints:
    """`now` is seconds on any rising clock."""

    def __init__(self) -> None:
        self._since: OrderedDict[str, tuple[float, int]] = OrderedDict()
        self._minute = float("-inf")
        self._said = 0
        self._unsaid = 0

    def hear(self, source: str, reason: str, sentence: str, now: float) -> None:
        """Said at once the first time, then at most once a minute for each source, with the number in between."""
        said_at, unsaid = self._since.pop(source, (float("-inf"), 0))
        if now - said_at < SAY_EVERY_S or not self._may_say(now):
            self._since[source] = (said_at, unsaid + 1)
        else:
            more = f" ({unsaid} more since last said)" if unsaid else ""
            log.warning("from %s refused (%s): %s%s", source, reason, sentence, more)
            self._since[source] = (now, 0)
        if len(self._since) > MOST_SOURCES:
            self._since.popitem(last=False)

    def _may_say(self, now: float) -> bool:
        if now - self._minute >= SAY_EVERY_S:
            if self._unsaid:
                log.warning("%s more refusals were not said one by one", self._unsaid)
            self._minute, self._said, self._unsaid = now, 0, 0
        self._said += 1
        if self._said > SAY_AT_MOST:
            self._unsaid += 1
            return False
        return True
