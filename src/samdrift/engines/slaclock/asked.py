# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Clocks as others ask about them: the sla/1 form (docs/reference/sla-1.schema.json) read into clocks.

What is wrong with one calendar or one clock is kept with it, so that all others still get their answer. Spellings are
taken generously where they can mean one thing only.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, cast, get_args

from samdrift.engines.slaclock import reading
from samdrift.engines.slaclock.calendar import Calendar, CalendarVersion, version_at
from samdrift.engines.slaclock.calendar_json import calendar_oddities, versions_from_json
from samdrift.engines.slaclock.pauses import ClockOwner, pauses_of_waits
from samdrift.engines.slaclock.terms import Change, ChangeCause, ChangePolicy, Clock, Terms
from samdrift.kernel.errors import BadInput

POLICIES = get_args(ChangePolicy)
CAUSES = get_args(ChangeCause)
_TARGET_NAMES = ("target_minutes", "new_target_minutes", "to_target_minutes", "new_target", "minutes")
_TIME_NAMES = ("at", "time", "changed_at", "change_at", "reopened_at", "when")
_POLICY_NAMES = ("policy", "change_policy", "mode")
_FLAT_NAMES = ("changed_at", "change_at", "new_target_minutes", "new_calendar", "change_policy")
_CHANGE_FIELDS: Mapping[str, ChangeCause] = {
    "change": "priority",
    "changes": "priority",
    **{f"{cause}_{end}": cause for cause in CAUSES for end in ("change", "changes")},
    "reopened": "reopened",
    "reopening": "reopened",
}
_OWNERS: tuple[ClockOwner, ...] = get_args(ClockOwner)


@dataclass(frozen=True, slots=True)
class Asked:
    """One clock to date, and the instant by which to say what it has used."""

    clock: Clock
    as_of: datetime | None


class Calendars:
    """The calendars of one document, by name; one that cannot be read is refused when a clock asks for it."""

    def __init__(self, data: Any, where: str) -> None:
        """Raises BadInput only when `data` is no object of named calendars."""
        if not isinstance(data, Mapping):
            raise BadInput("must be an object of named calendars", where=where)
        self._read: dict[str, tuple[CalendarVersion, ...]] = {}
        self.faults: dict[str, BadInput] = {}
        self.notes: list[str] = []
        for name, described in data.items():
            self._keep(str(name), described, f"{where}.{name}")

    def _keep(self, name: str, described: Any, where: str) -> None:
        try:
            self._read[name] = _named(versions_from_json(described, where), name)
        except BadInput as fault:
            self.faults[name] = fault
            return
        for part in described.get("versions", [described]):
            self.notes.extend(calendar_oddities(part, where))

    def versions(self, name: Any, where: str) -> tuple[CalendarVersion, ...]:
        """The versions of a calendar given by name or described on the spot."""
        if isinstance(name, Mapping):
            return versions_from_json(name, where)
        if not isinstance(name, str) or name not in self._read:
            if isinstance(name, str) and name in self.faults:
                raise self.faults[name]
            raise BadInput(f"{name!r} is not among the calendars", where=where)
        return self._read[name]


def read_clock(vector: Any, calendars: Calendars, where: str) -> Asked:
    """The clock that `vector` describes. Raises BadInput naming the field."""
    if not isinstance(vector, Mapping):
        raise BadInput("must be an object", where=where)
    start = reading.instant(vector.get("start"), f"{where}.start")
    amount, unit = reading.target(vector, where, "target_minutes")
    terms = Terms(
        _calendar(vector, calendars, start, where), amount, unit, reading.model(vector.get("model"), f"{where}.model")
    )
    waited = pauses_of_waits(reading.waits(vector.get("waits"), f"{where}.waits"), _owner(vector.get("clock")))
    as_of = vector.get("as_of")
    return Asked(
        Clock(
            start=start,
            terms=terms,
            pauses=(*reading.pauses(vector.get("pauses"), f"{where}.pauses"), *waited),
            changes=_changes(vector, terms, start, calendars, where),
        ),
        None if as_of is None else reading.instant(as_of, f"{where}.as_of"),
    )


def _calendar(data: Mapping[str, Any], calendars: Calendars, at: datetime, where: str) -> Calendar:
    versions = calendars.versions(data.get("calendar"), f"{where}.calendar")
    wanted = data.get("calendar_version")
    if wanted is None:
        return version_at(versions, at)
    for version in versions:
        if version.calendar.version == str(wanted):
            return version.calendar
    raise BadInput(f"{wanted!r} is not a version of the calendar", where=f"{where}.calendar_version")


