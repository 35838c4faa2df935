# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What was agreed: services, calendars, service levels, resolver groups, and which party answers for what."""
