# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Letters by SMTP (RFC 5321), each marked as automatic so that no machine answers it (RFC 3834)."""

import smtplib
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime

from samdrift.kernel.clock import utc_now
from samdrift.kernel.errors import NotNow, Refused
from samdrift.notices.types import Letter


@dataclass(frozen=True, slots=True)
class SmtpMailer:
    """One connection a letter; `timeout_s` for each step."""

    host: str
    port: int
    sender: str
    timeout_s: float = 10.0

    def send(self, letter: Letter) -> None:
        """Returns when the server has taken the letter; NotNow and Refused as notices.ports.Mailer says."""
        where = f"mail server {self.host}:{self.port}"
        try:
            with smtplib.SMTP(self.host, self.port, timeout=self.timeout_s) as server:
                server.send_message(self._message(letter))
        except smtplib.SMTPRecipientsRefused as error:
            code, text = next(iter(error.recipients.values()))
            raise self._answer(code, text, where) from error
        except smtplib.SMTPResponseException as error:
            raise self._answer(error.smtp_code, error.smtp_error, where) from error
        except (OSError, smtplib.SMTPException) as error:
            raise NotNow(
                f"does not answer: {error}", where=where, remedy="letters stay queued and go out when it does"
            ) from error

    def _message(self, letter: Letter) -> EmailMessage:
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self.sender, letter.to, letter.subject
        message["Date"], message["Message-ID"] = format_datetime(utc_now()), letter.message_id
        message["Auto-Submitted"] = "auto-generated"
        message["Content-Language"] = letter.language
        if letter.in_reply_to:
            message["In-Reply-To"] = message["References"] = letter.in_reply_to
        message.set_content(letter.body)
        return message

    @staticmethod
    def _answer(code: int, text: bytes | str, where: str) -> NotNow | Refused:
        words = f"answered {code} {text.decode(errors='replace') if isinstance(text, bytes) else text}"
        if 400 <= code < 500:
            return NotNow(words, where=where, remedy="it is tried again")
        return Refused(words, where=where, remedy="check the address")
