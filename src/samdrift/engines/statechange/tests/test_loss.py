# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Loss is told from chance, from outages, and from devices that have always limited ICMP."""

from samdrift.engines.statechange import DeviceWatch, Timing
from samdrift.engines.statechange.loss import LossScore

TIMING = Timing()


def watched(pattern, interval=2.0, start=0.0):
    """One probe a letter: a answered, m missed, r refused by ICMP but answered by SNMP."""
    watch = DeviceWatch()
    for number, letter in enumerate(pattern):
        snmp = letter != "m"
        watch.probe(start + number * interval, icmp=snmp and letter != "r", snmp=snmp)
    return watch


def test_a_lost_probe_now_and_then_is_chance():
    assert watched("a" * 50 + ("m" + "a" * 150) * 6).losses.score() < 3


def test_one_lost_probe_in_ten_is_evidence_beyond_chance():
    assert watched("a" * 50 + ("m" + "a" * 9) * 20).losses.score() > 30


def test_an_outage_is_no_loss():
    assert watched("a" * 50 + ("m" * 10 + "a" * 30) * 10).losses.score() == 0


def test_a_device_that_refuses_every_third_ping_loses_nothing():
    assert watched("a" * 30 + "raa" * 200).losses.score() == 0


def test_a_device_that_has_lost_probes_from_the_first_is_left_in_peace():
    assert watched("ama" * 20).losses.always
    assert not watched("a" * 30 + "ama" * 20).losses.always


def test_calm_is_told_after_a_long_run_without_loss():
    score = LossScore()
    for at in range(40):
        score.lost(at) if at % 4 == 0 else score.heard(at)
    score.begin_calm()
    for at in range(100):
        score.heard(at)
    assert not score.calm()
    for at in range(40):
        score.heard(at)
    assert score.calm()


def test_a_lossy_device_needs_more_misses_before_it_counts_as_silent():
    steady, lossy = watched("a" * 60 + "mmm"), watched("a" * 40 + "amaam" * 4 + "ammm")
    assert steady.evidence(TIMING) > 2 * lossy.evidence(TIMING)


def test_the_gap_between_probes_is_learnt():
    assert abs(watched("a" * 40, interval=10.0).gap - 10.0) < 0.1


def test_an_old_observation_delivered_late_changes_nothing():
    watch = watched("aaaa")
    watch.probe(3.0, icmp=False, snmp=False)
    assert watch.answers()
