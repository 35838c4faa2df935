# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""When lines and pools are full, what falls silent if something is cut, and what hangs by a single thread."""
