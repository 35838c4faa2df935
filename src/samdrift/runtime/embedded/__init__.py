# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Servers that Samdrift brings along, so that one machine needs nothing else: PostgreSQL and NATS."""
