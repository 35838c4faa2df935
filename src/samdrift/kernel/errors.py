# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Errors a person can act on: what is wrong, where, and what to do about it."""


class SamdriftError(Exception):
    """Base of all errors meant for people. `what` happened, `where` (file, field, device), and the `remedy`."""

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        self.what = what
        self.where = where
        self.remedy = remedy
        super().__init__(self.sentence())

    def sentence(self) -> str:
        """One line: «where: what; remedy»."""
        text = f"{self.where}: {self.what}" if self.where else self.what
        return f"{text}; {self.remedy}" if self.remedy else text


class BadInput(SamdriftError):  # noqa: N818 - reads as the field's word in `raise BadInput(...)`
    """What was given cannot be used; asking again with the same input gives the same answer (HTTP 400 or 422)."""


class NotFound(SamdriftError):  # noqa: N818
    """Not there, or not for you: from outside both look the same (HTTP 404)."""


class NotNow(SamdriftError):  # noqa: N818
    """The other side cannot answer at present; trying again later may work. `retry_after_s` when it told."""

    def __init__(self, what: str, *, where: str = "", remedy: str = "", retry_after_s: float | None = None) -> None:
        self.retry_after_s = retry_after_s
        super().__init__(what, where=where, remedy=remedy)


class Refused(SamdriftError):  # noqa: N818
    """The other side understood and said no; a person must change something before it can work."""
