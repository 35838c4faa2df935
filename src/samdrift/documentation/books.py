# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The book of a whole network: asked for on a page, made by a job that tells how far it is, kept, and frozen as a baseline.

It holds what its reader may see, so the job reads as that reader. A worker that dies midway begins it again.
"""

import hashlib
import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from samdrift.documentation.commands import TOPIC, may_write, name_of
from samdrift.documentation.dossier import dossier_of
from samdrift.documentation.dossier_types import Dossier
from samdrift.documentation.events import BOOK_FROZEN, BookFact
from samdrift.documentation.gathering import gather
from samdrift.documentation.models import KeptBook
from samdrift.documentation.pdf import render_book
from samdrift.documentation.photos import bodies
from samdrift.documentation.queries import place_rows
from samdrift.kernel.clock import utc_now
from samdrift.kernel.errors import BadInput, NotFound
from samdrift.parties import facade as parties
from samdrift.platform.actor import NOBODY, Actor
from samdrift.platform.facts import record_fact
from samdrift.platform.jobs import blueprint, defer
from samdrift.platform.live import announce
from samdrift.platform.scope import acting_as
from samdrift.platform.visible import STAFF, visible

JOB, QUEUE = "make_documentation_book", "books"
KEPT = timedelta(days=30)
"""How long a book that nobody froze is kept."""
TELL_EVERY = 10
"""Places between two words about how far it is."""
logger = logging.getLogger(__name__)


def books(actor: Actor) -> QuerySet[KeptBook]:
    """The books there are for the actor, newest first, without their bytes: a city's own people see all of their city, a
    supplier's person what they asked for themselves and the baselines shared with them.
    """
    rows = visible(KeptBook.objects.defer("body"), actor)
    if not actor.system:
        mine = Q(municipality_id__in=actor.municipalities_as(*STAFF)) | Q(frozen_at__isnull=False)
        rows = rows.filter(mine | Q(reader_id=actor.user_id, reader_id__isnull=False))
    return rows.order_by("-asked_at", "-pk")


def book_for(actor: Actor, book_id: int) -> KeptBook:
    """One book; NotFound where it is not there for the actor."""
    row = books(actor).filter(pk=book_id).first()
    if row is None:
        raise NotFound("there is no such book", where=f"book {book_id}")
    return row


def ask_for_book(*, municipality_id: int, actor: Actor, language: str, at: datetime) -> int:
    """Have a book made; its id. One that is being made for the same reader in the same language already counts as this one.

    NotFound where the actor sees no place of the municipality.
    """
    if actor.user_id is None or municipality_id not in {row.place.municipality_id for row in place_rows(actor)}:
        raise NotFound("there is no place to write about", where=f"municipality {municipality_id}")
    with transaction.atomic():
        mine = books(actor).filter(municipality_id=municipality_id, reader_id=actor.user_id)
        waiting = mine.filter(state__in=("waiting", "making"), language=language).first()
        if waiting is not None:
            return waiting.pk
        mine.filter(frozen_at__isnull=True, asked_at__lt=at - KEPT).delete()
        own = municipality_id in actor.municipalities_as(*STAFF)
        row = KeptBook.objects.create(
            municipality_id=municipality_id,
            supplier_id=None if own else min(actor.suppliers),
            asked_by=name_of(actor),
            reader_id=actor.user_id,
            asked_at=at,
            language=language,
        )
        defer(JOB, queueing_lock=f"{JOB}/{row.pk}", lock=JOB, book_id=row.pk)
        _tell(row)
    return row.pk


@blueprint.task(name=JOB, queue=QUEUE)
def make_book_job(*, book_id: int) -> None:
    """One at a time: typst takes a core and, for a thousand places, some hundred megabytes."""
    from samdrift.platform.actor import system_actor

    with acting_as(system_actor("documentation")):
        row = KeptBook.objects.defer("body").filter(pk=book_id, state__in=("waiting", "making")).first()
        reader = parties.actor_of(row.reader_id or 0) if row is not None else NOBODY
    if row is None:
        return
    with acting_as(reader):
        try:
            make_book(row, reader=reader, at=utc_now())
        except Exception as error:
            logger.exception("book %s was not made", book_id)
            row.state, row.error = "failed", str(error)[:300]
            row.save(update_fields=["state", "error"])
            _tell(row)


def make_book(row: KeptBook, *, reader: Actor, at: datetime) -> None:
    """Make it now, telling how far it is. The caller's scope is the reader's."""
    places = [p.place for p in place_rows(reader) if p.place.municipality_id == row.municipality_id]
    if not places:
        raise NotFound(_("there is no place to write about"), where=f"municipality {row.municipality_id}")
    row.state, row.places, row.done = "making", len(places), 0
    _keep(row, "state", "places", "done")
    ground = gather(reader, row.municipality_id)
    dossiers: list[Dossier] = []
    for place in sorted(places, key=lambda place: place.name):
        dossiers.append(dossier_of(ground, place, now=at))
        if len(dossiers) % TELL_EVERY == 0:
            row.done = len(dossiers)
            _keep(row, "done")
    shown = bodies(reader, {photo.photo_id for dossier in dossiers for photo in dossier.photos})
    row.body = render_book(dossiers, language=row.language, pictures=shown)
    row.figures = [figures_of(dossier) for dossier in dossiers]
    row.state, row.done, row.made_at = "ready", len(dossiers), at
    row.size, row.sha256 = len(row.body), hashlib.sha256(row.body).hexdigest()
    _keep(row, "body", "figures", "state", "done", "made_at", "size", "sha256")


def figures_of(dossier: Dossier) -> dict[str, object]:
    """What the list beside the book tells of a place."""
    return {
        "place": dossier.place.name,
        "place_id": dossier.place.id,
        "devices": len(dossier.devices),
        "differences": len(dossier.differences),
        "percent": dossier.percent,
    }


def freeze_book(*, book_id: int, name: str, actor: Actor, at: datetime, supplier_id: int | None = None) -> bool:
    """Make a finished book a baseline under a name, maybe shared with a supplier; False when it is one already.

    What is frozen, with its SHA-256, is told as a fact, which nobody can change. BadInput without a name, for a book
    that is not ready and for a supplier that does not work for the municipality.
    """
    with transaction.atomic():
        row = book_for(actor, book_id)
        if not may_write(actor, row.municipality_id):
            raise NotFound("there is no such book", where=f"book {book_id}")
        row = KeptBook.objects.defer("body").select_for_update().get(pk=book_id)
        if row.frozen_at is not None:
            return False
        if not name.strip():
            raise BadInput(_("It is missing."), where="name", remedy=_("Fill it in."))
        if row.state != "ready":
            raise BadInput(_("The book is not ready."), where="book", remedy=_("Wait until it is made."))
        if supplier_id is not None and supplier_id not in {s.id for s in parties.suppliers_of(row.municipality_id)}:
            raise BadInput(_("There is no such supplier."), where="supplier", remedy=_("Choose one of the list."))
        row.name, row.frozen_at, row.frozen_by = name.strip().replace("\x00", "")[:120], at, name_of(actor)
        row.supplier_id = supplier_id
        row.save(update_fields=["name", "frozen_at", "frozen_by", "supplier_id"])
        fact: BookFact = {"book_id": row.pk, "name": row.name, "sha256": row.sha256, "size": row.size}
        record_fact(
            name=BOOK_FROZEN,
            subject=f"book:{row.pk}",
            payload=dict(fact),
            municipality_id=row.municipality_id,
            supplier_id=supplier_id,
            actor=actor,
            at=at,
        )
        _tell(row)
    return True


def bytes_of(actor: Actor, book_id: int) -> bytes:
    """The PDF; NotFound where there is none for the actor."""
    row = book_for(actor, book_id)
    if row.state != "ready":
        raise NotFound("the book is not made yet", where=f"book {book_id}")
    return bytes(row.body)


def _keep(row: KeptBook, *fields: str) -> None:
    with transaction.atomic():
        row.save(update_fields=fields)
        _tell(row)


def _tell(row: KeptBook) -> None:
    announce(TOPIC, municipality_id=row.municipality_id, supplier_id=row.supplier_id)
