# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""A later context asks the desk for a piece of work: a case that no fault and no sentence of a person has begun.

It is worded by who asks, in all languages; the group named solves it, and the agreement behind that group counts the time.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from django.db import transaction

from samdrift.agreements import facade as agreements
from samdrift.agreements.types import AgreementInfo
from samdrift.kernel.errors import BadInput
from samdrift.platform.actor import Actor
from samdrift.servicedesk import clocks, rules, words
from samdrift.servicedesk.beginning import city_of, create_case, largest_first
from samdrift.servicedesk.commands import entrust, move
from samdrift.servicedesk.events import OPENED
from samdrift.servicedesk.models import Case, CasePlace
from samdrift.servicedesk.timeline import tell, write_own_words

ASKED_PRIORITY = 4
"""Nobody is hit: work that is wanted, not something that is broken."""


def ask_for_work(
    *,
    municipality_id: int,
    group_id: int,
    texts: Mapping[str, Mapping[str, str]],
    place_ids: Iterable[int],
    actor: Actor,
    at: datetime,
) -> tuple[int, str]:
    """Open a case for `group_id`, within the caller's transaction: its id and number.

    `texts`: {language: {"title", "description"}}. BadInput where the group does not work for the municipality.
    """
    if group_id not in {group.id for group in agreements.groups_of(municipality_id)}:
        raise BadInput("there is no such group", where="group", remedy="choose one of the list")
    city = city_of(municipality_id)
    deal = _behind(group_id, municipality_id, at)
    with transaction.atomic():
        case = create_case(
            city, texts={k: dict(v) for k, v in texts.items()}, priority=ASKED_PRIORITY, deal=deal, at=at
        )
        case.kind, case.group_id = "request", group_id
        case.save(update_fields=["kind", "group_id"])
        for place in largest_first(place_ids):
            CasePlace.objects.create(municipality_id=city.id, case=case, place_id=place.id)
        tell(case, OPENED, actor=actor, at=at)
        if deal is not None and deal.supplier_id is not None:
            entrust(case, deal.id, actor=actor, at=at, tell_users=False)
        elif deal is not None:
            clocks.start_clocks(case, agreements.level(deal.id, case.priority), supplier_id=None, at=at)
    return case.pk, case.number


def work_is_done(*, case_id: int, say: Callable[[], str], actor: Actor, at: datetime) -> bool:
    """What was asked for is so now: write it (`say` is called once a language, that language active) and resolve.

    False when the case has ended already. For our own processes: access was checked when the case was asked for.
    """
    with transaction.atomic():
        case = Case.objects.select_for_update().filter(pk=case_id).first()
        if case is None or not rules.is_live(case.state):
            return False
        told = words.in_all_languages(lambda _language: say())
        write_own_words(case, told, kind="state", visibility="customer", actor=actor, at=at)
        move(case, "resolved", actor=actor, at=max(at, case.opened_at), silent=True)
    return True


def _behind(group_id: int, municipality_id: int, at: datetime) -> AgreementInfo | None:
    """The agreement that names the group and holds now, the newest of several; else the city's own with itself."""
    theirs = [
        deal
        for deal in agreements.agreements_of(municipality_id)
        if deal.group.id == group_id and deal.valid_on(at.date())
    ]
    newest = max(theirs, key=lambda deal: (deal.valid_from, deal.id), default=None)
    return newest or agreements.in_house_agreement(municipality_id, at.date())
