# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Letters over real SMTP, to a server that takes, delays and refuses."""

import email
import email.policy

import pytest
from aiosmtpd.controller import Controller

from samdrift.adapters.smtp import SmtpMailer
from samdrift.kernel.errors import NotNow, Refused
from samdrift.notices.types import Letter


class Desk:
    def __init__(self):
        self.letters = []

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if address.startswith("gone"):
            return "550 5.1.1 no such user"
        if address.startswith("slow"):
            return "451 4.7.1 try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.letters.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        return "250 taken"


@pytest.fixture
def server(unused_tcp_port):
    controller = Controller(Desk(), hostname="127.0.0.1", port=unused_tcp_port)
    controller.start()
    yield controller
    controller.stop()


def letter(to="ida@example.org"):
    return Letter(
        to,
        "Netværket på Nordskolen",
        "Hej Ida,\næøå\n",
        "da",
        "<notice-1.case-2@samdrift>",
        "<notice-0.case-2@samdrift>",
    )


def mailer(server):
    return SmtpMailer("127.0.0.1", server.port, "samdrift@example.org", timeout_s=5)


def test_a_letter_arrives_whole_and_says_that_a_machine_sent_it(server):
    mailer(server).send(letter())
    got = server.handler.letters[0]
    assert (got["To"], got["Subject"], got.get_content().replace("\r\n", "\n")) == (
        "ida@example.org",
        "Netværket på Nordskolen",
        "Hej Ida,\næøå\n",
    )
    assert (got["Auto-Submitted"], got["Message-ID"]) == ("auto-generated", "<notice-1.case-2@samdrift>")
    assert got["In-Reply-To"] == "<notice-0.case-2@samdrift>"


def test_never_is_refused_and_later_is_not_now(server):
    with pytest.raises(Refused, match="550"):
        mailer(server).send(letter("gone@example.org"))
    with pytest.raises(NotNow, match="451"):
        mailer(server).send(letter("slow@example.org"))


def test_a_server_that_is_down_is_not_now(unused_tcp_port):
    with pytest.raises(NotNow, match="does not answer"):
        SmtpMailer("127.0.0.1", unused_tcp_port, "s@example.org", timeout_s=2).send(letter())
