# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What an answer of ServiceNow that is no success means for us: try again by itself, or a person must act. In words that a
person can act on, and never with a secret in them.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any

from samdrift.kernel.clock import utc_now
from samdrift.kernel.errors import BadInput, NotNow, Refused, SamdriftError

BY_ITSELF = "it is tried again by itself; if it lasts, tell the supplier"
SIGN_IN_REMEDY = "check the integration user and its secret with the supplier, and give the connection the right one"
_ADDRESS_REMEDY = "check the address of this connection; it is tried again by itself"


@dataclass(frozen=True, slots=True)
class Answer:
    """One whole answer; header names are lower case."""

    status: int
    headers: Mapping[str, str]
    content: bytes


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads answers of one instance. `where` names it in errors; `secrets` are struck from what it tells us."""

    where: str
    secrets: tuple[str, ...]

    def object(self, answer: Answer) -> dict[str, Any]:
        """The JSON object of an answer. Raises NotNow where it is a web page or something else."""
        try:
            body = json.loads(answer.content)
        except (ValueError, RecursionError) as error:
            page = answer.content.lstrip()[:1] == b"<"
            raise self.not_data("a web page" if page else "something unreadable") from error
        if not isinstance(body, dict):
            raise self.not_data("something that is no object")
        return body

    def result(self, answer: Answer) -> Any:
        """What stands under «result». Raises the error that the answer means."""
        if answer.status not in {200, 201}:
            raise self.error(answer)
        body = self.object(answer)
        if body.get("error"):
            # a long query that the instance cuts off says so within an answer that began as a success
            raise NotNow(f"broke off its answer: {self._told(body)}", where=self.where, remedy=BY_ITSELF)
        if "result" not in body:
            raise self.not_data("no result")
        return body["result"]

    def is_not_found(self, answer: Answer) -> bool:
        """Whether ServiceNow itself says that there is no such record, not some other server that there is no such page."""
        try:
            return answer.status == 404 and "error" in self.object(answer)
        except NotNow:
            return False

    def not_data(self, what: str) -> NotNow:
        return NotNow(f"answered with {what} instead of data", where=self.where, remedy=BY_ITSELF)

    def error(self, answer: Answer) -> SamdriftError:
        """The error that a status other than success means."""
        told, status = self._told_in(answer), answer.status
        if status == 401:
            return Refused("does not accept our user name and password", where=self.where, remedy=SIGN_IN_REMEDY)
        if status == 403:
            remedy = (
                "ask the supplier to give the integration user the right, or correct the mapping of this connection"
            )
            return Refused(f"says no{told}", where=self.where, remedy=remedy)
        if status == 429:
            wait_s = retry_after_s(answer.headers)
            wait = f" for {wait_s:.0f} s" if wait_s is not None else ""
            what = f"asks us to wait{wait}: too many calls"
            return NotNow(what, where=self.where, remedy=BY_ITSELF, retry_after_s=wait_s)
        if status == 404:
            return NotNow("there is no Table API at this address (404)", where=self.where, remedy=_ADDRESS_REMEDY)
        if 300 <= status < 400:
            return NotNow(
                f"sends us elsewhere instead of answering ({status})", where=self.where, remedy=_ADDRESS_REMEDY
            )
        if 400 <= status < 500 and status != 408:
            return BadInput(
                f"cannot use what we sent ({status}){told}", where=self.where, remedy="correct the connection"
            )
        wait_s = retry_after_s(answer.headers)
        return NotNow(
            f"has a fault of its own ({status}){told}", where=self.where, remedy=BY_ITSELF, retry_after_s=wait_s
        )

    def _told_in(self, answer: Answer) -> str:
        try:
            return f": {self._told(self.object(answer))}"
        except NotNow:
            return ""

    def _told(self, body: dict[str, Any]) -> str:
        error = body.get("error")
        parts = [error.get("message"), error.get("detail")] if isinstance(error, dict) else [error]
        text = " ".join(" ".join(str(part).split()) for part in parts if part)
        for secret in self.secrets:
            text = text.replace(secret, "***") if secret else text
        return text[:300]


def retry_after_s(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait, from Retry-After (RFC 9110, 10.2.3: seconds or a date), else X-RateLimit-Reset (epoch seconds)."""
    told, reset = headers.get("retry-after", "").strip(), headers.get("x-ratelimit-reset", "").strip()
    try:
        if told:
            seconds = float(told) if told.isdigit() else (parsedate_to_datetime(told) - utc_now()).total_seconds()
        else:
            seconds = int(reset) - utc_now().timestamp() if reset.isdigit() and reset != "0" else -1.0
    except (ValueError, TypeError, OverflowError):
        return None
    return min(max(seconds, 0.0), 86_400.0) if seconds >= 0 or told else None
