# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The year's capacity report on paper: PDF/UA-1 by typst."""

from samdrift.capacity.pdf.render import render_report

__all__ = ["render_report"]
