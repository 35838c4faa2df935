# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""An emulator of ServiceNow's Table API for incidents, with its traps, faults on request and a plain page to answer from."""
