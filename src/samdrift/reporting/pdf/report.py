# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What the service report must be told, as closed records: a missing or unknown field stops here, not on paper."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, HttpUrl, field_validator, model_validator

Language = Literal["da", "nb", "en"]
Percent = Annotated[Decimal, Field(ge=0, le=100)]
Count = Annotated[int, Field(ge=0)]


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class AvailabilityRow(_Closed):
    """One service over the month. `actual_percent` None where nothing was measured; minutes are those within service hours."""

    service: str
    target_percent: Percent
    actual_percent: Percent | None
    service_minutes: Count
    down_minutes: Count
    url: HttpUrl


class TargetRow(_Closed):
    """One clock at one priority: of `cases` ended clocks, `met` were in time; the agreement asks `required_percent`."""

    kind: Literal["response", "resolution"]
    priority: Annotated[int, Field(ge=1, le=5)]
    target_minutes: Count
    required_percent: Percent
    cases: Count
    met: Count
    url: HttpUrl

    @model_validator(mode="after")
    def _no_more_met_than_cases(self) -> "TargetRow":
        if self.met > self.cases:
            raise ValueError(f"{self.met} met of {self.cases} cases")
        return self


class IncidentRow(_Closed):
    """One incident of the month; `closed_at` None while it goes on; `down_minutes` within service hours."""

    number: str
    title: str
    place: str
    opened_at: AwareDatetime
    closed_at: AwareDatetime | None
    down_minutes: Count
    url: HttpUrl


class ServiceReport(_Closed):
    """A month of one agreement. `month` is YYYY-MM; times are shown in `tz`; every `url` is absolute, into the product."""

    language: Language
    tz: str = "Europe/Copenhagen"
    municipality: str
    supplier: str
    agreement: str
    month: Annotated[str, Field(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$")]
    generated_at: AwareDatetime
    url: HttpUrl
    availability: tuple[AvailabilityRow, ...] = ()
    targets: tuple[TargetRow, ...] = ()
    incidents: tuple[IncidentRow, ...] = ()

    @field_validator("tz")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError) as error:
            raise ValueError(f"{value!r} is not an IANA zone") from error
        return value

    def first_day(self) -> datetime:
        """The month's first midnight in `tz`."""
        year, month = map(int, self.month.split("-"))
        return datetime(year, month, 1, tzinfo=ZoneInfo(self.tz))
