# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What can fill up on a device, as `pools.toml` says where it stands: a new make is a new entry there, not new Python."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from samdrift.adapters.snmp.decode import Index, number, text
from samdrift.adapters.snmp.knowledge import ENTERPRISES, Oid, Template, whole_oid
from samdrift.adapters.snmp.rows import Device
from samdrift.kernel.errors import BadInput

FILE = Path(__file__).with_name("pools.toml")
_MOST_ROWS = 500
_LOWER_HALF = 2**32


def _whole_keys(table: Any) -> Any:
    return {whole_oid(str(oid)): wanted for oid, wanted in table.items()} if isinstance(table, dict) else table


class PoolForm(BaseModel):
    """Where one kind of pool stands: columns of a table, or scalars that end with .0.

    Either `percent`, or `used` with `size` or `free` or neither, or `size` and `free`. `times`: what used and size are counted
    in. `name` is a template as in vendor files. `where`: the row counts if that column has one of these values. `least`: what
    is below counts as not told (some agents fill rows that mean nothing with 0).
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["processor", "memory", "storage", "sessions", "vpn", "nat", "dhcp"]
    name: Template
    under: str = ""
    percent: Oid | None = None
    used: Oid | None = None
    size: Oid | None = None
    free: Oid | None = None
    times: Oid | None = None
    where: Annotated[dict[str, tuple[str, ...]], BeforeValidator(_whole_keys)] = {}
    least: Annotated[float, Field(ge=0)] = 0
    unit: Annotated[str, AfterValidator(str.strip)] = ""

    @model_validator(mode="after")
    def _enough(self) -> "PoolForm":
        if not (self.percent or self.used or (self.size and self.free)):
            raise ValueError("a pool needs percent, used, or size and free")
        return self


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    pool: tuple[PoolForm, ...]


def read_file(words: str, name: str) -> tuple[PoolForm, ...]:
    """The entries of a file; BadInput names what is wrong and where."""
    try:
        return _File.model_validate(tomllib.loads(words)).pool
    except tomllib.TOMLDecodeError as error:
        raise BadInput(str(error), where=name) from None
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(step) for step in first["loc"])
        raise BadInput(f"{place}: {first['msg']}", where=name, remedy="see the head of pools.toml") from None


@cache
def pool_forms() -> tuple[PoolForm, ...]:
    """The product's own entries."""
    return read_file(FILE.read_text(encoding="utf-8"), FILE.name)


def read_pools(device: Device, sys_object_id: str) -> tuple[dict[str, Any], ...]:
    """Every pool that this device tells of, in the order of the file."""
    fitting = [
        form for form in pool_forms() if f"{sys_object_id}.".startswith(ENTERPRISES + form.under if form.under else "")
    ]
    device.ask_scalars(oid for form in fitting for oid in _columns(form) if oid.endswith(".0"))
    return tuple(pool for form in fitting for pool in _pools(device, form))


def _columns(form: PoolForm) -> list[str]:
    return [oid for oid in (form.percent, form.used, form.size, form.free, form.times) if oid]


def _pools(device: Device, form: PoolForm) -> list[dict[str, Any]]:
    lead = form.percent or form.used or form.size or ""
    found = []
    for running, index in enumerate(sorted(device.column(lead))[:_MOST_ROWS], 1):
        if any(text(device.column(oid).get(index)) not in wanted for oid, wanted in form.where.items()):
            continue
        percent, used, size = _figures(device, form, index)
        if (
            (percent if form.percent else used) is None
            or (percent or used or 0) < form.least
            or (form.size and not size)
        ):
            continue
        entry = lead.rpartition(".")[0]
        found.append(
            {
                "kind": form.kind,
                "name": device.fill(form.name, entry, index, running),
                "used": used,
                "size": size,
                "percent": percent,
                "unit": "%" if form.percent else form.unit,
            }
        )
    return found


def _figures(device: Device, form: PoolForm, index: Index) -> tuple[float | None, float | None, float | None]:
    """Per cent, used and size; a percentage above 100 and more used than there is are no figures."""

    def told(oid: str | None) -> int | None:
        value = number(device.column(oid).get((0,) if oid.endswith(".0") else index)) if oid else None
        return value + _LOWER_HALF if value is not None and -(2**31) <= value < 0 else value

    percent, used, size, free = told(form.percent), told(form.used), told(form.size), told(form.free)
    if used is None and size is not None and free is not None:
        used = size - free
    if size is None and used is not None and free is not None:
        size = used + free
    times = told(form.times) or 1
    if (percent or 0) > 100 or (used is not None and size is not None and not 0 <= used <= size):
        return None, None, None
    return percent, None if used is None else used * times, None if size is None else size * times
