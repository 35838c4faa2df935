# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Pure calculation: no Django, no input or output, time always as an argument."""
