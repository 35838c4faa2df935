# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Work of the clock: messages that are too old go."""

from django.conf import settings

from samdrift.devicelog.commands import forget_old_messages
from samdrift.kernel.clock import utc_now
from samdrift.platform.actor import system_actor
from samdrift.platform.jobs import blueprint
from samdrift.platform.scope import acting_as

QUEUE = "samples"


@blueprint.periodic(cron="17 * * * *")
@blueprint.task(name="forget_old_messages", queue=QUEUE, queueing_lock="forget-old-messages", pass_context=False)
def forget_old_messages_job(timestamp: int) -> None:
    del timestamp
    with acting_as(system_actor("devicelog")):
        forget_old_messages(keep_days=settings.CONFIG.syslog_keep_days, now=utc_now())
