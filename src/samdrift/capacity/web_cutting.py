# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The pages of «what if»: cables and devices cut, places that hang by a thread, spares lost unnoticed, more devices a pupil."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from samdrift.capacity import cutting, export, labels, whatif
from samdrift.capacity.network import Network, read_network
from samdrift.capacity.types import Question
from samdrift.capacity.web import SHOWN, city_on, csv_answer, language, number_in, staff_on
from samdrift.engines.foresight import Part
from samdrift.inventory.facade import place_kind
from samdrift.kernel.clock import utc_now
from samdrift.kernel.errors import BadInput, NotFound

PARTS = ("cable", "device")


def network_on(request: HttpRequest) -> Network:
    """The network the page is about."""
    return read_network(city_on(request, staff_on(request)), now=utc_now())


@require_safe
@login_required
def cuts(request: HttpRequest) -> HttpResponse:
    """Every cable and device with who falls silent without it."""
    network = network_on(request)
    kind, words = _kind(request), request.GET.get("q", "")[:80].casefold()
    rows = cutting.cut_rows(network, kind=kind, taking_any=request.GET.get("all") != "1")
    rows = [row for row in rows if words in row.name.casefold()]
    first = min(number_in(request, "from") or 0, len(rows))
    told = {"kind": kind, "q": request.GET.get("q", "")[:80], "all": request.GET.get("all", "")[:1]}
    more = "?" + urlencode(told | {"from": first + SHOWN}) if first + SHOWN < len(rows) else ""
    context = {
        "rows": [(row, labels.part_words(row.kind)) for row in rows[first : first + SHOWN]],
        "total": len(rows),
        "asked": told,
        "next": more,
        "entrance": network.entrance,
        "apart": len(network.ground.apart),
        "csv": reverse("cuts-csv") + "?" + urlencode(told),
    }
    return render(request, "capacity/cuts.html", context)


@require_safe
@login_required
def cuts_csv(request: HttpRequest) -> HttpResponse:
    """The whole list."""
    rows = cutting.cut_rows(network_on(request), kind=_kind(request), taking_any=request.GET.get("all") != "1")
    return csv_answer(export.table(export.CUTS, map(export.cut_line, rows)), "cuts")


def _kind(request: HttpRequest) -> str:
    kind = request.GET.get("kind", "")
    return kind if kind in PARTS else ""


@require_safe
@login_required
def cut(request: HttpRequest, kind: str, part_id: int) -> HttpResponse:
    """One cut: places, people, services, and what hangs by a thread then."""
    network = network_on(request)
    part = part_of(kind, part_id)
    detail = cutting.cut_detail(network, part, language=language())
    context = {
        "detail": detail,
        "kind": labels.part_words(kind),
        "hit": [(hit, place_kind(hit.kind)) for hit in detail.hit],
        "threads": [(row, labels.part_words(row.kind)) for row in detail.threads],
    }
    return render(request, "capacity/cut.html", context)


def part_of(kind: str, part_id: int) -> Part:
    """A cable or a device; NotFound for anything else."""
    if kind == "cable":
        return ("cable", part_id)
    if kind == "device":
        return ("device", part_id)
    raise NotFound("there is no such part of a network", where=kind[:20])


@require_safe
@login_required
def threads(request: HttpRequest) -> HttpResponse:
    """Places with what alone cuts them off."""
    rows = cutting.place_threads(network_on(request))
    context = {
        "rows": [(row, place_kind(row.kind)) for row in rows],
        "hanging": sum(bool(row.points) for row in rows),
        "people": sum(row.people for row in rows if row.points),
        "safe": sum(not row.points and not row.apart for row in rows),
    }
    return render(request, "capacity/threads.html", context)


@require_safe
@login_required
def threads_csv(request: HttpRequest) -> HttpResponse:
    """The whole list."""
    rows = cutting.place_threads(network_on(request))
    return csv_answer(export.table(export.PLACES, map(export.place_line, rows)), "single-points")


@require_safe
@login_required
def spares(request: HttpRequest) -> HttpResponse:
    """Spare ways that are lost while everything works."""
    rows = [(row, labels.WHYS[row.why]) for row in cutting.lost_spares(network_on(request))]
    unnoticed = sum(row.incident is None for row, _ in rows)
    return render(request, "capacity/spares.html", {"rows": rows, "unnoticed": unnoticed})


@require_safe
@login_required
def spares_csv(request: HttpRequest) -> HttpResponse:
    """The whole list."""
    rows = cutting.lost_spares(network_on(request))
    return csv_answer(export.table(export.SPARES, map(export.spare_line, rows)), "lost-spares")


@require_safe
@login_required
def what_if(request: HttpRequest) -> HttpResponse:
    """«Three devices a pupil»."""
    network = network_on(request)
    error = ""
    try:
        question = question_on(request)
        rows = whatif.what_if(network, question)
    except BadInput as bad:
        question, rows, error = Question(), [], bad.sentence()
    over = [row for row in rows if row.share >= whatif.FULL]
    shown = [row for row in rows if row.size][:SHOWN]
    kinds = sorted({place.kind for place in network.places.values()})
    context = {
        "question": question,
        "error": error,
        "kinds": [(kind, place_kind(kind)) for kind in kinds],
        "rows": [(row, labels.kind_words(row.kind), _amounts(row.now, row.then, row.size, row.unit)) for row in shown],
        "lines": sum(row.kind == "link" for row in over),
        "points": sum(row.kind == "clients" for row in over),
        "new": sum(row.share_now < whatif.FULL for row in over),
        "looked_at": len(rows),
        "csv": reverse("what-if-csv") + "?" + request.GET.urlencode(),
    }
    return render(request, "capacity/what_if.html", context, status=422 if error else 200)


def _amounts(now: float | None, then: float, size: float, unit: str) -> list[str]:
    return [labels.amount_words(value, unit, language=language()) for value in (now, then, size)]


@require_safe
@login_required
def what_if_csv(request: HttpRequest) -> HttpResponse:
    """Every line and access point that gets more."""
    rows = whatif.what_if(network_on(request), question_on(request))
    return csv_answer(export.table(export.WHAT_IF, map(export.what_if_line, rows)), "what-if")


def question_on(request: HttpRequest) -> Question:
    """The question in the address; BadInput for what is no number."""
    usual = Question()
    people = request.GET.get("people", "")
    return whatif.checked(
        Question(
            devices=_number(request, "devices", usual.devices),
            devices_now=_number(request, "devices_now", usual.devices_now),
            kbit_s=_number(request, "kbit_s", usual.kbit_s),
            kind=request.GET.get("kind", usual.kind)[:30],
            people=int(_number(request, "people", 0)) if people else None,
        )
    )


def _number(request: HttpRequest, name: str, usual: float) -> float:
    text = request.GET.get(name, "").strip().replace(",", ".")
    if not text:
        return usual
    if not text.replace(".", "", 1).isdigit() or not text.isascii() or len(text) > 12:
        raise BadInput(f"{text[:20]} is no number", where=name, remedy="write one such as 3 or 2.5")
    return float(text)
