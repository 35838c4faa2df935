# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Dossiers on paper, one or all: PDF/UA-1 by typst."""

from samdrift.documentation.pdf.render import render_book, render_dossier

__all__ = ["render_book", "render_dossier"]
