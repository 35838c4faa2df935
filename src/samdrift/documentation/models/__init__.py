# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The tables of documentation: what is meant, where it differs, and what is kept as it was."""

from samdrift.documentation.models.comparing import Comparison, Difference, ImportFile, PlaceCheck, PlaceFigure
from samdrift.documentation.models.kept import KeptBook, Photo, PlacePhoto
from samdrift.documentation.models.plan import (
    PlannedAddress,
    PlannedCable,
    PlannedDevice,
    PlannedPort,
    PlannedPrefix,
    PlannedVlan,
    Rack,
    Room,
    Statement,
)

__all__ = [
    "Comparison",
    "Difference",
    "ImportFile",
    "KeptBook",
    "Photo",
    "PlaceCheck",
    "PlaceFigure",
    "PlacePhoto",
    "PlannedAddress",
    "PlannedCable",
    "PlannedDevice",
    "PlannedPort",
    "PlannedPrefix",
    "PlannedVlan",
    "Rack",
    "Room",
    "Statement",
]
