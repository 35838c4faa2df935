# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Tells the pages of operations what a case is called in the supplier's own system (incidents.ports.TicketBook)."""

from collections.abc import Collection, Mapping

from samdrift.platform.actor import Actor
from samdrift.platform.visible import visible
from samdrift.ticketbridge.models import LinkedTicket


def tickets_of_cases(actor: Actor, case_ids: Collection[int], /) -> Mapping[int, str]:
    """The number of each case's newest ticket that was not given back."""
    rows = visible(LinkedTicket.objects.all(), actor).filter(case_id__in=case_ids, given_back=False)
    return dict(rows.exclude(number="").order_by("pk").values_list("case_id", "number"))
