# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Names that one process of this machine holds at a time, from the moment it chooses until it ends, however it ends.

Between seeing that a port is free and binding it in another process lies a second in which a neighbour may choose the same.
A socket in Linux' abstract namespace is taken at once and given back by the kernel; elsewhere the second remains.
"""

import socket
import sys

_held: dict[str, socket.socket] = {}


def reserve(name: str) -> bool:
    """Whether `name` is ours now (again True when it was already); False when another process holds it."""
    if name in _held or sys.platform != "linux":
        return True
    holder = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        holder.bind(f"\0samdrift/{name}")
    except OSError:
        holder.close()
        return False
    _held[name] = holder
    return True
