# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""A whole demo in a folder and on ports of its own, and the truths about it that no page is asked for: what stands in the
database, at the supplier's desk and in the mailbox.
"""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import httpx
import psycopg
from psycopg.rows import dict_row

from samdrift.demo.build import PARTNER_USER
from samdrift.demo.mail.store import Mail, Mailbox
from samdrift.runtime.embedded import nats, postgres
from samdrift.twin.client import TwinClient

PATIENCE_S = 180.0
MARK = re.compile(r"\s*\[samdrift:[^\]]+\]")
Row = dict[str, Any]
_Found = TypeVar("_Found")


def until(ask: Callable[[], _Found], what: str | Callable[[], str] = "it", *, every_s: float = 0.1) -> _Found:
    """The first answer that is true; fails after a patience no sound run comes near."""
    deadline = time.monotonic() + PATIENCE_S
    while not (found := ask()):
        late = time.monotonic() > deadline
        assert not late, f"waited {PATIENCE_S:.0f} s in vain for {what if isinstance(what, str) else what()}"
        time.sleep(every_s)
    return found


class Town:
    """The demo as a process group of its own; `since` questions count only what came after a mark."""

    def __init__(self, running: Path | None = None) -> None:
        """With `running`, the data folder of a demo that somebody else started and will stop."""
        self._process: subprocess.Popen[bytes] | None = None
        self._near: dict[str, int] = {}
        if running is not None:
            self.folder, self.var = running.parent, running
            self._near = json.loads((self.var / "neighbours.json").read_text())
            self.url = f"http://127.0.0.1:{self._near['partner'] - 1}"
            return
        self.folder = Path(tempfile.mkdtemp(prefix="samdrift-walk-"))
        self.folder.chmod(0o711)  # the database's own account must get through
        self.var = self.folder / "var"
        self.url = f"http://127.0.0.1:{nats.free_port()}"

    def start(self) -> None:
        """Until the page may be opened."""
        own = {name: value for name, value in os.environ.items() if not name.startswith("SAMDRIFT_")}
        command = [sys.executable, "-m", "samdrift.runtime.cli", "demo", "--port", self.url.rpartition(":")[2]]
        with (self.folder / "output").open("wb") as output:
            self._process = subprocess.Popen(
                command,
                env={**own, "SAMDRIFT_DATA_DIR": str(self.var)},
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        until(lambda: "Ctrl-C stops everything" in self.said() or self._process.poll() is not None, "the demo")
        assert self._process.poll() is None, self.said()
        self._near = json.loads((self.var / "neighbours.json").read_text())

    def stop(self) -> int:
        """Ctrl-C; its exit status. What it stored is removed."""
        if self._process is None:
            return 0
        try:
            self._process.send_signal(signal.SIGINT)
            return self._process.wait(PATIENCE_S)
        finally:
            if self._process.poll() is None:
                self._process.kill()
            shutil.rmtree(self.folder, ignore_errors=True)

    def keep_logs(self) -> Path:
        """Where the words of all processes stand when the rest of the demo is removed."""
        kept = Path(tempfile.mkdtemp(prefix="samdrift-walk-logs-"))
        shutil.copytree(self.var / "log", kept, dirs_exist_ok=True)
        return kept

    def said(self) -> str:
        return (self.folder / "output").read_text()

    # the processes

    def children(self) -> dict[str, int]:
        return json.loads((self.var / "run" / "children.json").read_text())

    def kill(self, name: str) -> None:
        """SIGKILL, as a power cut would; the supervisor has started it again when this returns."""
        before = self.children()[name]
        os.kill(before, signal.SIGKILL)
        until(lambda: self.children().get(name, before) != before, f"«{name}» to be started again")

    # the world around the product

    @property
    def partner_url(self) -> str:
        return f"http://127.0.0.1:{self._near['partner']}"

    @property
    def mail_url(self) -> str:
        return f"http://127.0.0.1:{self._near['mail']}"

    def twin(self) -> TwinClient:
        return TwinClient(f"127.0.0.1:{self._near['twin']}")

    def mails(self, case_number: str) -> list[Mail]:
        """What reached the mailbox about one case, oldest first."""
        found = Mailbox(self.var / "mail").newest(1_000)
        return [mail for mail in reversed(found) if case_number in mail.subject + mail.text]

    def tickets(self, correlation_id: str) -> list[Row]:
        """What the supplier's own system holds under our reference, asked over its Table API."""
        return self._table("incident", f"correlation_id={correlation_id}")

    def tickets_about(self, case_number: str) -> list[Row]:
        """Every ticket at the supplier that was ever made for a case."""
        return self._table("incident", f"correlation_idSTARTSWITH{case_number}")

    def journal(self, ref: str) -> list[Row]:
        """A ticket's comments and work notes at the supplier, oldest first; our own marks are taken off."""
        rows = self._table("sys_journal_field", f"element_id={ref}^ORDERBYsys_created_on")
        return [{"element": row["element"], "value": MARK.sub("", row["value"]).strip()} for row in rows]

    def _table(self, name: str, query: str) -> list[Row]:
        password = (self.var / "partner" / "password").read_text().strip()

        def ask() -> httpx.Response | None:
            try:
                return httpx.get(
                    f"{self.partner_url}/api/now/v2/table/{name}",
                    params={"sysparm_query": query},
                    auth=(PARTNER_USER, password),
                    timeout=20,
                )
            except httpx.HTTPError:
                return None

        return until(ask, "the supplier's system").raise_for_status().json()["result"]

    def supplier_answers(
        self, number: str, text: str, *, visible: bool = True, state: str = "", done: str = ""
    ) -> None:
        """Answer on the supplier's own page."""
        audience = "visible" if visible else "internal"
        form = {"text": text, "audience": audience, "state": state, "close_notes": done}
        assert httpx.post(f"{self.partner_url}/ticket/{number}", data=form, timeout=20).status_code == 303

    # what stands in the database

    def rows(self, question: str, *values: object) -> list[Row]:
        """Asked past every wall: here is the truth of all parties. Waits for a database that was just killed."""
        address = postgres.plan(self.var).admin_url.replace("/postgres?", "/samdrift?")

        def ask() -> tuple[list[Row]] | None:
            try:
                with psycopg.connect(address, row_factory=dict_row) as connection:
                    return (connection.execute(question, values).fetchall(),)
            except psycopg.OperationalError:
                return None

        return until(ask, "the database")[0]

    def now(self) -> datetime:
        return datetime.now(tz=UTC)

    def incidents(self, since: datetime) -> list[Row]:
        return self.rows("SELECT * FROM incidents_incident WHERE opened_at >= %s ORDER BY id", since)

    def case_of(self, incident_id: int) -> Row | None:
        return next(iter(self.rows("SELECT * FROM servicedesk_case WHERE incident_id = %s", incident_id)), None)

    def links_of(self, case_id: int) -> list[Row]:
        """The case's tickets at suppliers, as the bridge keeps them."""
        return self.rows("SELECT * FROM ticketbridge_linkedticket WHERE case_id = %s", case_id)

    def entries(self, case_id: int) -> list[Row]:
        return self.rows("SELECT * FROM servicedesk_caseentry WHERE case_id = %s ORDER BY id", case_id)

    def people_at(self, case_id: int) -> list[str]:
        """Addresses of those at the places hit."""
        found = self.rows(
            "SELECT DISTINCT u.email FROM servicedesk_caseplace p JOIN parties_roleassignment r ON r.place_id = p.place_id"
            " JOIN parties_user u ON u.id = r.user_id WHERE p.case_id = %s AND r.role = 'requester'",
            case_id,
        )
        return sorted(row["email"] for row in found)

    def found_devices(self) -> set[tuple[str, str, str]]:
        found = self.rows("SELECT name, host(address) AS address, serial FROM inventory_device")
        return {(row["name"], row["address"], row["serial"]) for row in found}

    def true_devices(self) -> set[tuple[str, str, str]]:
        with self.twin() as twin:
            return {(d["id"], d["address"], d["serial"]) for d in twin.topology()["devices"]}

    def found_links(self) -> set[frozenset[tuple[str, int]]]:
        found = self.rows(
            "SELECT a.name, i.if_index, b.name AS far, j.if_index AS far_index FROM inventory_link l"
            " JOIN inventory_device a ON a.id = l.a_device_id JOIN inventory_device b ON b.id = l.b_device_id"
            " LEFT JOIN inventory_interface i ON i.id = l.a_id LEFT JOIN inventory_interface j ON j.id = l.b_id"
            " WHERE l.gone_at IS NULL"
        )
        return {frozenset({(row["name"], row["if_index"]), (row["far"], row["far_index"])}) for row in found}

    def true_links(self) -> set[frozenset[tuple[str, int]]]:
        with self.twin() as twin:
            links = twin.topology()["links"]
        return {frozenset((link[end]["device"], link[end]["if_index"]) for end in ("a", "b")) for link in links}

    def unknown(self) -> str:
        """What discovery has not found yet, or has invented, or what has not been heard since; empty when it is the truth."""
        found, true = self.found_devices(), self.true_devices()
        heard = self.rows("SELECT count(*) AS n FROM monitoring_devicestanding WHERE reachable")[0]["n"]
        if found == true and heard == len(true) and self.found_links() == self.true_links():
            return ""
        return f"{len(true - found)} devices missing, {len(found - true)} invented, {heard} of {len(true)} heard"
