# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What an agreement can choose: which time counts, and in which unit a target is stated."""

from typing import Literal

ClockModel = Literal["calendar_time", "service_hours", "start_in_service_hours"]
"""`calendar_time` runs round the clock. `service_hours` runs while the calendar is open. `start_in_service_hours` begins at
the first open instant and then runs round the clock. Pauses stop each of them."""

TargetUnit = Literal["minute", "hour", "working_day"]
