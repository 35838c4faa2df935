# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Reads DHCP from Kea's control API: pools with how full they are, and who has which lease."""
