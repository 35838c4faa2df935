# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Photos of places: shown with words for those who cannot see them, kept once however often they are given."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from samdrift.documentation.book import Book
from samdrift.documentation.commands import TOPIC, may_write, name_of
from samdrift.documentation.dossier_types import PhotoLine
from samdrift.documentation.models import Photo, PlacePhoto, Rack
from samdrift.documentation.reading_pictures import read_picture
from samdrift.kernel.errors import BadInput, NotFound
from samdrift.parties import facade as parties
from samdrift.platform.actor import Actor
from samdrift.platform.live import announce
from samdrift.platform.visible import visible

MOST_AT_A_PLACE = 40
LONGEST_ALT = 300


@dataclass(frozen=True, slots=True)
class Given:
    """A picture as somebody gives it: the file's bytes and name, and what is to be seen in it."""

    body: bytes
    file: str
    alt: str
    rack_id: int | None = None


def add_photo(*, place_id: int, given: Given, actor: Actor, at: datetime) -> int:
    """Show a photo at a place; its id. The same picture given again gets the new words.

    BadInput in words where it is no picture, too large, or nothing says what is to be seen; NotFound where the actor may not
    write.
    """
    place = parties.place(place_id)
    if place is None or not may_write(actor, place.municipality_id):
        raise NotFound("there is no such place", where=f"place {place_id}")
    alt = given.alt.replace("\x00", "").strip()
    if not alt:
        raise BadInput(
            _("Nothing says what is to be seen."), where="alt", remedy=_("Describe it for those who cannot see it.")
        )
    if len(alt) > LONGEST_ALT:
        raise BadInput(
            _("It is longer than %(most)s characters.") % {"most": LONGEST_ALT}, where="alt", remedy=_("Shorten it.")
        )
    rack = Rack.objects.filter(pk=given.rack_id, place_id=place_id).first() if given.rack_id else None
    if given.rack_id and rack is None:
        raise BadInput(_("There is no such rack here."), where="rack", remedy=_("Choose one of the list."))
    picture = read_picture(given.body, file=given.file[:160])
    whose = {"municipality_id": place.municipality_id, **Book(place.municipality_id).shared_with("", "")}
    with transaction.atomic():
        photo, _new = Photo.objects.get_or_create(
            municipality_id=place.municipality_id,
            sha256=picture.sha256,
            defaults={
                "supplier_id": whose["supplier_id"],
                "media_type": picture.media_type,
                "width": picture.width,
                "height": picture.height,
                "body": picture.body,
            },
        )
        shown = PlacePhoto.objects.filter(place_id=place_id)
        if not shown.filter(photo=photo).exists() and shown.count() >= MOST_AT_A_PLACE:
            raise BadInput(_("The place has 40 photos."), where="file", remedy=_("Take one away first."))
        row, _new = PlacePhoto.objects.update_or_create(
            place_id=place_id,
            photo=photo,
            defaults={**whose, "rack": rack, "alt": alt, "said_by": name_of(actor), "said_at": at},
        )
        announce(TOPIC, municipality_id=place.municipality_id, supplier_id=None)
    return row.pk


def remove_photo(*, photo_id: int, actor: Actor) -> int:
    """Show it no more; its bytes go with its last showing. The id of its place."""
    with transaction.atomic():
        row = PlacePhoto.objects.filter(pk=photo_id).first()
        if row is None or not may_write(actor, row.municipality_id):
            raise NotFound("there is no such photo", where=f"photo {photo_id}")
        row.delete()
        if not PlacePhoto.objects.filter(photo_id=row.photo_id).exists():
            Photo.objects.filter(pk=row.photo_id).delete()
        announce(TOPIC, municipality_id=row.municipality_id, supplier_id=None)
    return row.place_id


def photo_for(actor: Actor, photo_id: int) -> PlacePhoto:
    """One photo with its bytes; NotFound where it is not there for the actor."""
    row = _photos(actor).select_related("photo").filter(pk=photo_id).first()
    if row is None:
        raise NotFound("there is no such photo", where=f"photo {photo_id}")
    return row


def photos_by_place(actor: Actor, municipality_id: int) -> dict[int, list[PhotoLine]]:
    """What is shown at each place, oldest first, without the bytes."""
    rows = _photos(actor).filter(municipality_id=municipality_id).select_related("photo", "rack").defer("photo__body")
    found: dict[int, list[PhotoLine]] = {}
    for row in rows:
        line = PhotoLine(
            id=row.pk,
            photo_id=row.photo_id,
            alt=row.alt,
            rack=row.rack.name if row.rack is not None else "",
            width=row.photo.width,
            height=row.photo.height,
            ending=row.photo.media_type.rpartition("/")[2],
            said_by=row.said_by,
            said_at=row.said_at,
        )
        found.setdefault(row.place_id, []).append(line)
    return found


def bodies(actor: Actor, photo_ids: set[int]) -> dict[int, bytes]:
    """The bytes of these pictures (PhotoLine.photo_id), for paper."""
    rows = _photos(actor).filter(photo_id__in=photo_ids).select_related("photo")
    return {row.photo_id: bytes(row.photo.body) for row in rows}


def _photos(actor: Actor) -> QuerySet[PlacePhoto]:
    return visible(PlacePhoto.objects.all(), actor, agreement="agreement_id").order_by("said_at", "pk")
