# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Facts about agreements."""

CALENDAR_PUBLISHED = "agreements.calendar.published.v1"
"""payload {slug, version, reason, redate}: a new version of a calendar holds. `redate`: open cases shall follow it."""
