# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""A supplier's desk to practise on: emulators of the ticket systems that suppliers run, each a process of its own."""
