# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""SNMP discovery of one device: asks what the standard MIBs hold and tells it as one snapshot. No Django."""
