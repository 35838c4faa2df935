# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The form of a vendor file (families/*.toml): what may stand in it.

A new make is a new file, not new Python. So the files are read strictly: an unknown key, a pattern that cannot be
compiled or an object identifier that is none is refused before the first device is asked (library.py).
docs/how-to/add-a-make.md explains each key with an example.
"""

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

ENTERPRISES = "1.3.6.1.4.1."
Column = Annotated[int, Field(ge=1, le=255)]
Severity = Literal["ok", "warning", "critical", "unknown"]
_WHOLE = ("1.0.", "1.2.", "1.3.")
_TOKEN = re.compile(r"\{([^{}]*)\}")
_TOKEN_FORM = re.compile(
    r"(index|port|part)(:-?\d+-?)?|index:(text|hex|hexhead)(@-?\d+-?)?|n|\d{1,3}|\d+(\.\d+)+(@-?\d+-?)?", re.ASCII
)


def whole_oid(oid: str) -> str:
    """The whole object identifier: one that does not begin with 1.0, 1.2 or 1.3 counts from enterprises."""
    if not re.fullmatch(r"\d+(\.\d+)*\.?", oid, re.ASCII):
        raise ValueError(f"«{oid}» is not an object identifier")
    return oid if oid.startswith(_WHOLE) else ENTERPRISES + oid


def _compilable(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"«{pattern}» is not a regular expression: {error}") from None
    return pattern


def _template(words: str) -> str:
    for token in _TOKEN.findall(words):
        if not _TOKEN_FORM.fullmatch(token):
            raise ValueError(f"«{{{token}}}» is not a column, an object identifier, index, port, part or n")
    return words


def _column_or_oid(words: str) -> str:
    if words and not re.fullmatch(r"\d{1,3}|\d+(\.\d+)+(@-?\d+)?", words, re.ASCII):
        raise ValueError(f"«{words}» is neither a column nor an object identifier")
    return words


def _state(words: str) -> str:
    if words.split(" ", 1)[0] not in {"ok", "warning", "critical", "unknown"}:
        raise ValueError(f"«{words}» does not begin with ok, warning, critical or unknown")
    return words


Oid = Annotated[str, AfterValidator(whole_oid)]
Pattern = Annotated[str, AfterValidator(_compilable)]
Template = Annotated[str, AfterValidator(_template)]
ColumnOrOid = Annotated[str, BeforeValidator(str), AfterValidator(_column_or_oid)]
StateWords = Annotated[str, AfterValidator(_state)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Source(_Strict):
    """Where a family tells one fact: in sysDescr, in an object, or in a part of the chassis. `replace` rewords it."""

    descr: Pattern = ""
    oid: Oid | None = None
    match: Pattern = ""
    part: Literal["", "model", "name", "descr", "serial", "software", "hardware", "firmware"] = ""
    prefix: str = ""
    replace: dict[Pattern, str] = {}

    @model_validator(mode="after")
    def _one_place(self) -> "Source":
        if sum(bool(place) for place in (self.descr, self.oid, self.part)) != 1:
            raise ValueError("a source has exactly one of descr, oid, part")
        for pattern in (self.descr, self.match):
            if pattern and not re.compile(pattern).groups:
                raise ValueError(f"«{pattern}» has no group ( ) to take the value from")
        return self


class Family(_Strict):
    """One make and operating system. All conditions given must hold; the most specific family that fits is taken."""

    os: str
    vendor: str
    type: Literal[
        "network", "wireless", "firewall", "power", "server", "appliance", "environment", "management",
        "loadbalancer", "printer", "storage", "collaboration", "workstation",
    ]  # fmt: skip
    rank: Annotated[int, Field(ge=-9, le=9)] = 0
    oid: tuple[Oid, ...] = ()
    descr: Pattern = ""
    has: Oid | None = None
    hardware: tuple[Source, ...] = ()
    version: tuple[Source, ...] = ()
    serial: tuple[Source, ...] = ()
    features: tuple[Source, ...] = ()
    reads: tuple[str, ...] = ()
    book: str = Field(default="", exclude=True)

    @model_validator(mode="after")
    def _some_condition(self) -> "Family":
        if not self.oid and not self.descr:
            raise ValueError("a family needs oid or descr, or it would fit every device")
        return self


class Rows(_Strict):
    """Which rows of a table count. Columns are numbers in the same table, or identifiers of another.

    `index_where` looks at arcs of the index: 1 is the first, -1 the last.
    """

    where: dict[str, tuple[int | str, ...]] = {}
    where_not: dict[str, tuple[int | str, ...]] = {}
    matching: dict[str, Pattern] = {}
    index_where: dict[str, tuple[int, ...]] = {}
    index_length: int | None = None


class Reading(Rows):
    """A sensor or wireless value: `oid` is a scalar (ends in .0) or a column, of which each row is one reading."""

    cls: str = Field(alias="class")
    oid: Oid
    descr: Template
    index: Template = "{index}"
    words: dict[str, dict[str, str]] = {}
    group: str | None = None
    unit: str | None = None
    divisor: Annotated[float, Field(gt=0)] = 1
    multiplier: float = 1
    decimals: ColumnOrOid = ""
    scale: ColumnOrOid = ""
    convert: Literal["", "fahrenheit", "mw_to_dbm", "uw_to_dbm", "ticks_to_minutes", "channel_to_mhz"] = ""
    match: Pattern = ""
    skip: tuple[int | str, ...] = ()
    min: float | None = None
    max: float | None = None
    states: dict[str, StateWords] = {}
    numbers: dict[str, int] = {}
    class_by: str = ""
    class_of: dict[str, str] = {}
    combine: Literal["", "sum", "count", "sum by descr", "count by descr"] = ""


class ScaledTable(_Strict):
    """A table that tells type, scale and precision of each value itself, as ENTITY-SENSOR-MIB does (RFC 3433)."""

    entry: Oid
    type: Column = 1
    scale: Column = 2
    precision: Column = 3
    value: Column = 4
    status: Column = 5


class Vlans(Rows):
    """VLANs in a maker's table: `name` is a column; `id` says where in the index, or in which column, the number is."""

    name: Oid
    id: Template = "{index:-1}"


class Neighbours(_Strict):
    """Neighbours in a maker's table; each value is a column number."""

    protocol: Literal["lldp", "cdp", "fdp", "edp", "mndp", "isdp", "sonmp"]
    entry: Oid
    local: Template = "{index:1}"
    name: Column | None = None
    port: Column | None = None
    platform: Column | None = None
    address: Column | None = None
    chassis: Column | None = None


class Parts(Rows):
    """Physical parts of a device without ENTITY-MIB. `index` must be a number once filled in, or the arcs are weighed."""

    cls: str = Field(alias="class")
    entry: Oid
    index: Template = "{index:-1}"
    index_weights: tuple[int, ...] = ()
    first: int = 1
    contained_in: int = 0
    name: Template = ""
    descr: Template = ""
    model: Template = ""
    serial: Template = ""
    software: Template = ""


class Book(_Strict):
    """One vendor file. A file without families is a MIB that families of other files name in `reads`."""

    always: bool = False
    product: dict[Oid, str] = {}
    family: tuple[Family, ...] = ()
    sensor: tuple[Reading, ...] = ()
    wireless: tuple[Reading, ...] = ()
    scaled: tuple[ScaledTable, ...] = ()
    vlan: tuple[Vlans, ...] = ()
    neighbour: tuple[Neighbours, ...] = ()
    part: tuple[Parts, ...] = ()
