# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Measured values for programs: Grafana's Prometheus data source (its address: …/api/prometheus, method GET), busiest ports."""

import math
import re
from datetime import UTC, datetime, timedelta
from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router

from samdrift.inventory import facade as inventory
from samdrift.kernel.clock import utc_now
from samdrift.kernel.errors import BadInput
from samdrift.monitoring.graphing import Line, matching, query_range
from samdrift.monitoring.promql import LABELS, METRICS, parse, seconds
from samdrift.monitoring.queries import busiest_ports
from samdrift.platform.rest import Answer, Limit, actor_of

router = Router()
Asked = Annotated[str, Query(min_length=1, max_length=2000, pattern=r"^[^\x00]*$")]
Time = Annotated[str, Query(max_length=40, pattern=r"^[^\x00]*$", description="Seconds since 1970, or RFC 3339.")]
EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


class Series(Answer):
    """One port: its labels, and [seconds since 1970, value as text] at each time where something is known."""

    metric: dict[str, str]
    values: list[tuple[float, str]]


class Matrix(Answer):
    """Values over time, as Prometheus words it."""

    resultType: str = "matrix"  # noqa: N815 - Prometheus' word
    result: list[Series]


class RangeAnswer(Answer):
    """What Prometheus' query_range answers."""

    status: str = "success"
    data: Matrix


class Sample(Answer):
    """One port's value at one time."""

    metric: dict[str, str]
    value: tuple[float, str]


class Vector(Answer):
    """Values at one time, as Prometheus words it."""

    resultType: str = "vector"  # noqa: N815 - Prometheus' word
    result: list[Sample]


class InstantAnswer(Answer):
    """What Prometheus' query answers."""

    status: str = "success"
    data: Vector


class Names(Answer):
    """Labels, or values of one."""

    status: str = "success"
    data: list[str]


class SeriesNames(Answer):
    """Labels of each port that fits."""

    status: str = "success"
    data: list[dict[str, str]]


class BusyPort(Answer):
    """A port and what flows through it now, in bit/s."""

    device_id: int
    device: str
    if_index: int
    port: str
    in_bps: float
    out_bps: float
    at: datetime


@router.get("/prometheus/api/v1/query_range", response=RangeAnswer, summary="Rates and values over time, PromQL-shaped")
def prometheus_query_range(request: HttpRequest, query: Asked, start: Time, end: Time, step: Time) -> RangeAnswer:
    """`rate(METRIC{device="…"}[5m])`, METRIC, `topk(N, …)`, `… * NUMBER`; METRIC is a counter or status of IF-MIB."""
    begin, length = _time(start), _length(step)
    lines = query_range(actor_of(request), parse(query), start=begin, end=_time(end), step=length)
    return RangeAnswer(data=Matrix(result=[_series(line, begin, length) for line in lines]))


@router.get("/prometheus/api/v1/query", response=InstantAnswer, summary="The same at one time")
def prometheus_query(request: HttpRequest, query: Asked, time: Time = "") -> InstantAnswer:
    at = _time(time) if time else utc_now()
    if re.fullmatch(r"\s*\d+\s*\+\s*\d+\s*|\s*\d+\s*", query):  # how Grafana tries whether somebody answers
        value = sum(int(part) for part in query.split("+"))
        return InstantAnswer(data=Vector(result=[Sample(metric={}, value=(at.timestamp(), str(value)))]))
    lines = query_range(actor_of(request), parse(query), start=at, end=at, step=timedelta(seconds=60))
    samples = [Sample(metric=line.labels, value=(at.timestamp(), _text(float(line.values[0])))) for line in lines]
    return InstantAnswer(data=Vector(result=samples))


@router.get("/prometheus/api/v1/labels", response=Names, summary="Labels that ports carry")
def prometheus_labels(request: HttpRequest) -> Names:  # noqa: ARG001
    return Names(data=["__name__", *LABELS])


@router.get("/prometheus/api/v1/metrics", response=Names, summary="Names of what is measured")
def prometheus_metrics(request: HttpRequest) -> Names:  # noqa: ARG001
    return Names(data=list(METRICS))


@router.get(
    "/prometheus/api/v1/label/__name__/values", response=Names, summary="Names of what is measured, as Grafana asks"
)
def prometheus_metric_names(request: HttpRequest) -> Names:  # noqa: ARG001
    return Names(data=list(METRICS))


@router.get("/prometheus/api/v1/series", response=SeriesNames, summary="Ports that fit")
def prometheus_series(
    request: HttpRequest, match: Annotated[str, Query(alias="match[]", min_length=1, max_length=2000)]
) -> SeriesNames:
    return SeriesNames(data=[labels for labels, _ in matching(actor_of(request), parse(match))])


@router.get("/ports/busiest", response=list[BusyPort], summary="The ports with the most traffic now")
def ports_busiest(request: HttpRequest, limit: Limit = 20) -> list[BusyPort]:
    """By the higher of both directions; empty when nothing was read in the last three minutes."""
    found = busiest_ports(actor_of(request), now=utc_now(), limit=limit)
    names = inventory.port_names({(port.device_id, port.if_index) for port in found})
    devices = inventory.devices({port.device_id for port in found})
    return [
        BusyPort(
            device_id=port.device_id,
            device=devices[port.device_id].name,
            if_index=port.if_index,
            port=names.get((port.device_id, port.if_index), ""),
            in_bps=port.in_bps,
            out_bps=port.out_bps,
            at=datetime.fromtimestamp(port.at_ms / 1000, UTC),
        )
        for port in found
        if port.device_id in devices
    ]


def _series(line: Line, start: datetime, step: timedelta) -> Series:
    values = [
        ((start + number * step).timestamp(), _text(value))
        for number, value in enumerate(line.values.tolist())
        if not math.isnan(value)
    ]
    return Series(metric=line.labels, values=values)


def _text(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(value)


def _time(text: str) -> datetime:
    try:
        seconds_ = float(text) if re.fullmatch(r"\d+(\.\d*)?", text) else datetime.fromisoformat(text).timestamp()
        found = datetime.fromtimestamp(seconds_, UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise BadInput(f"{text} is no time", where="query", remedy="seconds since 1970, or RFC 3339") from error
    if not EARLIEST <= found <= LATEST:
        raise BadInput(f"{text} is too far away", where="query")
    return found


def _length(text: str) -> timedelta:
    found = float(text) if re.fullmatch(r"\d{1,9}(\.\d*)?", text) else seconds(text)
    if not 1 <= found <= 366 * 86_400:
        raise BadInput("a step is a second at least and a year at most", where="step")
    return timedelta(seconds=found)
