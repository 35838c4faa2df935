# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What tests of SNMP need from outside: recordings of real devices served again, and an agent that misbehaves."""
