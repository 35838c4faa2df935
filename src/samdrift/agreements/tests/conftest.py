# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The cast, for this folder."""

from samdrift.parties.testing import cast, mate, owner, stranger

__all__ = ["cast", "mate", "owner", "stranger"]
