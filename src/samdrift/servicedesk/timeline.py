# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Writes entries and tells facts of a case. Used by the commands alone, inside their transaction."""

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction

from samdrift.platform.actor import Actor
from samdrift.platform.facts import record_fact
from samdrift.platform.live import announce
from samdrift.servicedesk.events import ENTRY_ADDED, CaseFact, EntryFact
from samdrift.servicedesk.models import Case, CaseEntry, CasePlace
from samdrift.servicedesk.types import EntryKind, Visibility

TOPIC = "cases"


def write_entry(
    case: Case,
    *,
    kind: EntryKind,
    visibility: Visibility,
    text: str,
    author: str,
    actor: Actor,
    at: datetime,
    texts: Mapping[str, str] | None = None,
    origin: str = "",
    only_place_id: int | None = None,
    from_partner: bool = False,
) -> CaseEntry | None:
    """One more line of the timeline and its fact; None when `origin` has been written before (a repeated send)."""
    supplier_id = None if visibility == "internal" else case.supplier_id
    try:
        with transaction.atomic():
            entry = CaseEntry.objects.create(
                municipality_id=case.municipality_id,
                supplier_id=supplier_id,
                case=case,
                kind=kind,
                visibility=visibility,
                text=text,
                texts=dict(texts or {}),
                author=author,
                actor=actor.label,
                origin=origin,
                only_place_id=only_place_id,
                at=at,
            )
    except IntegrityError:
        if origin and CaseEntry.objects.filter(case=case, origin=origin).exists():
            return None
        raise
    fact: EntryFact = {
        "case_id": case.pk,
        "entry_id": entry.pk,
        "kind": kind,
        "visibility": visibility,
        "origin": origin if from_partner else "",
        "only_place_id": only_place_id,
    }
    record_fact(
        name=ENTRY_ADDED,
        subject=f"case:{case.pk}",
        payload=dict(fact),
        municipality_id=case.municipality_id,
        supplier_id=supplier_id,
        actor=actor,
        at=at,
    )
    announce(TOPIC, municipality_id=case.municipality_id, supplier_id=supplier_id)
    return entry


def write_own_words(
    case: Case,
    texts: Mapping[str, str],
    *,
    kind: EntryKind,
    visibility: Visibility,
    actor: Actor,
    at: datetime,
) -> CaseEntry | None:
    """An entry the desk words by itself, in all languages."""
    text = texts.get(case.language) or texts["en"]
    author = actor.name if actor.user_id is not None else "Samdrift"
    return write_entry(
        case, kind=kind, visibility=visibility, text=text, texts=texts, author=author, actor=actor, at=at
    )


def tell(case: Case, name: str, *, actor: Actor, at: datetime, origin: str = "") -> None:
    """Record a fact of the case as it stands now."""
    fact: CaseFact = {
        "case_id": case.pk,
        "number": case.number,
        "kind": case.kind,
        "state": case.state,
        "priority": case.priority,
        "incident_id": case.incident_id,
        "agreement_id": case.agreement_id,
        "supplier_id": case.supplier_id,
        "group_id": case.group_id,
        "places": sorted(CasePlace.objects.filter(case=case).values_list("place_id", flat=True)),
        "origin": origin,
    }
    record_fact(
        name=name,
        subject=f"case:{case.pk}",
        payload=dict(fact),
        municipality_id=case.municipality_id,
        supplier_id=case.supplier_id,
        actor=actor,
        at=at,
    )
    announce(TOPIC, municipality_id=case.municipality_id, supplier_id=case.supplier_id)
