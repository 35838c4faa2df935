# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The bridge as it runs: our worker and the supplier's desk are processes of their own, and both are killed at any moment.

From the hand-over to the supplier's ticket and back; then faults and SIGKILL while people write on both sides.
"""

import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable

import httpx
import pytest
from django.db import connection

from samdrift.agreements.testing import make_agreement
from samdrift.kernel.clock import utc_now
from samdrift.parties.testing import BUILDER, actor_of, make_cast
from samdrift.partner.testing import PASSWORD, USER, running_desk
from samdrift.platform.scope import acting_as
from samdrift.servicedesk import commands as desk_commands
from samdrift.servicedesk.models import Case, CaseEntry
from samdrift.servicedesk.testing import open_incident_case, seen_incident
from samdrift.ticketbridge.facade import connect
from samdrift.ticketbridge.models import ConnectionHealth, LinkedTicket, Send
from samdrift.ticketbridge.types import ConnectionDetails, origins_in

PATIENCE_S = 120.0
pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def until(true: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.1)


class Worker:
    """`samdrift worker` on the test's own database."""

    def __init__(self) -> None:
        database = connection.settings_dict
        host, port = database["HOST"], database["PORT"]
        where = f"?host={host}" + (f"&port={port}" if port else "")
        secret = f":{database['PASSWORD']}" if database["PASSWORD"] else ""
        url = f"postgresql://{database['USER']}{secret}@/{database['NAME']}{where}"
        self.environment = {**os.environ, "SAMDRIFT_DATABASE_URL": url}
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [sys.executable, "-m", "samdrift.runtime.cli", "worker"]
        self.process = subprocess.Popen(command, env=self.environment)

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None


class Walk:
    """A case at the cast's supplier, whose desk is a real process."""

    def __init__(self, desk) -> None:
        self.desk = desk
        self.cast = make_cast()
        self.agreement = make_agreement(self.cast.city, self.cast.supplier)
        make_agreement(self.cast.city)
        details = ConnectionDetails("servicenow", desk.base_url, USER, PASSWORD, f"Samdrift {self.cast.city.slug}")
        with acting_as(BUILDER):
            connect(
                municipality_id=self.cast.city.pk,
                supplier_id=self.cast.supplier.pk,
                details=details,
                actor=BUILDER,
                at=utc_now(),
            )
        seen = seen_incident(self.cast.city, self.cast.place, agreement=self.agreement)
        self.case_id = open_incident_case(seen, at=utc_now()).pk

    def writes(self, text: str, visibility: str = "customer") -> None:
        actor = actor_of(self.cast.owner)
        with acting_as(actor):
            desk_commands.add_entry(case_id=self.case_id, actor=actor, text=text, at=utc_now(), visibility=visibility)

    def ticket(self) -> LinkedTicket | None:
        with acting_as(BUILDER):
            return LinkedTicket.objects.filter(case_id=self.case_id).exclude(ref="").first()

    def case_state(self) -> str:
        with acting_as(BUILDER):
            return Case.objects.get(pk=self.case_id).state

    def said_here(self) -> Counter[tuple[str, str]]:
        with acting_as(BUILDER):
            rows = CaseEntry.objects.filter(case_id=self.case_id, kind="message").values_list("visibility", "text")
            return Counter(rows)

    def said_there(self) -> Counter[tuple[str, str]]:
        rows = self.ask("sys_journal_field", f"element_id={self.ticket().ref}")
        return Counter((row["element"], row["value"].split(":\n")[-1].split("\n\n[")[0]) for row in rows)

    def ask(self, table: str, query: str) -> list[dict[str, str]]:
        address = f"{self.desk.base_url}/api/now/table/{table}"
        answer = httpx.get(address, params={"sysparm_query": query}, auth=(USER, PASSWORD), timeout=30)
        return answer.json()["result"]

    def waiting(self) -> int:
        """Sends that are not done, and facts of which nothing has followed yet: a send is made by a reaction."""
        with acting_as(BUILDER):
            unsent = Send.objects.filter(done_at__isnull=True).count()
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'samdrift:react'")
            return unsent + int(cursor.fetchone()[0])

    def error(self) -> str:
        with acting_as(BUILDER):
            return ConnectionHealth.objects.get().error


@pytest.fixture
def worker():
    running = Worker()
    yield running
    running.kill()


@pytest.fixture
def walk(tmp_path, transactional_db):
    with running_desk(tmp_path / "desk") as desk:
        yield Walk(desk)


def test_a_case_is_handed_over_answered_and_resolved_between_processes(walk, worker):
    worker.start()
    until(walk.ticket)
    number = walk.ticket().number
    walk.writes("Is anybody coming?")
    walk.writes("Never on time.", "internal")
    until(lambda: ("comments", "Is anybody coming?") in walk.said_there())
    walk.desk.supplier_answers(number, "At ten o'clock.", state="2")
    until(lambda: ("customer", "At ten o'clock.") in walk.said_here())
    walk.desk.supplier_answers(number, "New fuse.", state="6", close_notes="New fuse")
    until(lambda: walk.case_state() == "resolved")
    assert walk.said_there() == Counter(
        {("comments", "Is anybody coming?"): 1, ("comments", "At ten o'clock."): 1, ("comments", "New fuse."): 1}
    )


@pytest.mark.parametrize(
    ("kind", "words"),
    [("401", "does not accept"), ("500", "a fault of its own"), ("html", "a web page instead of data")],
)
def test_a_partner_that_fails_says_why_on_our_side_and_goes_on_by_itself(walk, worker, kind, words):
    walk.desk.fault(kind, count=None)
    worker.start()
    until(lambda: words in walk.error())
    walk.writes("Written while it failed")
    assert walk.ticket() is None
    walk.desk.clear_faults()
    until(walk.ticket)
    until(lambda: walk.said_there() == Counter({("comments", "Written while it failed"): 1}))
    until(lambda: walk.error() == "")


def test_killed_on_both_sides_while_people_write_each_word_stands_once(walk, worker):
    chance = random.Random(20261121)
    worker.start()
    until(walk.ticket)
    number, ours, theirs = walk.ticket().number, [], []
    for turn in range(12):
        ours.append(f"ours {turn}")
        walk.writes(ours[-1])
        theirs.append(f"theirs {turn}")
        walk.desk.supplier_answers(number, theirs[-1], visible=turn % 3 != 0)
        walk.desk.fault(chance.choice(["lost_answer", "500", "html", "401"]), method=chance.choice(["PATCH", ""]))
        if turn % 3 == 1:
            time.sleep(chance.random())  # any moment will do: it chooses where in its work the worker is cut off
            worker.kill()
            worker.start()
        if turn % 4 == 2:
            walk.desk.kill()
            walk.desk.start()
    walk.desk.clear_faults()
    until(lambda: walk.waiting() == 0 and len(walk.said_here()) == 24)
    here = Counter({("customer", text): 1 for text in ours})
    here |= Counter({("supplier" if turn % 3 == 0 else "customer", text): 1 for turn, text in enumerate(theirs)})
    assert walk.said_here() == here
    there = Counter({("comments", text): 1 for text in ours})
    there |= Counter({("work_notes" if turn % 3 == 0 else "comments", text): 1 for turn, text in enumerate(theirs)})
    assert walk.said_there() == there
    entries = walk.ask("sys_journal_field", f"element_id={walk.ticket().ref}^sys_created_by={USER}")
    origins = Counter(origin for entry in entries for origin in origins_in(entry["value"]))
    assert set(origins.values()) == {1}
    assert len(walk.ask("incident", "")) == 1
