# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""`samdrift mailsink`: a mail server that takes every mail and sends none on, with a page to read them.

The demo's people have invented addresses; what Samdrift writes to them must be real mail and must go nowhere.
"""

import argparse
import asyncio
import socket
from pathlib import Path
from typing import Any

import uvicorn
from aiosmtpd.smtp import SMTP, Envelope, Session

from samdrift.demo.mail.page import MailPages
from samdrift.demo.mail.store import Mailbox
from samdrift.kernel.clock import utc_now
from samdrift.kernel.errors import BadInput

LARGEST_MAIL = 10_000_000  # bytes


class Taker:
    """aiosmtpd's handler: the mail is on disk before it is acknowledged."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        self._mailbox.keep(content, recipients=envelope.rcpt_tos, at=utc_now())
        return "250 Kept"


def main(argv: list[str]) -> int:
    """Take mails and show them until told to stop."""
    parser = argparse.ArgumentParser(prog="samdrift mailsink", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: this machine only)")
    parser.add_argument("--smtp-port", type=int, required=True, help="port for mails; 0 takes a free one")
    parser.add_argument("--port", type=int, required=True, help="port for the page; 0 takes a free one")
    parser.add_argument("--folder", type=Path, required=True, help="where the mails are kept, one file each")
    asked = parser.parse_args(argv)
    try:
        mailbox = Mailbox(asked.folder)
    except OSError as error:
        raise BadInput(f"cannot keep mails here: {error.strerror}", where=str(asked.folder)) from error
    smtp, page = _listen(asked.host, asked.smtp_port), _listen(asked.host, asked.port)
    print(f"mails are taken at {_name(smtp)} and shown at http://{_name(page)}/", flush=True)
    asyncio.run(_serve(mailbox, smtp=smtp, page=page))
    return 0


async def _serve(mailbox: Mailbox, *, smtp: socket.socket, page: socket.socket) -> None:
    taker = Taker(mailbox)

    def protocol() -> SMTP:
        return SMTP(taker, hostname="samdrift-demo", data_size_limit=LARGEST_MAIL, enable_SMTPUTF8=True)

    server = await asyncio.get_running_loop().create_server(protocol, sock=smtp)
    settings: dict[str, Any] = {"log_level": "warning", "access_log": False, "timeout_graceful_shutdown": 1}
    try:
        await uvicorn.Server(uvicorn.Config(MailPages(mailbox).application(), **settings)).serve(sockets=[page])
    finally:
        server.close()


def _listen(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port), backlog=64)
    except (OSError, OverflowError) as error:
        raise BadInput(
            f"cannot listen: {error}", where=f"{host}:{port}", remedy="choose another port, 0 takes a free one"
        ) from error


def _name(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    return f"{host}:{port}"
