# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Samdrift: a municipality and its IT suppliers run IT operations together. One truth, two views."""

__version__ = "0.1.0"
