# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What I was told; and, on a case, who has heard."""

from collections.abc import Mapping

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from samdrift.notices.queries import my_notices, notices_about
from samdrift.platform.actor import Actor


@require_safe
@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """The page of a person's own letters."""
    return render(request, "notices/mine.html", {"notices": my_notices(_actor(request))})


@require_safe
@login_required
def mine_part(request: HttpRequest) -> HttpResponse:
    """The same list alone, for when something changed."""
    return render(request, "notices/mine_part.html", {"notices": my_notices(_actor(request))})


def case_panel(request: HttpRequest, subject: Mapping[str, object]) -> dict[str, object] | None:
    """«Has the user heard?» on the case page; None for those who may not know."""
    case = subject.get("case")
    told = notices_about(_actor(request), int(str(getattr(case, "id", 0))))
    if not told and not _actor(request).has("agent"):
        return None
    return {
        "told": told,
        "sent": sum(1 for row in told if row.state == "sent"),
        "total": len(told),
        "held_up": any(row.state == "queued" and row.error for row in told),
    }


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor
