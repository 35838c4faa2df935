# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Work of the clock: when a year has ended its capacity report is kept as it stands."""

from samdrift.capacity.report import keep_report
from samdrift.kernel.clock import utc_now
from samdrift.parties import facade as parties
from samdrift.platform.actor import system_actor
from samdrift.platform.jobs import blueprint
from samdrift.platform.scope import acting_as


@blueprint.periodic(cron="40 3 1-7 1 *")
@blueprint.task(name="keep_capacity_report", queue="samples", queueing_lock="keep-capacity-report", pass_context=False)
def keep_capacity_report_job(timestamp: int) -> None:
    """In the first week of January, so that a server that was off on the first day still tells of the year."""
    del timestamp
    now = utc_now()
    with acting_as(system_actor("capacity")):
        for city in parties.municipalities():
            keep_report(municipality_id=city.id, year=now.year - 1, now=now)
