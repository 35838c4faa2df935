# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Who takes part: municipalities with agencies and places, suppliers, people and their roles."""
