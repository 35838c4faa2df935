# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What devices write of themselves: syslog messages, kept beside what we see of them."""
