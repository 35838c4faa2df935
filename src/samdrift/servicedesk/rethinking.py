# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Cases follow the judge's second thoughts: a fault that is another one than it seemed, and two cases that are one fault."""

from datetime import datetime

from django.db import transaction

from samdrift.platform.actor import Actor
from samdrift.servicedesk import clocks, rules, words
from samdrift.servicedesk.commands import move
from samdrift.servicedesk.events import UPDATED
from samdrift.servicedesk.following import SeenIncident, reword, technical
from samdrift.servicedesk.models import Case, CasePlace, CaseService, CaseWatcher
from samdrift.servicedesk.timeline import tell, write_own_words


def rename_case(*, seen: SeenIncident, former: str, hindered: bool, actor: Actor, at: datetime) -> bool:
    """The incident is another kind of fault than it seemed: say so, and word the case anew.

    `former`: the kind it was taken for; `hindered`: people could not work already.

    Those at the places hear of it by mail only where it hinders them now and did not before. False when it is over already.
    """
    with transaction.atomic():
        case = Case.objects.select_for_update().filter(incident_id=seen.incident_id).first()
        if case is None or not rules.is_live(case.state):
            return False
        reword(case, seen, at=at)
        told = words.in_all_languages(lambda _language: words.renamed(former, seen.kind))
        hinders_now = seen.outage and not hindered
        write_own_words(
            case, told, kind="message" if hinders_now else "system", visibility="customer", actor=actor, at=at
        )
        technical(case, seen.cause_label, actor=actor, at=at)
        tell(case, UPDATED, actor=actor, at=at)
    return True


def merge_cases(*, incident_id: int, into_incident_id: int, actor: Actor, at: datetime) -> bool:
    """Both cases are about one fault: this one is closed with a word that leads to the other, which is told of for both.

    Its places, services and watchers go along. False where one of them has no case, or this one is over already.
    """
    with transaction.atomic():
        both = {
            row.incident_id: row
            for row in Case.objects.select_for_update()
            .filter(incident_id__in=(incident_id, into_incident_id))
            .order_by("pk")
        }
        case, into = both.get(incident_id), both.get(into_incident_id)
        if case is None or into is None or not rules.is_live(case.state):
            return False
        _bring_along(case, into)
        told = words.in_all_languages(lambda _language: words.same_fault(into.number))
        write_own_words(case, told, kind="system", visibility="customer", actor=actor, at=at)
        taken = words.in_all_languages(lambda _language: words.took_in(case.number))
        write_own_words(into, taken, kind="system", visibility="supplier", actor=actor, at=at)
        clocks.stop(case, ("response", "resolution"), at=at)
        case.resolved_at = max(at, case.opened_at)
        move(case, "closed", actor=actor, at=at, silent=True)
        tell(into, UPDATED, actor=actor, at=at)
    return True


def _bring_along(case: Case, into: Case) -> None:
    whose = {"municipality_id": into.municipality_id, "supplier_id": into.supplier_id}
    for place_id in CasePlace.objects.filter(case=case).values_list("place_id", flat=True):
        CasePlace.objects.get_or_create(case=into, place_id=place_id, defaults=whose)
    for service_id in CaseService.objects.filter(case=case).values_list("service_id", flat=True):
        CaseService.objects.get_or_create(case=into, service_id=service_id, defaults=whose)
    for user_id, place_id in CaseWatcher.objects.filter(case=case).values_list("user_id", "place_id"):
        CaseWatcher.objects.get_or_create(case=into, user_id=user_id, defaults={**whose, "place_id": place_id})
