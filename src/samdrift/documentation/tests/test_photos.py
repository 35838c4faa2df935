# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Photos of places: what is taken out of them, what is refused and why, and where they show."""

import io

import pypdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from samdrift.documentation.models import Photo, PlacePhoto
from samdrift.documentation.reading_pictures import MOST_BYTES, read_picture
from samdrift.documentation.testing import ACTOR
from samdrift.kernel.errors import BadInput
from samdrift.platform.scope import acting_as

GPS, MAKE, ORIENTATION = 0x8825, 0x010F, 0x0112


def picture(form="JPEG", size=(60, 40), mode="RGB", **told):
    out = io.BytesIO()
    Image.new(mode, size, 90 if mode == "L" else None or (200, 30, 30, 128)[: len(mode)]).save(out, form, **told)
    return out.getvalue()


def with_position():
    """A JPEG lying on its side that tells where it was taken, by whose camera."""
    exif = Image.Exif()
    exif[MAKE], exif[ORIENTATION] = "SecretCamera", 6
    exif.get_ifd(GPS)[1], exif.get_ifd(GPS)[2] = "N", (55.0, 40.0, 12.0)
    return picture(exif=exif, comment=b"SecretComment")


def test_where_and_when_it_was_taken_is_taken_out_and_it_stands_upright():
    assert b"SecretCamera" in with_position()
    kept = read_picture(with_position(), file="x.jpg")
    assert (kept.media_type, kept.width, kept.height) == ("image/jpeg", 40, 60)
    back = Image.open(io.BytesIO(kept.body))
    assert (dict(back.getexif()), back.info.get("comment")) == ({}, None)
    assert b"Secret" not in kept.body


def test_words_hidden_in_a_png_are_taken_out():
    told = PngImagePlugin.PngInfo()
    told.add_text("Comment", "Secret")
    kept = read_picture(picture("PNG", mode="RGBA", pnginfo=told), file="x.png")
    assert (kept.media_type, b"Secret" in kept.body) == ("image/png", False)


def test_a_large_one_is_made_smaller():
    kept = read_picture(picture("WEBP", size=(3000, 1500)), file="x.webp")
    assert (kept.media_type, kept.width, kept.height) == ("image/jpeg", 2000, 1000)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "no picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "no picture"),
        (picture("GIF"), "no picture"),
        (picture()[:300], "no picture"),
        (picture("PNG")[:50], "no picture"),
        (b"\0" * (MOST_BYTES + 1), "larger than 15 MB"),
        (picture("PNG", size=(9000, 9000), mode="L"), "too many points"),
    ],
    ids=["empty", "svg", "gif", "cut", "cut-png", "heavy", "bomb"],
)
def test_what_cannot_be_used_is_refused_in_words(body, words):
    with override("en"), pytest.raises(BadInput, match=words):
        read_picture(body, file="x")


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=80), st.integers(0, 600))
def test_a_broken_file_is_never_worse_than_refused(noise, where):
    body = picture()
    try:
        read_picture(body[:where] + noise + body[where + len(noise) :], file="x")
    except BadInput:
        return


def send(client, place, body=None, alt="The rack in the basement", **more):
    file = SimpleUploadedFile("rack.jpg", with_position() if body is None else body)
    return client.post(reverse("add-photo", args=[place.pk]), {"photo": file, "alt": alt, **more})


def test_a_photo_is_shown_at_the_place_and_on_paper_with_its_words(plan, cast, enter):
    client = enter(cast.owner)
    assert send(client, cast.place, rack=plan["rack"]).status_code == 302
    with acting_as(ACTOR):
        row = PlacePhoto.objects.get()
    assert (row.said_by, row.rack_id, row.supplier_id) == (cast.owner.display_name(), plan["rack"], cast.supplier.pk)
    body = client.get(reverse("dossier", args=[cast.place.pk])).content.decode()
    assert 'alt="The rack in the basement"' in body
    shown = client.get(reverse("photo", args=[row.pk]))
    assert (shown["Content-Type"], shown.content[:2]) == ("image/jpeg", b"\xff\xd8")
    paper = pypdf.PdfReader(io.BytesIO(client.get(reverse("dossier-pdf", args=[cast.place.pk])).content))
    assert "The rack in the basement" in "".join(page.extract_text() for page in paper.pages)
    assert sum(len(page.images) for page in paper.pages) == 1
    assert enter(cast.mate).get(reverse("photo", args=[row.pk])).status_code == 200
    for who in ("stranger", "strange_engineer", "requester"):
        assert enter(getattr(cast, who)).get(reverse("photo", args=[row.pk])).status_code == 404


def test_the_same_picture_is_kept_once_and_goes_with_its_last_showing(plan, cast, enter):
    client = enter(cast.owner)
    send(client, cast.place)
    send(client, cast.place, alt="Better words")
    with acting_as(ACTOR):
        (row,) = PlacePhoto.objects.all()
        assert (row.alt, Photo.objects.count()) == ("Better words", 1)
    assert enter(cast.mate).post(reverse("remove-photo", args=[row.pk])).status_code == 404
    assert enter(cast.owner).post(reverse("remove-photo", args=[row.pk])).status_code == 302
    with acting_as(ACTOR):
        assert (PlacePhoto.objects.count(), Photo.objects.count()) == (0, 0)


def test_without_words_or_without_a_picture_it_is_refused_on_the_page(plan, cast, enter):
    client = enter(cast.owner)
    client.cookies["django_language"] = "en"
    answer = send(client, cast.place, alt="  ")
    assert (answer.status_code, "Nothing says what is to be seen" in answer.content.decode()) == (422, True)
    answer = send(client, cast.place, body=b"MZ\x90")
    assert (answer.status_code, "no picture that can be read" in answer.content.decode()) == (422, True)
    assert send(enter(cast.mate), cast.place).status_code == 404
