# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The streams and the bucket that the lane needs on its servers: made where missing, changed where the settings did."""

from nats.js import JetStreamContext
from nats.js.api import (
    AckPolicy,
    ConsumerConfig,
    DiscardPolicy,
    KeyValueConfig,
    RetentionPolicy,
    StorageType,
    StreamConfig,
)
from nats.js.errors import BucketNotFoundError, NotFoundError

from samdrift.adapters.jetstream.settings import LaneSettings

SAMPLES, KEPT, NOTIFICATIONS, PLANS = "SAMPLES", "KEPT", "NOTIFICATIONS", "watchplan"
STREAMS = (NOTIFICATIONS, SAMPLES, KEPT)
DURABLE = "judge"
DEDUPE_S = 120.0


async def lay_out(js: JetStreamContext, settings: LaneSettings) -> None:
    """All of it, as the settings want it. Safe to repeat, from several processes at once."""
    for config in _streams(settings):
        await _have_stream(js, config)
    try:
        await js.key_value(PLANS)
    except BucketNotFoundError:
        await js.create_key_value(
            KeyValueConfig(bucket=PLANS, history=1, storage=StorageType.FILE, replicas=settings.replicas)
        )
    await _replicate_plans(js, settings.replicas)
    for stream in STREAMS:
        await js.add_consumer(
            stream,
            ConsumerConfig(
                durable_name=DURABLE,
                ack_policy=AckPolicy.EXPLICIT,
                ack_wait=settings.ack_wait_s,
                max_ack_pending=10_000,
            ),
        )


def _streams(settings: LaneSettings) -> tuple[StreamConfig, ...]:
    return (
        StreamConfig(
            name=SAMPLES,
            subjects=["samples.*"],
            storage=StorageType.MEMORY,
            retention=RetentionPolicy.LIMITS,
            discard=DiscardPolicy.OLD,
            max_age=settings.sample_age_s,
            max_bytes=settings.sample_bytes,
            duplicate_window=DEDUPE_S,
            num_replicas=settings.replicas,
        ),
        StreamConfig(  # full, it refuses: then the pollers wait with what they kept
            name=KEPT,
            subjects=["kept.*"],
            storage=StorageType.FILE,
            retention=RetentionPolicy.WORK_QUEUE,
            discard=DiscardPolicy.NEW,
            max_bytes=settings.kept_bytes,
            duplicate_window=DEDUPE_S,
            num_replicas=settings.replicas,
        ),
        StreamConfig(
            name=NOTIFICATIONS,
            subjects=["notifications.*"],
            storage=StorageType.FILE,
            retention=RetentionPolicy.WORK_QUEUE,
            discard=DiscardPolicy.NEW,
            max_bytes=settings.notification_bytes,
            duplicate_window=DEDUPE_S,
            num_replicas=settings.replicas,
        ),
    )


async def _have_stream(js: JetStreamContext, config: StreamConfig) -> None:
    """The stream is there with these limits, also where an earlier release made it with others.

    Asked for first: the server counts the room of a stream made again as if it were a second one.
    """
    try:
        there = (await js.stream_info(str(config.name))).config
    except NotFoundError:
        await js.add_stream(config)
        return
    if _wanted(there) != _wanted(config):
        await js.update_stream(config)


def _wanted(config: StreamConfig) -> tuple[object, ...]:
    return config.max_age, config.max_bytes, config.subjects, config.num_replicas or 1


async def _replicate_plans(js: JetStreamContext, replicas: int) -> None:
    there = (await js.stream_info(f"KV_{PLANS}")).config
    if (there.num_replicas or 1) != replicas:
        there.num_replicas = replicas
        await js.update_stream(there)
