# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The trap listener's parts: the socket, the desk that stores, and the complaints. No Django, no database."""
