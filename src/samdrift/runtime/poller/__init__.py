# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The poller's parts: sockets, conversations and rounds. It knows no Django and no database, so it runs anywhere."""
