# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""SIGKILL at each station of the walk, to each process: the supervisor starts it again, and the truth at the end is the same.

One incident, one case, one ticket, each word once on both sides, each letter to each person, all closed. A mail server
cannot be asked whether it has a letter: a worker killed between its acceptance and our note sends it again, under the same
Message-ID, which is why letters are counted by that.
"""

import re
from email import message_from_string
from uuid import uuid4

import httpx
import pytest

from .town import Town, until

pytestmark = pytest.mark.slow

# Who is killed, in which order: first those that have the work of that station in hand. The twin is missing: its faults live
# in memory, and while it is away the whole town is truly silent.
STATIONS = {
    "cut": ("watch", "poller", "nats", "postgres", "listener", "worker", "front", "partner", "mailsink"),
    "incident": ("worker", "postgres", "partner", "mailsink", "watch", "front", "nats", "poller", "listener"),
    "words": ("front", "partner", "worker", "postgres", "mailsink", "nats", "watch", "listener", "poller"),
    "mended": ("nats", "watch", "postgres", "poller", "worker", "partner", "mailsink", "listener", "front"),
}
PLACES = {"cut": "school-south", "incident": "school-east", "words": "school-west", "mended": "school-north"}
WORD_OF_THE_SUPPLIER = "Vi har fundet bruddet og graver ned til kablet."
WORD_OF_THE_DESK = "Tak. Vi siger det til skolen."
ONLY_FOR_THE_SUPPLIER = "Nøglen til teknikrummet hænger hos pedellen."


class Agent:
    """The agent of the desk without a browser; sends again, as a person would, when the page did not answer."""

    def __init__(self, url: str) -> None:
        self._http = httpx.Client(base_url=url, timeout=20, follow_redirects=True)
        page = self._http.get("/sign-in/").text
        self._post("/sign-in/persona/", page, persona="agent", next="/desk/").raise_for_status()

    def writes(self, case_id: int, text: str, visibility: str) -> None:
        page = until(lambda: self._answered("GET", f"/cases/{case_id}/"), "the page of the case")
        key = re.search(r'name="key" value="(\w+)"', page.text)[1]
        wish = {"text": text, "visibility": visibility, "key": key}
        until(
            lambda: self._answered("POST", f"/cases/{case_id}/entries/", page.text, **wish), "the desk to take a word"
        )

    def _answered(self, method: str, path: str, page: str = "", **wish: str) -> httpx.Response | None:
        try:
            answer = self._post(path, page, **wish) if method == "POST" else self._http.get(path)
        except httpx.HTTPError:
            return None
        return answer if answer.status_code == 200 else None

    def _post(self, path: str, page: str, **wish: str) -> httpx.Response:
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
        return self._http.post(path, data={**wish, "csrfmiddlewaretoken": token})


def kill_all(town: Town, station: str, now: str) -> None:
    """Each process in turn, when `now` is the station whose kills are tried."""
    for name in STATIONS[station] if station == now else ():
        town.kill(name)


@pytest.mark.parametrize("station", STATIONS)
def test_killing_any_process_changes_nothing_of_the_truth(town, station):
    begun, place = town.now(), PLACES[station]
    agent = Agent(town.url)
    mark = uuid4().hex[:8]
    words = {name: f"{text} ({mark})" for name, text in
             (("supplier", WORD_OF_THE_SUPPLIER), ("desk", WORD_OF_THE_DESK), ("only", ONLY_FOR_THE_SUPPLIER))}  # fmt: skip

    with town.twin() as twin:
        fault = twin.break_something(place)
    kill_all(town, station, "cut")
    incident = until(lambda: town.incidents(begun), "an incident")[0]
    kill_all(town, station, "incident")
    case = until(lambda: town.case_of(incident["id"]), "a case")
    link = until(lambda: [row for row in town.links_of(case["id"]) if row["number"]], "a ticket")[0]
    readers = town.people_at(case["id"])
    assert readers

    town.supplier_answers(link["number"], words["supplier"])
    if station == "words":
        town.kill("worker")
    agent.writes(case["id"], words["desk"], "customer")
    kill_all(town, station, "words")
    agent.writes(case["id"], words["only"], "supplier")
    until(lambda: any(row["text"] == words["supplier"] for row in town.entries(case["id"])), "the supplier's word")
    until(lambda: len(told_by_us(town, link, words)) == 2, "our words at the supplier's")

    with town.twin() as twin:
        twin.heal(fault.id)
    kill_all(town, station, "mended")
    until(lambda: town.case_of(incident["id"])["state"] == "resolved", "the case to be resolved")
    until(lambda: [row["state"] for row in town.tickets(link["correlation_id"])] == ["6"], "the ticket to be resolved")
    until(lambda: len(letters(town, case)) >= 4 * len(readers), "all letters")
    until(lambda: nothing_left(town), "all jobs to be done")

    assert [(row["id"], row["closed_at"] is not None) for row in town.incidents(begun)] == [(incident["id"], True)]
    assert len(town.rows("SELECT id FROM servicedesk_case WHERE opened_at >= %s", begun)) == 1
    assert len(town.links_of(case["id"])) == 1
    assert len(town.tickets_about(case["number"])) == 1
    shown = [row["text"] for row in town.entries(case["id"])]
    assert [shown.count(text) for text in words.values()] == [1, 1, 1]
    assert sorted(told_by_us(town, link, words)) == sorted([("comments", words["desk"]), ("work_notes", words["only"])])
    assert len([1 for row in town.journal(link["ref"]) if words["supplier"] in row["value"]]) == 1
    sent = letters(town, case)
    assert {reader: len([1 for to, _ in sent if to == reader]) for reader in readers} == dict.fromkeys(readers, 4)
    assert len(sent) == 4 * len(readers)
    until(lambda: httpx.get(f"{town.url}/readyz", timeout=20).status_code == 200, "everything to be well")


def told_by_us(town, link, words):
    """What we wrote into the supplier's journal: element and text, without the name of who wrote it."""
    ours = (words["desk"], words["only"])
    return [(row["element"], text) for row in town.journal(link["ref"]) for text in ours if text in row["value"]]


def letters(town, case):
    """Reader and Message-ID of each letter about the case that reached the mailbox, each once."""
    return {(mail.to, message_from_string(mail.source)["Message-ID"]) for mail in town.mails(case["number"])}


def nothing_left(town):
    """No job waits, runs or has been given up, but those that come again and again."""
    left = town.rows(
        "SELECT task_name, status FROM procrastinate_jobs WHERE task_name IN ('samdrift:react', 'samdrift:send_notice')"
        " OR status = 'failed'"
    )
    waiting = town.rows("SELECT id FROM ticketbridge_send WHERE done_at IS NULL")
    return not left and not waiting
