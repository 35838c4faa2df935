# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Syslog messages (RFC 5424, RFC 3164 and what devices really send): from octets to what was said, and what it is about."""

from samdrift.engines.syslogwire.framing import Framer
from samdrift.engines.syslogwire.links import about_a_link
from samdrift.engines.syslogwire.message import SyslogMessage, parse

__all__ = ["Framer", "SyslogMessage", "about_a_link", "parse"]
