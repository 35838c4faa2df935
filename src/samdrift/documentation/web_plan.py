# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The plan's own pages: records of each kind, their form, files in and files out."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from samdrift.documentation import commands, importing
from samdrift.documentation.comparing import compare_soon
from samdrift.documentation.kinds import KINDS, Column, Kind
from samdrift.documentation.netbox import MOST_BYTES, write_csv, write_json
from samdrift.documentation.queries import as_words, statement_for, statement_page, statements
from samdrift.documentation.sheets import as_csv, is_workbook
from samdrift.documentation.web import city_of, number_in, staff_on
from samdrift.kernel.clock import utc_now
from samdrift.kernel.errors import BadInput, NotFound

MOST_FAULTS = 200


@require_safe
@login_required
def records(request: HttpRequest, kind: str) -> HttpResponse:
    """All records of one kind, a page at a time."""
    actor, found = staff_on(request), KINDS[kind]
    place_id = number_in(request, "place")
    rows, after = statement_page(actor, found, after=number_in(request, "after") or 0, place_id=place_id)
    narrowed = f"&place={place_id}" if place_id else ""
    context = {
        "kind": found,
        "rows": rows,
        "next": f"?after={after}{narrowed}" if after else "",
        "writes": bool(actor.municipalities_as(*commands.MAY_WRITE)),
    }
    return render(request, "documentation/records.html", context)


@login_required
def new_record(request: HttpRequest, kind: str) -> HttpResponse:
    """The form of a new record; POST writes it."""
    actor = staff_on(request)
    city = city_of(actor, request.POST.get("municipality", "") or request.GET.get("municipality", ""))
    found = KINDS[kind]
    given = {column.name: request.GET.get(column.name, "")[:255] for column in found.columns}
    return _form(request, found, given, city=city, back=reverse(f"records-{kind}"))


@login_required
def record(request: HttpRequest, kind: str, record_id: int) -> HttpResponse:
    """One record; POST writes it anew."""
    actor, found = staff_on(request), KINDS[kind]
    row = statement_for(actor, found, record_id)
    context: dict[str, object] = {"row": row, "said": row.said()}
    back = reverse(f"records-{kind}")
    if not commands.may_write(actor, row.municipality_id):
        if request.method == "POST":
            raise NotFound("there is no such record", where=f"{kind} {record_id}")
        fields = [(column, as_words(found, row)[column.name], "") for column in found.columns]
        return render(
            request, "documentation/record.html", context | {"kind": found, "fields": fields, "writes": False}
        )
    return _form(request, found, as_words(found, row), city=row.municipality_id, back=back, context=context)


def _form(
    request: HttpRequest,
    kind: Kind,
    given: dict[str, str],
    *,
    city: int,
    back: str,
    context: dict[str, object] | None = None,
) -> HttpResponse:
    error: BadInput | None = None
    if request.method == "POST":
        given = {column.name: request.POST.get(column.name, "")[:1000] for column in kind.columns}
        try:
            commands.save(kind=kind.slug, row=given, municipality_id=city, actor=staff_on(request), at=utc_now())
        except BadInput as wrong:
            error = wrong
        else:
            compare_soon(city)
            messages.success(request, _("Saved."))
            return HttpResponseRedirect(back)
    fields = [(column, given[column.name], _told(error, column)) for column in kind.columns]
    whole = {"kind": kind, "fields": fields, "writes": True, "city": city, "error": error}
    return render(request, "documentation/record.html", (context or {}) | whole, status=422 if error else 200)


def _told(error: BadInput | None, column: Column) -> str:
    if error is None or error.where not in {column.name, *column.also}:
        return ""
    return f"{error.what} {error.remedy}".strip()


@require_POST
@login_required
def remove_record(request: HttpRequest, kind: str, record_id: int) -> HttpResponse:
    """Take it out of the plan."""
    commands.remove(kind=kind, statement_id=record_id, actor=staff_on(request))
    messages.success(request, _("It is out of the plan."))
    return HttpResponseRedirect(reverse(f"records-{kind}"))


@require_safe
@login_required
def export(request: HttpRequest, kind: str, form: str) -> HttpResponse:
    """All records of one kind as NetBox reads them."""
    actor, found = staff_on(request), KINDS[kind]
    rows = (as_words(found, row) for row in statements(actor, found))
    columns = [column.name for column in found.columns]
    body = write_csv(columns, rows) if form == "csv" else write_json(columns, rows)
    answer = HttpResponse(body, content_type="text/csv; charset=utf-8" if form == "csv" else "application/json")
    answer["Content-Disposition"] = f'attachment; filename="{kind}.{form}"'
    return answer


@login_required
def import_file(request: HttpRequest) -> HttpResponse:
    """Choose a file; POST keeps it and leads to the trial."""
    actor = staff_on(request)
    city = city_of(actor, request.POST.get("municipality", "") or request.GET.get("municipality", ""))
    context: dict[str, object] = {
        "kinds": list(KINDS.values()),
        "chosen": request.POST.get("kind", "devices"),
        "city": city,
    }
    if request.method != "POST":
        return render(request, "documentation/import.html", context)
    try:
        name, body = _given(request)
        import_id = importing.keep_file(
            municipality_id=city, kind=request.POST.get("kind", ""), name=name, body=body, actor=actor, at=utc_now()
        )
    except BadInput as error:
        return render(request, "documentation/import.html", context | {"error": error.sentence()}, status=422)
    return HttpResponseRedirect(reverse("import-trial", args=[import_id]))


def _given(request: HttpRequest) -> tuple[str, str]:
    file = request.FILES.get("file")
    if file is None:
        raise BadInput(_("No file was chosen."), where="file", remedy=_("Choose one."))
    name = str(file.name or "file")
    if file.size is None or file.size > MOST_BYTES:
        raise BadInput(_("It is larger than 5 MB."), where=name, remedy=_("Split it."))
    body = file.read()
    if is_workbook(body):
        return name, as_csv(body, sheet=request.POST.get("kind", ""), file=name)
    try:
        return name, body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(
            _("It is no text in UTF-8."), where=name, remedy=_("Save it as CSV in UTF-8 or as XLSX.")
        ) from error


@login_required
def import_trial(request: HttpRequest, import_id: int) -> HttpResponse:
    """What the import would do; POST does it."""
    actor = staff_on(request)
    file = importing.file_for(actor, import_id)
    if request.method == "POST":
        done = importing.apply_file(import_id=import_id, actor=actor, at=utc_now())
        if done is not None:
            compare_soon(file.municipality_id)
            words = ngettext("%(count)s row was imported.", "%(count)s rows were imported.", done.useful)
            messages.success(request, words % {"count": done.useful})
        return HttpResponseRedirect(reverse(f"records-{file.kind}"))
    context: dict[str, object] = {"file": file, "kind": KINDS.get(file.kind)}
    if file.applied_at is None:
        outcome = importing.try_file(import_id=import_id, actor=actor, at=utc_now())
        context |= {"outcome": outcome, "faults": outcome.faults[:MOST_FAULTS]}
    return render(request, "documentation/import_trial.html", context)
