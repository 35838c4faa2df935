# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What notices need from outside: somebody who carries a letter."""

from typing import Protocol

from samdrift.notices.types import Letter


class Mailer(Protocol):
    """Sends one letter and returns when the mail server has taken it.

    Raises kernel.errors: NotNow when the server is down or says «later» (4xx), Refused when it says «never» (5xx).
    """

    def send(self, letter: Letter) -> None: ...
