# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Inventory's decisions without tables and clocks: what is the same thing as before, and where something is plugged in."""
