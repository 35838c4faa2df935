# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What the bridge writes by itself into a partner's ticket, in the municipality's language."""

from django.utils.translation import gettext as _
from django.utils.translation import override

from samdrift.parties import facade as parties
from samdrift.servicedesk import facade as desk
from samdrift.servicedesk.types import CaseInfo, EntryInfo
from samdrift.ticketbridge.models import LinkedTicket
from samdrift.ticketbridge.types import TicketDraft

MOST_PLACES = 20


def draft(ticket: LinkedTicket, case: CaseInfo) -> TicketDraft:
    """The ticket as it is handed over: what is wrong, where, and the number under which we know it."""
    language = _language(case.municipality_id)
    title, description = desk.case_words(case.id, language)
    city = parties.municipality(case.municipality_id)
    names = sorted(place.name for place in parties.places(case.places).values())
    with override(language):
        lines = [description or title, ""]
        if names:
            shown = ", ".join(names[:MOST_PLACES])
            more = _(" and %(count)d more") % {"count": len(names) - MOST_PLACES} if len(names) > MOST_PLACES else ""
            lines.append(_("Where: %(places)s") % {"places": shown + more})
        lines.append(
            _("%(city)s knows this as case %(number)s.") % {"city": city.name if city else "", "number": case.number}
        )
    return TicketDraft(ticket.correlation_id, title, "\n".join(lines), case.priority)


def entry_text(entry: EntryInfo, municipality_id: int) -> str:
    """What somebody wrote, with who it was: at the partner all of it stands under one integration user."""
    text = desk.entry_words(entry.id, _language(municipality_id)) or entry.text
    return f"{entry.author}:\n{text}"


def close_notes(case: CaseInfo) -> str:
    """How it ended on our side: what the desk itself said last to everybody, else a plain sentence."""
    language = _language(case.municipality_id)
    said = [e for e in desk.entries_of(case.id) if e.visibility == "customer" and e.kind in {"state", "system"}]
    if said:
        return desk.entry_words(said[-1].id, language) or said[-1].text
    with override(language):
        return _("The customer says that it is solved.")


def given_back(municipality_id: int) -> str:
    """Why a ticket is cancelled when the case goes elsewhere."""
    with override(_language(municipality_id)):
        return _("The customer has taken this case back.")


def duplicate_of(number: str, municipality_id: int) -> str:
    """Why one of two tickets for one case is cancelled."""
    with override(_language(municipality_id)):
        return _("This is the same case as %(number)s; please go on there.") % {"number": number}


def _language(municipality_id: int) -> str:
    city = parties.municipality(municipality_id)
    return city.language if city else "en"
