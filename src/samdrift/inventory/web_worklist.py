# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The worklist's page: what waits, the buttons that decide, and what was decided by whom."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from samdrift.inventory import labels
from samdrift.inventory.rules.worklist import KINDS
from samdrift.inventory.web import number_in, staff_on
from samdrift.inventory.work_items import worklist
from samdrift.inventory.worklist import MAY_DECIDE, decide
from samdrift.kernel.clock import utc_now
from samdrift.platform.actor import Actor


@require_safe
@login_required
def work(request: HttpRequest) -> HttpResponse:
    """What waits for a decision."""
    return render(request, "inventory/worklist.html", _page(request, staff_on(request)))


@require_safe
@login_required
def work_part(request: HttpRequest) -> HttpResponse:
    """The same below the heading, drawn anew when something changed."""
    return render(request, "inventory/worklist_part.html", _page(request, staff_on(request)))


@require_POST
@login_required
def work_decide(request: HttpRequest, item_id: int) -> HttpResponse:
    """Decide about one entry."""
    actor = staff_on(request)
    decide(item_id=item_id, decision=request.POST.get("decision", "")[:20], actor=actor, at=utc_now())
    messages.success(request, _("Decided. It stands among the decided ones with your name."))
    kind = request.POST.get("kind", "")
    return HttpResponseRedirect(reverse("worklist") + (f"?{urlencode({'kind': kind})}" if kind in KINDS else ""))


def _page(request: HttpRequest, actor: Actor) -> dict[str, object]:
    kind = request.GET.get("kind", "")
    kind = kind if kind in KINDS else ""
    decided = request.GET.get("decided") == "1"
    found = worklist(actor, kind=kind, decided=decided, after=number_in(request, "after") or 0)
    here = reverse("worklist")
    asked: dict[str, str | int] = {"kind": kind} if kind else {}
    this_list = asked | ({"decided": 1} if decided else {})
    other_list = asked if decided else {**asked, "decided": 1}
    return {
        "found": found,
        "kind": kind,
        "decided": decided,
        "counts": [
            (labels.WORK_KINDS[name], found.counts[name], f"{here}?kind={name}")
            for name in KINDS
            if found.counts[name] or name == kind
        ],
        "total": sum(found.counts.values()),
        "decides": bool(actor.municipalities_as(*MAY_DECIDE)),
        "other_list": f"{here}?{urlencode(other_list)}",
        "next": f"{here}?{urlencode({**this_list, 'after': found.after})}" if found.after else "",
        "query": request.GET.urlencode(),
    }
