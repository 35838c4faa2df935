# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""A whole invented municipality's network that answers real SNMP, and that one can break. No Django."""
