# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The walk from the cut cable to the month's report, in one demo, through real pages: with its times.

`make walk` prints the table. PICTURES_OF_THE_WALK names a folder for the pictures; else a new one is made and printed.
"""

import re

import httpx
import pytest

from samdrift.ui.testing import assert_no_overflow

from .people import LANDINGS, Crowd
from .town import until

pytestmark = [pytest.mark.browser, pytest.mark.slow]

OUTAGE = "Netværket på Nordskolen"
WORD_TO_THE_USERS = "En montør er på vej til Nordskolen med en fusionssplejser."
WORK_NOTE = "Kun for os selv: reservedelen ligger i varebil 7."
INTERNAL_ENTRY = "Kun for kommunen: husk at tale med rektor om prøverne."
DONE = "Fiberen er splejset sammen igen."


@pytest.fixture
def crowd(town, browser_context):
    people = Crowd(town.url, browser_context)
    yield people
    print(f"\nPictures of the pages: {people.pictures}")


def show(times):
    print()
    width = max(len(name) for name in times)
    for name, seconds in times.items():
        print(f"  {name:<{width}}  {seconds:6.1f} s")


def test_the_walk_from_the_cut_cable_to_the_report(started, town, crowd):
    times = dict(started[1])
    begun = town.now()
    people = {persona: crowd.sign_in(persona) for persona in LANDINGS}
    secretary, agent, engineer = people["secretary"], people["agent"], people["engineer"]
    tells = {
        "cut to the supplier's operations page": engineer.watch("#outages", "school-north-sw1"),
        "cut to the desk's page": agent.watch("[id^=row-]", OUTAGE),
        "cut to the secretary's page": secretary.watch("[id^=known-]", OUTAGE),
    }

    # Somebody breaks the school's cable, on the page that the demo has for it.
    director = people["director"].page
    director.locator("a[href='/demo/']").first.click()
    crowd.look(director, "break-something")
    director.locator("#kind-cut_place").check()
    director.locator("select[name=place]").select_option("school-north")
    cut = town.now().timestamp()
    director.locator("#break-form button[type=submit]").click()
    director.locator("[id^=fault-]").wait_for()

    incident = until(lambda: town.incidents(begun), "an incident")[0]
    times["cut to the open incident"] = town.now().timestamp() - cut
    opened = town.now().timestamp()
    case = until(lambda: town.case_of(incident["id"]), "a case")
    times["incident to the case"] = town.now().timestamp() - opened
    link = until(lambda: [row for row in town.links_of(case["id"]) if row["number"]], "a ticket")[0]
    ticket = until(lambda: town.tickets(link["correlation_id"]), "the ticket at the supplier")[0]
    times["incident to the supplier's ticket"] = town.now().timestamp() - opened
    readers = town.people_at(case["id"])
    assert [mail.to for mail in until_mails(town, case, len(readers))] == sorted(readers)
    times["incident to the mails"] = town.now().timestamp() - opened
    times |= {name: seen() - cut for name, seen in tells.items()}
    assert (incident["kind"], incident["outage"]) == ("link", True)
    assert "school-north-sw1" in incident["cause_label"]
    for visit, name in ((engineer, "operations"), (agent, "desk"), (secretary, "my-place")):
        crowd.look(visit.page, f"{name}-in-trouble")

    # The supplier answers in their own system; the users' words go to the users, the work note stays.
    supplier = crowd.page()
    supplier.goto(town.partner_url)
    crowd.look(supplier, "supplier-tickets")
    supplier.get_by_role("link", name=ticket["number"]).click()
    answer(supplier, WORK_NOTE, "internal")
    heard = secretary.watch("main", WORD_TO_THE_USERS)
    said = answer(supplier, WORD_TO_THE_USERS, "visible")
    times["supplier's word to the secretary's page"] = heard() - said
    crowd.look(supplier, "supplier-ticket")
    mails = until_mails(town, case, 2 * len(readers))
    times["supplier's word to the mails"] = town.now().timestamp() - said
    assert sorted(mail.to for mail in mails if WORD_TO_THE_USERS in mail.text) == readers

    # The desk notes something for its own house alone, and sees what the supplier wrote for itself.
    agent.page.goto(f"{town.url}/cases/{case['id']}/")
    agent.page.locator("#to-internal").check()
    agent.page.locator("textarea[name=text]").fill(INTERNAL_ENTRY)
    agent.page.locator("form.sdk-answer button[type=submit]").first.click()
    agent.page.get_by_text(INTERNAL_ENTRY).wait_for()
    crowd.look(agent.page, "case-of-the-desk")
    assert WORK_NOTE in agent.text()
    engineer.page.goto(f"{town.url}/cases/{case['id']}/")
    crowd.look(engineer.page, "case-of-the-supplier")
    engineer.page.goto(f"{town.url}/incidents/{incident['id']}/")
    crowd.look(engineer.page, "incident")

    # The fibre is mended; the supplier says so and resolves; everybody hears that it is over.
    director.locator("#heal-all button").click()
    healed = town.now().timestamp()
    answer(supplier, DONE, "visible", state="6", done=DONE)
    until(lambda: town.incidents(begun)[0]["closed_at"], "the incident to close")
    times["mended to the closed incident"] = town.now().timestamp() - healed
    until(lambda: town.case_of(incident["id"])["state"] == "resolved", "the case to be resolved")
    times["mended to the resolved case"] = town.now().timestamp() - healed
    mails = until_mails(town, case, 4 * len(readers))
    until(lambda: town.tickets(link["correlation_id"])[0]["state"] in ("6", "7"), "the ticket to be resolved")
    secretary.page.locator("[id^=known-]", has_text=OUTAGE).wait_for(state="detached")
    crowd.look(secretary.page, "my-place-mended")

    assert len(town.incidents(begun)) == 1
    assert len(town.links_of(case["id"])) == len(town.tickets(link["correlation_id"])) == 1
    assert {(mail.to, mail.subject, mail.text) for mail in mails} == {(m.to, m.subject, m.text) for m in set(mails)}
    for reader in readers:
        assert len([mail for mail in mails if mail.to == reader]) == 4, [m.subject for m in mails]
    nothing_internal_leaks(town, crowd, people, case, link)
    the_report_shows_the_outage(town, crowd, people, incident, case)

    mailbox = crowd.page()
    mailbox.goto(town.mail_url)
    crowd.look(mailbox, "mailbox")
    assert crowd.complaints == []
    show(times)


def until_mails(town, case, count):
    """At least so many mails about the case, sorted by reader; more than these are found by the counts at the end."""
    mails = until(lambda: [mails for mails in [town.mails(case["number"])] if len(mails) >= count], f"{count} mails")[0]
    return sorted(mails, key=lambda mail: (mail.to, mail.at))


def answer(supplier, text, audience, *, state="", done=""):
    """On the supplier's own page; epoch seconds at which it was sent."""
    supplier.locator("textarea[name=text]").fill(text)
    supplier.locator(f"input[name=audience][value={audience}]").check()
    supplier.locator("select[name=state]").select_option(state)
    supplier.locator("textarea[name=close_notes]").fill(done)
    sent = supplier.evaluate("Date.now()") / 1_000
    with supplier.expect_navigation():
        supplier.locator("main form button[type=submit]").click()
    supplier.locator(".saved").wait_for()
    return sent