def _changes(
    vector: Mapping[str, Any], terms: Terms, start: datetime, calendars: Calendars, where: str
) -> tuple[Change, ...]:
    """All changes in the order of their times, each keeping what it does not name of the terms before it."""
    read = [_Described(item, cause, start, vector.get("policy"), at) for item, cause, at in _described(vector, where)]
    changes = []
    for described in sorted(read, key=lambda one: one.at):
        terms = described.terms(terms, calendars)
        changes.append(described.change(terms))
    return tuple(changes)


def _described(vector: Mapping[str, Any], where: str) -> Iterator[tuple[Mapping[str, Any], ChangeCause, str]]:
    """The changes as they stand in the vector: objects, lists of objects, or flat beside the other fields."""
    for field, cause in _CHANGE_FIELDS.items():
        value = vector.get(field)
        if value is None:
            continue
        several = value if isinstance(value, list) else [value]
        for index, item in enumerate(several):
            at = f"{where}.{field}[{index}]" if several is value else f"{where}.{field}"
            if not isinstance(item, Mapping):
                raise BadInput("must be an object with at, policy and target_minutes", where=at)
            yield item, cause, at
    flat = {name: vector[name] for name in _FLAT_NAMES if vector.get(name) is not None}
    if flat:
        yield flat, "priority", where


class _Described:
    """One change as it was written; `at` is known first, so that the changes can be put in order."""

    def __init__(self, data: Mapping[str, Any], cause: ChangeCause, start: datetime, policy: Any, where: str) -> None:
        self._data, self._where = data, where
        self._policy = self._read_policy(reading.first_of(data, *_POLICY_NAMES) or policy)
        self._cause = cause if data.get("cause") is None else _cause(data["cause"], where)
        stamp = reading.first_of(data, *_TIME_NAMES)
        self.at = start if stamp is None and self._policy == "retroactive" else reading.instant(stamp, f"{where}.at")

    def _read_policy(self, value: Any) -> ChangePolicy:
        meant = reading.word(value)
        if meant not in POLICIES:
            raise BadInput(
                f"{value!r} is not a policy", where=f"{self._where}.policy", remedy=f"use {' or '.join(POLICIES)}"
            )
        return cast("ChangePolicy", meant)

    def terms(self, before: Terms, calendars: Calendars) -> Terms:
        """The terms from this change on. A reopening may name none; every other change names a target or a calendar."""
        data, after = self._data, before
        calendar = reading.first_of(data, "calendar", "new_calendar")
        if calendar is not None:
            named = {**data, "calendar": calendar}
            after = replace(after, calendar=_calendar(named, calendars, self.at, self._where))
        if data.get("model") is not None:
            after = replace(after, model=reading.model(data["model"], f"{self._where}.model"))
        named_target = reading.first_of(data, *_TARGET_NAMES, "target") is not None
        if named_target or (after == before and self._cause in ("priority", "agreement")):
            amount, unit = reading.target(data, self._where, *_TARGET_NAMES)
            after = replace(after, target=amount, unit=unit)
        return after

    def change(self, terms: Terms) -> Change:
        """The change that leads to these terms."""
        solved = reading.first_of(self._data, "solved_at", "resolved_at")
        solved_at = None if solved is None else reading.instant(solved, f"{self._where}.solved_at")
        if solved_at is not None and solved_at > self.at:
            raise BadInput("is later than the reopening", where=f"{self._where}.solved_at")
        return Change(self.at, self._policy, terms, self._cause, solved_at, str(self._data.get("reason", "")))


def _cause(value: Any, where: str) -> ChangeCause:
    return cast("ChangeCause", reading.one_of(value, CAUSES, f"{where}.cause"))


def _owner(value: Any) -> ClockOwner:
    """Whose clock it is: the first word of `clock` (user_sla, desk_ola, supplier_uc); the user's where none is given."""
    return next((owner for owner in _OWNERS if reading.word(value).startswith(owner)), "user")


def _named(versions: tuple[CalendarVersion, ...], name: str) -> tuple[CalendarVersion, ...]:
    return tuple(replace(one, calendar=replace(one.calendar, name=one.calendar.name or name)) for one in versions)
