# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""From probes and port readings to judged states. Pure: every time is an argument, in seconds since any fixed epoch.

A missed probe is not silence: a device is silent only when several probes in a row went unanswered for a while, so
that a lost packet or a stalled poller (which sends nothing at all) darkens nobody.
"""

from samdrift.engines.statechange.device import DeviceWatch
from samdrift.engines.statechange.port import PortWatch
from samdrift.engines.statechange.timing import Timing

__all__ = ["DeviceWatch", "PortWatch", "Timing"]
