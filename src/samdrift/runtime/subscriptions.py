# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The walk, wired: which reaction follows which fact. The one place where later contexts are hung on earlier facts."""


def wire() -> None:
    """Called once when Django is ready; importing a reactions module here is what makes its jobs known."""
