# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The small words of the sla/1 form: instants, targets, pauses, waits. Each refusal names the field it found it in."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, cast, get_args

from samdrift.engines.slaclock.clock import Minutes
from samdrift.engines.slaclock.pauses import AwaitedParty, Pause, Wait
from samdrift.engines.slaclock.units import ClockModel, TargetUnit
from samdrift.kernel.errors import BadInput

_MODELS = get_args(ClockModel)
_UNITS = get_args(TargetUnit)
_AWAITED = get_args(AwaitedParty)


def first_of(data: Mapping[str, Any], *names: str) -> Any:
    """The value of the first of these fields that is there and not null."""
    return next((data[name] for name in names if data.get(name) is not None), None)


def word(value: Any) -> str:
    """A word as it is compared: lower case, with underscores."""
    return str(value).strip().lower().replace("-", "_").replace(" ", "_")


def instant(value: Any, where: str) -> datetime:
    """An ISO 8601 time with its offset, as UTC."""
    try:
        at = datetime.fromisoformat(value)
        if at.tzinfo is not None:
            return at.astimezone(UTC)
    except TypeError as error:
        raise BadInput(f"{value!r} is not an ISO 8601 time", where=where) from error
    except (ValueError, OverflowError) as error:
        raise BadInput(f"{value!r} is not an ISO 8601 time ({error})", where=where) from error
    raise BadInput(f"{value!r} has no offset", where=where, remedy="end it with Z or an offset such as +01:00")


def amount(value: Any, where: str, unit: str = "minutes") -> Minutes:
    """A number that is not negative; decimals stay exact where the sender's were read as Decimal."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise BadInput(f"{value!r} is not a number of {unit}", where=where)
    if not value >= 0:
        raise BadInput(f"{value} {unit} cannot be a target", where=where, remedy="give 0 or more")
    return value


def target(data: Mapping[str, Any], where: str, *names: str) -> tuple[Minutes, TargetUnit]:
    """`target_minutes` (or another of `names`), or `target`: a number of minutes, or {amount, unit}."""
    minutes = first_of(data, *names)
    stated = data.get("target")
    if minutes is not None or stated is None:
        return amount(minutes, f"{where}.{names[0]}"), "minute"
    if not isinstance(stated, Mapping):
        return amount(stated, f"{where}.target"), "minute"
    unit = one_of(stated.get("unit", "minute"), _UNITS, f"{where}.target.unit")
    return amount(stated.get("amount"), f"{where}.target.amount", f"{unit}s"), cast("TargetUnit", unit)


def one_of(value: Any, words: tuple[str, ...], where: str) -> str:
    """The one of `words` that is meant, however it is written; plural is taken too."""
    meant = word(value)
    for known in (meant, meant.removesuffix("s")):
        if known in words:
            return known
    raise BadInput(f"{value!r} is not known", where=where, remedy=f"use {' or '.join(words)}")


def model(value: Any, where: str) -> ClockModel:
    """A clock model; service hours where none is given."""
    return "service_hours" if value is None else cast("ClockModel", one_of(value, _MODELS, where))


def pauses(value: Any, where: str) -> tuple[Pause, ...]:
    """[[from, to], ...] or [{"from", "to"}, ...]; null is no pause at all."""
    if value is None:
        return ()
    if not isinstance(value, list):
        raise BadInput("must be a list of [from, to]", where=where)
    return tuple(_pause(item, f"{where}[{index}]") for index, item in enumerate(value))


def waits(value: Any, where: str) -> tuple[Wait, ...]:
    """[{"for", "from", "to"}, ...]; null is none."""
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(item, Mapping) for item in value):
        raise BadInput("must be a list of objects with for, from and to", where=where)
    return tuple(_wait(item, f"{where}[{index}]") for index, item in enumerate(value))


def _wait(value: Mapping[str, Any], where: str) -> Wait:
    awaited = one_of(value.get("for"), _AWAITED, f"{where}.for")
    begin, finish = _pause(value, where)
    return Wait(cast("AwaitedParty", awaited), begin, finish)


def _pause(value: Any, where: str) -> Pause:
    if isinstance(value, Mapping):
        value = [value.get("from"), value.get("to")]
    if not isinstance(value, list) or len(value) != 2:
        raise BadInput("must be [from, to]; to is null while the pause runs", where=where)
    begin = instant(value[0], where)
    finish = None if value[1] is None else instant(value[1], where)
    if finish is not None and finish < begin:
        raise BadInput("ends before it begins", where=where)
    return begin, finish
