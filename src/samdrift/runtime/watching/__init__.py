# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The watch process in parts: what is known (ground), what is seen (book), what is written down (writing)."""
