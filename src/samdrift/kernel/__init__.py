# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The vocabulary every floor shares: clock, errors, facts. No Django; stays thin."""
