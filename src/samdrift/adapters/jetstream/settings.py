# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Where the lane's server is and how big things may grow; the environment names the first three."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

DEFAULT_URL = "nats://127.0.0.1:4222"


@dataclass(frozen=True, slots=True)
class LaneSettings:
    """`zone` is what this process publishes as. Ages and waits are seconds, sizes bytes, `buffer` observations."""

    url: str = DEFAULT_URL
    token: str = field(default="", repr=False)
    zone: str = "main"
    buffer: int = 60_000
    sample_age_s: float = 300.0
    sample_bytes: int = 32 * 2**20
    notification_bytes: int = 256 * 2**20
    ack_wait_s: float = 10.0
    """How long the judge has before an unacknowledged delivery is handed out again."""
    publish_timeout_s: float = 2.0

    @classmethod
    def from_env(cls, env: Mapping[str, str] | None = None) -> "LaneSettings":
        """SAMDRIFT_NATS_URL, SAMDRIFT_NATS_TOKEN and SAMDRIFT_ZONE, each with its default."""
        env = os.environ if env is None else env
        return cls(
            url=env.get("SAMDRIFT_NATS_URL", DEFAULT_URL),
            token=env.get("SAMDRIFT_NATS_TOKEN", ""),
            zone=env.get("SAMDRIFT_ZONE", "main"),
        )
