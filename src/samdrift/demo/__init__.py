# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The demo: an invented municipality and what makes it live. Everything in it is fiction; nothing here imports Django."""
