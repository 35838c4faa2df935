# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""How long it takes to count all open cases by a new version of their calendar, and how long the desk waits meanwhile.

`make bench-redating` makes a database of its own, fills it with open cases of two clocks each, puts a new version of
their calendar in force, counts them again, and all the while changes one case after the other as an agent would.
"""

import argparse
import statistics
import sys
import tempfile
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

from database import with_database

AT = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
OFFICE = {day: [["08:00", "16:00"]] for day in ("mon", "tue", "wed", "thu", "fri")} | {"sat": [], "sun": []}
AT_ONCE = 5_000


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--cases", type=int, default=100_000, help="open cases (default: %(default)s)")
    asked = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="samdrift-bench-") as folder:
        Path(folder).chmod(0o711)
        with_database(Path(folder) / "var", lambda: _measure(asked.cases), durable=True)
    return 0


def _measure(cases: int) -> None:
    from samdrift.agreements.commands import publish_calendar
    from samdrift.agreements.testing import make_agreement, make_calendar
    from samdrift.parties.models import Municipality
    from samdrift.platform.actor import system_actor
    from samdrift.platform.scope import acting_as
    from samdrift.servicedesk.redating import redate_open_cases

    actor = system_actor("bench")
    city = Municipality.objects.create(slug="bench", name="Bench")
    calendar = make_calendar(city, "office", OFFICE)
    deal = make_agreement(city, calendar=calendar)
    with acting_as(actor):
        _fill(city.pk, deal.pk, cases)
        hours = {"tz": "Europe/Copenhagen", "weekly": OFFICE, "closed": ["2026-11-05"], "overrides": {}}
        publish_calendar(calendar_id=calendar.pk, hours=hours, reason="Closed", redate=False, actor=actor, at=AT)
    waits: list[float] = []
    ended = threading.Event()
    agent = threading.Thread(target=_work, args=(actor, ended, waits))
    agent.start()
    began, spent = time.perf_counter(), time.process_time()
    with acting_as(actor):
        changed = redate_open_cases(city.pk, slug="office", reason="Closed", at=AT)
    wall, cpu = time.perf_counter() - began, time.process_time() - spent
    ended.set()
    agent.join()
    waits.sort()
    p95 = waits[int(len(waits) * 0.95)] if waits else 0.0
    print(f"{changed:,} clocks of {cases:,} open cases in {wall:.1f} s ({cpu:.1f} s CPU without the database)")
    print(
        f"an agent's {len(waits)} changes meanwhile: median {statistics.median(waits) * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms"
    )


def _fill(city_id: int, deal_id: int, cases: int) -> None:
    from samdrift.agreements.facade import level
    from samdrift.servicedesk import clock_terms
    from samdrift.servicedesk.models import Case, CaseClock

    promised = level(deal_id, 3)
    if promised is None:
        raise SystemExit("the agreement promises nothing")
    for first in range(0, cases, AT_ONCE):
        rows = Case.objects.bulk_create(
            Case(
                municipality_id=city_id,
                number=f"S-2026-{first + n:06d}",
                title="Bench",
                priority=3,
                state="open",
                agreement_id=deal_id,
                opened_at=AT + timedelta(minutes=(first + n) % 10_000),
            )
            for n in range(min(AT_ONCE, cases - first))
        )
        CaseClock.objects.bulk_create(_clocks(rows, promised, deal_id, city_id, clock_terms))


def _clocks(rows: Any, promised: Any, deal_id: int, city_id: int, clock_terms: Any) -> list[Any]:
    from samdrift.servicedesk.clocks import KINDS
    from samdrift.servicedesk.models import CaseClock

    made = []
    for case in rows:
        for kind in KINDS:
            terms = clock_terms.terms_to_json(promised, kind)
            clock = CaseClock(
                municipality_id=city_id,
                case=case,
                kind=kind,
                agreement_id=deal_id,
                priority=3,
                started_at=case.opened_at,
                **terms,
            )
            clock.due_at, clock.target_minutes = clock_terms.counted(clock)
            made.append(clock)
    return made


def _work(actor: Any, ended: threading.Event, waits: list[float]) -> None:
    """An agent who takes up and puts back one case after the other, until the count is over."""
    from django.db import connection

    from samdrift.platform.scope import acting_as
    from samdrift.servicedesk import commands
    from samdrift.servicedesk.models import Case

    with acting_as(actor):
        ids = list(Case.objects.order_by("pk").values_list("pk", flat=True))
        step = max(1, len(ids) // 500)
        for case_id in ids[::step]:
            if ended.is_set():
                break
            began = time.perf_counter()
            commands.set_priority(case_id=case_id, priority=2, actor=actor, at=AT + timedelta(hours=1))
            waits.append(time.perf_counter() - began)
            time.sleep(0.1)
    connection.close()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
