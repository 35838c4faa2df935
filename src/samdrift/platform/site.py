# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Where this installation is reached by people: for links in letters and reports."""

from django.conf import settings


def page_address(path: str) -> str:
    """The full address of a page; `path` begins with a slash."""
    return f"{settings.CONFIG.base_url()}{path}"
