# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""A picture and its table are made from the same record."""

from datetime import UTC, date, datetime, timedelta

from samdrift.ui.charts import Beat, Chart, Heartbeat, Line, sparkline_path

START = datetime(2026, 11, 20, tzinfo=UTC)


def test_payload_and_rows_tell_the_same():
    times = [START, START + timedelta(minutes=5)]
    chart = Chart("t", "Traffic", times, [Line("In", [1.0, None]), Line("Out", [3.0, 4.0])], "bit/s")
    assert chart.payload == {
        "zone": "Europe/Copenhagen",
        "title": "Traffic",
        "unit": "bit/s",
        "times": [1795132800, 1795133100],
        "lines": [{"label": "In", "values": [1.0, None]}, {"label": "Out", "values": [3.0, 4.0]}],
    }
    assert chart.rows == [(times[1], [None, 4.0]), (times[0], [1.0, 3.0])]
    assert chart.has_values


def test_a_chart_without_a_single_figure_says_so():
    assert not Chart("t", "Traffic", [START], [Line("In", [None])]).has_values


def test_the_share_of_a_heartbeat_counts_only_days_that_were_watched():
    beats = [
        Beat(date(2026, 11, 1), "up", 1.0),
        Beat(date(2026, 11, 2), "unknown"),
        Beat(date(2026, 11, 3), "down", 0.5),
    ]
    heartbeat = Heartbeat("North school", beats)
    assert heartbeat.percent == 75.0
    assert heartbeat.days == 2
    assert [beat.day.day for beat in heartbeat.newest_first] == [3, 2, 1]
    assert Heartbeat("new", []).share is None


def test_a_sparkline_is_broken_where_nothing_was_measured():
    assert sparkline_path([0, 10, None, 5], width=30, height=12) == "M0.0 11.0L10.0 1.0M30.0 6.0"
    assert sparkline_path([7, 7], width=10, height=12) == "M0.0 11.0L10.0 11.0"
    assert sparkline_path([None, None]) == ""
