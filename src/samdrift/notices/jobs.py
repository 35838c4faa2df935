# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The job that carries a letter; tried again until the mail server takes or refuses it."""

from samdrift.kernel.clock import utc_now
from samdrift.notices.commands import send
from samdrift.notices.ports import Mailer
from samdrift.platform.actor import system_actor
from samdrift.platform.jobs import QUEUE_FACTS, KeepTrying, blueprint
from samdrift.platform.scope import acting_as

_mailers: list[Mailer] = []


def use_mailer(mailer: Mailer) -> None:
    """Called once by runtime: who carries the letters."""
    _mailers[:] = [mailer]


@blueprint.task(name="send_notice", queue=QUEUE_FACTS, retry=KeepTrying())
def send_notice_job(*, notice_id: int) -> None:
    with acting_as(system_actor("notices")) as actor:
        send(notice_id=notice_id, mailer=_mailers[0], actor=actor, at=utc_now())
