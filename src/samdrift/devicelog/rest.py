# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Messages of devices, for programs."""

from datetime import datetime
from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router

from samdrift.devicelog import queries
from samdrift.devicelog.types import MessageRow
from samdrift.platform.rest import After, Answer, Id, IdQuery, Limit, Page, actor_of, found, page_of

router = Router()
Severity = Annotated[int, Query(ge=0, le=7, description="This severe or more: 0 emergency, 3 error, 4 warning, 7 all.")]
Unknown = Annotated[bool | None, Query(description="true: only from addresses that no device has; false: only others.")]


class Message(Answer):
    """A syslog message as received. `at` and `source` are ours; `told` is the device's time as it wrote it, `clock_off_s`
    the seconds its clock is ahead of ours. `port`: the message says that this port went up or down. `cut`: there was more.
    """

    id: int
    municipality_id: int
    supplier_id: int | None
    device_id: int | None
    source: str
    at: datetime
    facility: str
    severity: str
    severity_number: int
    host: str
    app: str
    proc_id: str
    msg_id: str
    text: str
    structured: str
    told: str
    clock_off_s: float | None
    clock_set: bool
    port: str
    transport: str
    cut: bool


@router.get("/log-messages", response=Page[Message], summary="What devices wrote of themselves (syslog)")
def messages(
    request: HttpRequest,
    after: After = 0,
    limit: Limit = 50,
    device_id: IdQuery = None,
    severity: Severity = 7,
    unknown_sender: Unknown = None,
) -> Page[Message]:
    actor = actor_of(request)

    def fetch(rows: int) -> list[MessageRow]:
        return queries.message_page(
            actor, after=after, limit=rows, device_id=device_id, unknown_sender=unknown_sender, severity=severity
        )

    return page_of(fetch, limit=limit, item=Message.model_validate)


@router.get("/log-messages/{message_id}", response=Message, summary="One message")
def message(request: HttpRequest, message_id: Id) -> Message:
    return Message.model_validate(found(queries.message_for(actor_of(request), message_id)))
