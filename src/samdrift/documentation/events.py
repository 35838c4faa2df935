# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Facts this context publishes. Subject is `book:<id>`."""

from typing import TypedDict

BOOK_FROZEN = "documentation.book.frozen.v1"
"""A book became a baseline. Facts are append-only: what was frozen, when and with which hash cannot be told anew."""


class BookFact(TypedDict):
    """Payload of frozen: SHA-256 of the PDF in hexadecimal, its size in bytes."""

    book_id: int
    name: str
    sha256: str
    size: int
