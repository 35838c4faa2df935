# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The mailbox with a real mail client and a real browser's requests."""

import re
import smtplib
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import httpx
import pytest

from samdrift.demo.mail import store
from samdrift.demo.mail.store import Mailbox
from samdrift.demo.mail.words import LANGUAGES, WORDS, choose_language

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


class Sink:
    """A mail sink in a process of its own."""

    def __init__(self, folder: Path) -> None:
        line = [sys.executable, "-m", "samdrift.runtime.cli", "mailsink", "--smtp-port", "0", "--port", "0"]
        self.process = subprocess.Popen([*line, "--folder", str(folder)], stdout=subprocess.PIPE, text=True)
        found = re.search(r":(\d+) and shown at (http://\S+)/", self.process.stdout.readline())
        self.smtp_port, self.page = int(found[1]), found[2]

    def send(self, message: EmailMessage, *to: str) -> None:
        with smtplib.SMTP("127.0.0.1", self.smtp_port, timeout=20) as client:
            client.send_message(message, to_addrs=to)

    def get(self, path: str, **headers: str) -> httpx.Response:
        return httpx.get(self.page + path, headers=headers, timeout=20)


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[Sink]:
    running = Sink(tmp_path / "mail")
    yield running
    running.process.kill()
    running.process.wait(10)
    running.process.stdout.close()


def message(
    subject: str = "Skolens net virker igen", text: str = "Netværket på Ærø Skole virker igen."
) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "samdrift@example.org", "list@example.org", subject
    mail.set_content(text)
    return mail


def test_a_sent_mail_is_shown_to_whom_it_really_went(sink):
    sink.send(message(), "sekretaer@example.org")

    page = sink.get("/").text
    link = re.search(r'href="(/mail/[^"]+)">Skolens net virker igen<', page)[1]
    assert "sekretaer@example.org" in page
    assert "Netværket på Ærø Skole virker igen." in sink.get(link).text


def test_mails_can_be_looked_at_for_one_person(sink):
    sink.send(message("Til den ene"), "ene@example.org")
    sink.send(message("Til den anden"), "anden@example.org")

    page = sink.get("/?to=ANDEN@").text
    assert "Til den anden" in page
    assert "Til den ene" not in page


def test_mails_outlive_a_kill(sink, tmp_path):
    sink.send(message("Før"), "ene@example.org")
    sink.process.kill()
    sink.process.wait(10)

    again = Sink(tmp_path / "mail")
    try:
        assert "Før" in again.get("/").text
    finally:
        again.process.kill()
        again.process.wait(10)
        again.process.stdout.close()


def test_what_a_mail_says_is_never_taken_for_the_pages_own_code(sink):
    sink.send(message("<script>alert(1)</script>", "<img src=x onerror=alert(1)>"), "ene@example.org")

    listing = sink.get("/")
    shown = sink.get(re.search(r'href="(/mail/[^"]+)"', listing.text)[1])
    assert "<script" not in listing.text + shown.text
    assert "<img" not in shown.text
    assert shown.headers["content-security-policy"].startswith("default-src 'none'")


@pytest.mark.parametrize("path", ["/mail/nope", "/mail/..%2f..%2fetc%2fpasswd", "/static/..%2fpage.py", "/elsewhere"])
def test_what_is_not_there_is_404(sink, path):
    assert sink.get(path).status_code == 404


@pytest.mark.parametrize(
    ("path", "accepts", "language"),
    [("/", "nb-NO,nb;q=0.9", "nb"), ("/", "fr", "en"), ("/?lang=da", "nb", "da"), ("/?lang=xx", "da", "da")],
)
def test_the_page_speaks_the_readers_language(sink, path, accepts, language):
    assert f'<html lang="{language}">' in sink.get(path, **{"Accept-Language": accepts}).text


def test_every_text_is_there_in_both_languages():
    assert all(danish and bokmal for danish, bokmal in WORDS.values())
    assert [choose_language(code, "") for code in LANGUAGES] == list(LANGUAGES)


def test_a_taken_port_is_one_sentence_and_status_2(sink, tmp_path):
    line = [sys.executable, "-m", "samdrift.runtime.cli", "mailsink", "--folder", str(tmp_path)]
    ports = ["--port", "0", "--smtp-port", str(sink.smtp_port)]

    ended = subprocess.run([*line, *ports], capture_output=True, text=True, check=False, timeout=60)

    assert (ended.returncode, len(ended.stderr.splitlines())) == (2, 1)
    assert ended.stderr.startswith(f"samdrift mailsink: 127.0.0.1:{sink.smtp_port}: cannot listen: ")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe\x00",
        b"Subject: =?nonsense?Q?x?=\r\n\r\nbody",
        b"Content-Type: text/plain; charset=no-such-thing\r\n\r\nbody",
        b"Content-Type: multipart/mixed\r\n\r\nno parts",
        b"From: <>\r\nFrom: @@@\r\n\r\n",
    ],
)
def test_a_malformed_mail_is_kept_and_can_be_looked_at(tmp_path, content):
    mailbox = Mailbox(tmp_path)

    name = mailbox.keep(content, recipients=["ene@example.org"], at=NOON)

    assert mailbox.find(name).to == "ene@example.org"
    assert [mail.at for mail in mailbox.newest(10)] == [NOON]


def test_only_the_newest_are_kept(tmp_path, monkeypatch):
    monkeypatch.setattr(store, "MOST_KEPT", 2)
    mailbox = Mailbox(tmp_path)
    for minute in range(4):
        content = f"Subject: {minute}\r\n\r\n".encode()
        mailbox.keep(content, recipients=["ene@example.org"], at=NOON + timedelta(minutes=minute))

    assert [mail.subject for mail in mailbox.newest(10)] == ["3", "2"]
