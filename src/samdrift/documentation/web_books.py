# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The page of books: ask for one, see how far it is, fetch it, freeze it as a baseline."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from samdrift.documentation import books
from samdrift.documentation.commands import MAY_WRITE, may_write
from samdrift.documentation.netbox import write_csv
from samdrift.documentation.queries import place_rows
from samdrift.documentation.web import language_of, staff_on
from samdrift.kernel.clock import utc_now
from samdrift.kernel.errors import BadInput
from samdrift.parties import facade as parties
from samdrift.platform.actor import Actor

MOST_SHOWN = 30
FIGURES = ("place", "devices", "differences", "percent")


@require_safe
@login_required
def all_books(request: HttpRequest) -> HttpResponse:
    """Every book there is for the reader, and the way to a new one."""
    return render(request, "documentation/books.html", _books(staff_on(request)))


@require_safe
@login_required
def books_part(request: HttpRequest) -> HttpResponse:
    """The list alone, drawn anew as a book grows."""
    return render(request, "documentation/books_part.html", _books(staff_on(request)))


def _books(actor: Actor) -> dict[str, object]:
    ids = sorted({row.place.municipality_id for row in place_rows(actor)})
    names = {city.id: city.name for city in parties.municipalities()}
    return {
        "books": list(books.books(actor)[:MOST_SHOWN]),
        "cities": [(city, names.get(city, "")) for city in ids],
        "writes": bool(actor.municipalities_as(*MAY_WRITE)),
    }


@require_POST
@login_required
def ask(request: HttpRequest) -> HttpResponse:
    """Have a book made, in the language of the page."""
    actor = staff_on(request)
    asked = request.POST.get("municipality", "")
    city = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 19 else 0
    books.ask_for_book(municipality_id=city, actor=actor, language=language_of(request), at=utc_now())
    messages.success(request, _("The book is being made. This page tells when it is ready."))
    return HttpResponseRedirect(reverse("books"))


@require_safe
@login_required
def book(request: HttpRequest, book_id: int) -> HttpResponse:
    """One book: how complete each place in it is, and the way to freeze it."""
    return _book_page(request, book_id)


@require_safe
@login_required
def book_pdf(request: HttpRequest, book_id: int) -> HttpResponse:
    """The document itself (PDF/UA-1)."""
    actor = staff_on(request)
    answer = HttpResponse(books.bytes_of(actor, book_id), content_type="application/pdf")
    made_at = books.book_for(actor, book_id).made_at
    answer["Content-Disposition"] = f'attachment; filename="samdrift-{made_at or utc_now():%Y-%m-%d}-{book_id}.pdf"'
    return answer


@require_safe
@login_required
def book_csv(request: HttpRequest, book_id: int) -> HttpResponse:
    """How complete each place was, as a table."""
    row = books.book_for(staff_on(request), book_id)
    lines = [{name: str(line.get(name, "")) for name in FIGURES} for line in row.figures]
    answer = HttpResponse(write_csv(FIGURES, lines), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="samdrift-book-{book_id}.csv"'
    return answer


@require_POST
@login_required
def freeze(request: HttpRequest, book_id: int) -> HttpResponse:
    """Make it the baseline that both parties sign later."""
    actor = staff_on(request)
    asked = request.POST.get("supplier", "")
    supplier = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 19 else None
    try:
        done = books.freeze_book(
            book_id=book_id, name=request.POST.get("name", ""), actor=actor, at=utc_now(), supplier_id=supplier
        )
    except BadInput as error:
        return _book_page(request, book_id, error=error)
    if done:
        messages.success(request, _("The book is frozen. Its fingerprint stands on this page."))
    return HttpResponseRedirect(reverse("book", args=[book_id]))


def _book_page(request: HttpRequest, book_id: int, error: BadInput | None = None) -> HttpResponse:
    actor = staff_on(request)
    row = books.book_for(actor, book_id)
    context = {
        "book": row,
        "figures": sorted(row.figures, key=lambda line: (line["percent"], line["place"])),
        "writes": may_write(actor, row.municipality_id),
        "suppliers": parties.suppliers_of(row.municipality_id),
        "error": error,
    }
    return render(request, "documentation/book.html", context, status=422 if error else 200)
