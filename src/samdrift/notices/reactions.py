# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What follows for people when a case opens, gets a word they may read, or is solved."""

from samdrift.incidents import facade as incidents
from samdrift.kernel.clock import utc_now
from samdrift.notices import words
from samdrift.notices.commands import tell
from samdrift.parties.types import PersonInfo
from samdrift.platform.actor import system_actor
from samdrift.platform.facts import Told
from samdrift.platform.site import page_address
from samdrift.servicedesk import facade as desk
from samdrift.servicedesk.types import CaseInfo

ACTOR = system_actor("notices")
QUIET_KINDS = frozenset({"redundancy", "agent", "degraded", "flapping"})


def tell_case_opened(told: Told) -> None:
    """Those at the places hit, when an outage opens a case; whoever reported a fault themselves knows already."""
    case = desk.get_case(told.payload["case_id"])
    audience = desk.audience_of(told.payload["case_id"])
    if case is None or audience is None or case.incident_id is None or case.priority > 2 or _is_quiet(case):
        return

    def wording(person: PersonInfo) -> tuple[str, str]:
        title, description = desk.case_words(case.id, person.language)
        return words.opened(case, title, description, language=person.language, link=_link(), name=person.name)

    tell(audience=audience, change=f"case:{case.id}:opened", wording=wording, actor=ACTOR, at=utc_now())


def tell_entry(told: Told) -> None:
    """Those concerned, when a customer-visible message was written; never the one who wrote it, never anything internal."""
    body = told.payload
    if body.get("visibility") != "customer" or body.get("kind") != "message":
        return
    case, entry, audience = (
        desk.get_case(body["case_id"]),
        desk.get_entry(body["entry_id"]),
        desk.audience_of(body["case_id"]),
    )
    if case is None or entry is None or audience is None:
        return

    def wording(person: PersonInfo) -> tuple[str, str]:
        title, _ = desk.case_words(case.id, person.language)
        text = desk.entry_words(entry.id, person.language)
        return words.news(case, title, text, entry.author, language=person.language, link=_link(), name=person.name)

    author = int(told.actor.removeprefix("user:")) if told.actor.startswith("user:") else None
    tell(
        audience=audience,
        change=f"entry:{entry.id}",
        wording=wording,
        actor=ACTOR,
        at=utc_now(),
        only_place_id=entry.only_place_id,
        but=author,
    )


def tell_resolved(told: Told) -> None:
    """Everyone who was told of the trouble hears that it is over, once for each time it was solved."""
    case, audience = desk.get_case(told.payload["case_id"]), desk.audience_of(told.payload["case_id"])
    if (
        case is None
        or audience is None
        or case.resolved_at is None
        or (case.incident_id is not None and _is_quiet(case))
    ):
        return

    def wording(person: PersonInfo) -> tuple[str, str]:
        title, _ = desk.case_words(case.id, person.language)
        return words.resolved(case, title, language=person.language, link=_link(), name=person.name)

    tell(
        audience=audience,
        change=f"case:{case.id}:resolved:{int(case.resolved_at.timestamp())}",
        wording=wording,
        actor=ACTOR,
        at=utc_now(),
    )


def _is_quiet(case: CaseInfo) -> bool:
    """A lost spare or a hanging agent hinders nobody: the desk knows, people are left in peace."""
    info = incidents.incident(case.incident_id) if case.incident_id is not None else None
    return info is not None and info.kind in QUIET_KINDS


def _link() -> str:
    return page_address("/my-place/")
