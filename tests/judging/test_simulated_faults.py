# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""A small sample of `make bench-judge`: known faults in made-up towns, judged by the engine that runs in production."""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.append(str(ROOT))

from tools.bench.judging.score import run_many, run_single  # noqa: E402 - tools are no installed package
from tools.bench.judging.week import play_week  # noqa: E402

SLOWEST_TO_BE_TOLD_S = 11.0
PLAN = {"device": 4, "link": 4, "place": 3, "redundancy": 2, "agent": 2}


@pytest.mark.parametrize("shape", ["tree", "ring", "mlag", "dual"])
def test_each_single_fault_is_one_incident_that_names_it_in_time(shape):
    found = run_single(shape, 150, "poller", 3, PLAN)
    trials = [trial for series in found.values() for trial in series.trials]
    assert len(trials) >= 13
    assert [t.faults for t in trials if not t.exact or t.named != 1 or t.left_open] == []
    assert max(t.after_s[0] for t in trials) <= SLOWEST_TO_BE_TOLD_S


@pytest.mark.parametrize("mode", ["poller", "traps", "probes"])
def test_two_to_five_faults_at_once_are_as_many_incidents(mode):
    trials = run_many("mixed", 300, mode, 4, 8).trials
    assert [(len(t.faults), len(t.opened), t.named) for t in trials] == [
        (len(t.faults), len(t.faults), len(t.faults)) for t in trials
    ]


def test_a_flap_is_one_incident_and_loss_is_laid_at_its_cable():
    found = run_single("mixed", 150, "poller", 5, {"flapping": 2, "degraded": 1})
    trials = [trial for series in found.values() for trial in series.trials]
    assert [(t.exact, t.named, t.left_open) for t in trials] == [(True, 1, 0)] * 3


def test_a_quiet_day_with_two_stalls_opens_nothing():
    day = play_week(300, 6, 0.5)
    assert day.lost > 25_000
    assert day.opened == []
