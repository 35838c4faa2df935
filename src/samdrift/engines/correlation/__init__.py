# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Root cause: one incident per physical fault, judged on the whole set of silent and answering devices at once.

Not parent by parent and not alarm by alarm: hand-set parents rot, and single alarms depend on the order of polls.
Pure: topology, observations and time come in; opened, changed and closed incidents go out.
"""

from samdrift.engines.correlation.judge import NetworkJudge
from samdrift.engines.correlation.planned import Work
from samdrift.engines.correlation.records import Decision, Finding, Id, Open
from samdrift.engines.correlation.topology import Link, Topology
from samdrift.engines.correlation.words import explained

__all__ = ["Decision", "Finding", "Id", "Link", "NetworkJudge", "Open", "Topology", "Work", "explained"]
