# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Work of the clock: each hour, what is over is published where somebody switched it on."""

from samdrift.kernel.clock import utc_now
from samdrift.opendata.commands import JOB, publish
from samdrift.parties import facade as parties
from samdrift.platform.actor import system_actor
from samdrift.platform.jobs import blueprint, defer
from samdrift.platform.scope import acting_as


@blueprint.periodic(cron="35 * * * *")
@blueprint.task(
    name="publish_open_data_hourly", queue="samples", queueing_lock="publish-open-data-hourly", pass_context=False
)
def publish_open_data_hourly_job(timestamp: int) -> None:
    del timestamp
    defer(JOB, queueing_lock=JOB)


@blueprint.task(name=JOB, queue="samples")
def publish_open_data_job() -> None:
    now = utc_now()
    with acting_as(system_actor("opendata")):
        for city in parties.municipalities():
            publish(municipality_id=city.id, now=now)