def nothing_internal_leaks(town, crowd, people, case, link):
    """The supplier's work note does not reach the users, the city's own entry does not reach the supplier: on no page, in no
    mail, on no ticket.
    """
    journal = town.journal(link["ref"])
    assert {"element": "work_notes", "value": WORK_NOTE} in journal
    assert not [row for row in journal if INTERNAL_ENTRY in row["value"]]
    assert not [
        mail for mail in town.mails(case["number"]) if WORK_NOTE in mail.source or INTERNAL_ENTRY in mail.source
    ]
    secretary, engineer = people["secretary"], people["engineer"]
    secretary.page.goto(f"{town.url}/cases/{case['id']}/")
    crowd.look(secretary.page, "case-of-the-secretary")
    assert WORD_TO_THE_USERS in secretary.text()
    for path in (f"/cases/{case['id']}/", "/my-place/", "/notices/"):
        secretary.page.goto(town.url + path)
        crowd.look(secretary.page, f"secretary{path.replace('/', '-')}"[:-1])
        shown = secretary.page.content()
        assert (WORK_NOTE in shown, INTERNAL_ENTRY in shown) == (False, False), path
    engineer.page.goto(f"{town.url}/cases/{case['id']}/")
    shown = engineer.page.content()
    assert (WORK_NOTE in shown, INTERNAL_ENTRY in shown) == (True, False)


def the_report_shows_the_outage(town, crowd, people, incident, case):
    """From the contract manager's landing page to the month, to the rows behind each figure, and the document."""
    page = people["contract_manager"].page
    page.goto(f"{town.url}/agreement/")
    page.locator(f"a[href^='/reports/{case['agreement_id']}/']").first.click()
    crowd.look(page, "service-report")
    month = re.search(r"/reports/\d+/([\d-]+)/", page.url)[1]
    links = page.locator("main td a[href^='/reports/']").evaluate_all("all => all.map((a) => a.getAttribute('href'))")
    ours = f"main a[href='/incidents/{incident['id']}/'], main a[href='/cases/{case['id']}/']"
    shown = set()
    for path in dict.fromkeys(links):
        page.goto(town.url + path)
        crowd.look(page, f"report-rows{path.replace('/', '-')}"[:-1])
        if page.locator(ours).count():
            shown.add("service" if "/service/" in path else "clocks")
    assert shown == {"service", "clocks"}, f"the rows behind {links} show it only among {shown or 'none'}"
    cookies = {cookie["name"]: cookie["value"] for cookie in page.context.cookies()}
    document = f"{town.url}/reports/{case['agreement_id']}/{month}/report.pdf"
    answered = httpx.get(document, cookies=cookies, timeout=60)
    assert (answered.status_code, answered.headers["content-type"]) == (200, "application/pdf")
    assert answered.content.startswith(b"%PDF-")
    (crowd.pictures / "report.pdf").write_bytes(answered.content)


@pytest.mark.parametrize("persona", LANDINGS)
def test_each_persona_lands_on_the_page_made_for_them(crowd, persona):
    for scheme in ("light", "dark"):
        for width in (1280, 390):
            visit = crowd.sign_in(persona, width=width, scheme=scheme)
            crowd.look(visit.page, f"{persona}-{scheme}-{width}")
            assert_no_overflow(visit.page)
            visit.page.context.close()
    assert crowd.complaints == []


def test_the_front_page_shows_five_people(crowd):
    page = crowd.page()
    page.goto(crowd.url)
    crowd.look(page, "front")
    doors = page.locator("button[name=persona]").evaluate_all("buttons => buttons.map((b) => b.value)")
    assert sorted(doors) == sorted(LANDINGS)
