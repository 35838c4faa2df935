# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""«Fix the network» as a case of the desk, in words for whoever is sent out, and its end when the network says so."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import override

from samdrift.documentation import labels
from samdrift.documentation.models import Difference
from samdrift.documentation.queries import difference_rows
from samdrift.documentation.types import DifferenceRow
from samdrift.platform.actor import Actor
from samdrift.servicedesk import facade as servicedesk

LANGUAGES = ("da", "nb", "en")


def open_case(row: Difference, group_id: int, *, actor: Actor, at: datetime) -> None:
    """A case for this difference unless it has one; the row keeps its id and number. Within the caller's transaction."""
    if row.case_id is not None:
        return
    (told,) = difference_rows([row])
    row.case_id, row.case_number = servicedesk.ask_for_work(
        municipality_id=row.municipality_id,
        group_id=group_id,
        texts=case_texts(told),
        place_ids=(),  # nobody there is hit: the people of the place are not to read about serial numbers
        actor=actor,
        at=at,
    )


def case_texts(row: DifferenceRow) -> dict[str, dict[str, str]]:
    """Title and description in every language of the product."""
    found = {}
    for language in LANGUAGES:
        with override(language):
            found[language] = {"title": _title(row), "description": _description(row)}
    return found


def tell_ended(row: Difference, *, actor: Actor, at: datetime) -> None:
    """Plan and network agree again: its case, if there is one, is resolved."""
    if row.case_id is not None and row.way == "network":
        servicedesk.work_is_done(
            case_id=row.case_id,
            say=lambda: _("The network was read again: it is as planned now."),
            actor=actor,
            at=at,
        )


def _title(row: DifferenceRow) -> str:
    where = {"place": row.place, "subject": row.subject}
    if row.place:
        return _("%(place)s: %(subject)s is not as planned") % where
    return _("%(subject)s is not as planned") % where


def _description(row: DifferenceRow) -> str:
    about = str(labels.KINDS.get(row.kind, row.kind)) + (f", {labels.field_words(row.field)}" if row.field else "")
    lines = [f"{about}: {row.subject}"]
    if row.field == "warranty_until":
        lines.append(_("The warranty ended on %(day)s.") % {"day": row.intended})
        lines.append(_("Have it prolonged or replace the device, and write the new day into the plan."))
        return "\n".join(lines)
    if row.what == "missing":
        lines.append(
            _("It stands in the plan, but it is not found in the network: «%(value)s».") % {"value": row.intended}
        )
        lines.append(_("Put it where the plan has it, or say in the case why it is not needed any more."))
    elif row.what == "unplanned":
        lines.append(
            _("It is found in the network, but the plan does not know it: «%(value)s».") % {"value": row.observed}
        )
        lines.append(_("Take it out of the network, or say in the case what it is for."))
    else:
        lines.append(_("The plan says «%(value)s».") % {"value": row.intended})
        lines.append(_("The network says «%(value)s».") % {"value": row.observed})
        lines.append(_("Make the network as the plan says."))
    lines.append(_("The network is read every quarter of an hour. The case is resolved by itself when it says so."))
    return "\n".join(lines)
