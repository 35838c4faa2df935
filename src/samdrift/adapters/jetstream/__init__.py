# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The sample lane on NATS JetStream: how probes, readings and traps travel from pollers and listeners to the judge."""

from samdrift.adapters.jetstream.lane import JetStreamLane
from samdrift.adapters.jetstream.settings import LaneSettings

__all__ = ["JetStreamLane", "LaneSettings"]
