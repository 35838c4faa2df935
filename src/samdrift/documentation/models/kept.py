# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What is kept as it was: photos of places, and books of a whole network. Bytes lie in the database, behind its walls."""

from typing import ClassVar

from django.db import models

from samdrift.platform.tenancy import TenantModel


class Photo(TenantModel):
    """A picture, once however often it is shown: re-encoded, so that it holds what is seen and nothing else (no EXIF).

    Personal data: whoever may be seen in it. Purpose: to find the equipment. Retention: as long as it is shown anywhere.
    """

    audited = False  # the bytes; who showed it where stands in PlacePhoto
    sha256 = models.CharField(max_length=64)
    """Of `body`, hexadecimal."""
    media_type = models.CharField(max_length=20)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    body = models.BinaryField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["municipality", "sha256"], name="photo_once")]


class PlacePhoto(TenantModel):
    """A photo shown at a place, maybe of one of its racks. `alt`: what is to be seen, for those who cannot see it.

    Personal data: the name of whoever gave it. Purpose: who to ask. Retention: as long as the place.
    """

    agreement_id = models.BigIntegerField(null=True)
    place = models.ForeignKey("parties.Place", on_delete=models.CASCADE, related_name="+")
    rack = models.ForeignKey("documentation.Rack", on_delete=models.SET_NULL, null=True, related_name="+")
    photo = models.ForeignKey(Photo, on_delete=models.CASCADE, related_name="+")
    alt = models.CharField(max_length=300)
    said_by = models.CharField(max_length=160)
    said_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["place", "photo"], name="photo_once_a_place")]
        indexes: ClassVar = [models.Index(fields=["place", "said_at"])]


class KeptBook(TenantModel):
    """A book of a network, made by a job for one reader. `state`: waiting, making, ready, failed.

    A baseline (`frozen_at`) is a book somebody froze: its hash is what both parties sign, and it is never made anew.
    Personal data: the names of whoever asked for it and froze it. Purpose: who to ask. Retention: books that are not
    frozen 30 days, baselines as long as the municipality's records.
    """

    audited = (
        False  # progress is rewritten all the time, and the document is megabytes; who froze it stands in the trail
    )
    asked_by = models.CharField(max_length=160)
    reader_id = models.BigIntegerField(null=True)
    """The user for whom it was made: it holds what they may see."""
    asked_at = models.DateTimeField()
    language = models.CharField(max_length=5, default="da")
    state = models.CharField(max_length=10, default="waiting")
    done = models.PositiveIntegerField(default=0)
    places = models.PositiveIntegerField(default=0)
    figures = models.JSONField(default=list)
    """A list for each place: its name, devices, differences, per cent complete."""
    error = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField(null=True)
    size = models.PositiveIntegerField(default=0)
    """Bytes."""
    sha256 = models.CharField(max_length=64, blank=True)
    body = models.BinaryField(default=bytes)
    name = models.CharField(max_length=120, blank=True)
    """What a baseline is called."""
    frozen_at = models.DateTimeField(null=True)
    frozen_by = models.CharField(max_length=160, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["municipality", "asked_at"])]
