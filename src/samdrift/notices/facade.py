# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What others ask of the ledger: has the user heard?"""

from django.db.models import QuerySet

from samdrift.notices.models import Notice
from samdrift.notices.types import NoticeInfo


def notices_of_case(case_id: int) -> list[NoticeInfo]:
    """Every letter about a case, oldest first, in the caller's scope."""
    return _records(Notice.objects.filter(case_id=case_id).order_by("pk"))


def _records(rows: QuerySet[Notice]) -> list[NoticeInfo]:
    return [
        NoticeInfo(r.pk, r.case_id, r.recipient_id, r.subject, r.body, r.state, r.queued_at, r.sent_at, r.error)
        for r in rows
    ]
