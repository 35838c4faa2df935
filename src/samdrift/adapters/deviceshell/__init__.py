# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Reads running configurations from devices: command lines over SSH (netmiko) and NETCONF (ncclient).

Both libraries come with `samdrift[configbackup]` and are imported at the first use: nothing else waits for them.
"""
