# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Second thoughts of the judge: an incident gets another name, or turns out to be the same fault as another one."""

from datetime import datetime

from django.db import transaction

from samdrift.incidents.commands import add_affected, tell
from samdrift.incidents.events import MERGED, RENAMED, FormerName
from samdrift.incidents.models import Affected, Incident
from samdrift.incidents.types import IncidentDraft
from samdrift.platform.actor import Actor


def rename_incident(*, incident_id: int, draft: IncidentDraft, actor: Actor, at: datetime) -> bool:
    """Name the incident as better evidence says; what it was taken for stays in its story. False when nothing is new.

    It keeps its number, its case and its owner; where another open incident bears that name already, it is merged into it.
    """
    with transaction.atomic():
        row = Incident.objects.select_for_update().filter(pk=incident_id, closed_at__isnull=True).first()
        if row is None or (row.kind, row.cause_key) == (draft.kind, draft.cause_key):
            return False
        same = Incident.objects.filter(
            municipality_id=row.municipality_id, kind=draft.kind, cause_key=draft.cause_key, closed_at__isnull=True
        ).first()
        if same is not None:
            return merge_incident(incident_id=row.pk, into_id=same.pk, actor=actor, at=at)
        former: FormerName = {
            "kind": row.kind,
            "cause_key": row.cause_key,
            "cause_label": row.cause_label,
            "outage": row.outage,
        }
        before = {"until": at.isoformat(), "by": actor.label, **former, "explanation": row.explanation}
        row.earlier = [*row.earlier, before]
        row.kind, row.cause_key, row.cause_label = draft.kind, draft.cause_key, draft.cause_label[:200]
        row.suspects, row.explanation, row.outage = list(draft.suspects), draft.explanation, draft.outage
        row.place_id = draft.place_id if draft.place_id is not None else row.place_id
        row.save()
        add_affected(row, draft.affected)
        causes = [device_id for device_id, _place, role, _since in draft.affected if role == "cause"]
        Affected.objects.filter(incident=row).update(role="follow-on")
        Affected.objects.filter(incident=row, device_id__in=causes).update(role="cause")
        tell(RENAMED, row, actor, at, former=former)
    return True


def merge_incident(*, incident_id: int, into_id: int, actor: Actor, at: datetime) -> bool:
    """Close the incident into the one it belongs to; its devices go with it. False when one of them is not open."""
    with transaction.atomic():
        both = {
            row.pk: row
            for row in Incident.objects.select_for_update()
            .filter(pk__in=(incident_id, into_id), closed_at__isnull=True)
            .order_by("pk")
        }
        row, into = both.get(incident_id), both.get(into_id)
        if row is None or into is None or row is into:
            return False
        row.closed_at, row.merged_into = at, into
        row.save(update_fields=["closed_at", "merged_into"])
        tell(MERGED, row, actor, at, into=into.pk)
        known = set(Affected.objects.filter(incident=into).values_list("device_id", flat=True))
        Affected.objects.filter(incident=row, device_id__in=known).delete()
        Affected.objects.filter(incident=row).update(incident=into)
        into.fault_at = min(into.fault_at, row.fault_at)
        into.save(update_fields=["fault_at"])
    return True
