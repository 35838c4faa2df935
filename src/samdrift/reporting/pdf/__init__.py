# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The month's service report as a document one can file, sign and hear read aloud: PDF/UA-1 by typst."""

from samdrift.reporting.pdf.render import render_service_report

__all__ = ["render_service_report"]
