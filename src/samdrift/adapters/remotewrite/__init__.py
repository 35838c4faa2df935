# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Hands every sample on to a time series database by Prometheus remote write 1.0, when a URL is set."""
