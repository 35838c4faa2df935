# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Technical faults: one incident per cause, with those who merely fell silent behind it listed as affected."""
