# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Whole walks: a package, so that its fixtures end with its last test and not with the run."""
