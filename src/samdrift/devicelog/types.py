# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What other parts get to see of a message. No Django."""

from dataclasses import dataclass
from datetime import datetime

SEVERITIES = ("emergency", "alert", "critical", "error", "warning", "notice", "informational", "debug")
"""RFC 5424 table 2, by number."""
FACILITIES = (
    *("kern", "user", "mail", "daemon", "auth", "syslog", "lpr", "news", "uucp", "cron", "authpriv", "ftp"),
    *("ntp", "audit", "alert", "clock", "local0", "local1", "local2", "local3", "local4", "local5", "local6", "local7"),
)
"""RFC 5424 table 1, by number, in their usual short words."""


@dataclass(frozen=True, slots=True)
class MessageRow:
    """One stored message; `device_id` None where no device has the address it came from."""

    id: int
    municipality_id: int
    supplier_id: int | None
    device_id: int | None
    source: str
    at: datetime
    facility: str
    severity: str
    severity_number: int
    host: str
    app: str
    proc_id: str
    msg_id: str
    text: str
    structured: str
    told: str
    clock_off_s: float | None
    clock_set: bool
    port: str
    transport: str
    cut: bool


@dataclass(frozen=True, slots=True)
class Sender:
    """Whose a message is: the device that has the address, or only the municipality where none has."""

    municipality_id: int
    supplier_id: int | None = None
    device_id: int | None = None
