# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Configuration backup: what each device is set to, kept with its history, without a single secret in it."""
