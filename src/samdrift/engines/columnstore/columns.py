# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What is kept of a port: the columns of a sweep, in the order and with the numbers of the stored form.

A column's place in COLUMNS is its number on disk: append new ones, never move or reuse one.
"""

COLUMNS: tuple[str, ...] = (
    "in_octets",
    "out_octets",
    "in_packets",
    "out_packets",
    "in_errors",
    "out_errors",
    "in_discards",
    "out_discards",
    "oper",
    "admin",
    "high_speed",
)
"""IF-MIB (RFC 2863): octets and unicast packets of ifXTable (64 bits), errors and discards of ifTable (32 bits), ifOperStatus
and ifAdminStatus as their numbers, ifHighSpeed in Mbit/s."""
NUMBER: dict[str, int] = {name: number for number, name in enumerate(COLUMNS)}
COUNTERS: tuple[str, ...] = COLUMNS[:8]
"""Those that count up; the others say how things stand."""
