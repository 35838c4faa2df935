# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Syslog over UDP, TCP and TLS (RFC 5426, RFC 6587, RFC 5425): from what arrives to a log message for the lane."""

from samdrift.adapters.syslog.reading import Reader
from samdrift.adapters.syslog.streams import Heard, StreamServer, tls_context

__all__ = ["Heard", "Reader", "StreamServer", "tls_context"]
