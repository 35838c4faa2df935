# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The kinds of statements and their columns: one description for the form, the file and the check of both.

Column names are those of NetBox's CSV import and export (NetBox 4); what NetBox keeps in custom fields begins with cf_.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from ipaddress import ip_address, ip_interface
from typing import Any, Literal

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samdrift.documentation import models
from samdrift.documentation.ipam import network_of
from samdrift.kernel.errors import BadInput

Form = Literal["text", "whole", "yes_no", "day", "address", "network", "interface", "vids"]
Text = str | Promise


@dataclass(frozen=True, slots=True)
class Column:
    """One value of a statement. `name` in files, `field` in the table; a reference is found by its words later on."""

    name: str
    field: str
    label: Text
    form: Form = "text"
    required: bool = False
    least: int = 0
    most: int = 255
    also: tuple[str, ...] = ()
    """Other names that files use for it."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of statement. `key`: fields by which a row is known again."""

    slug: str
    name: Text
    one: Text
    model: type[models.Statement]
    columns: tuple[Column, ...]
    key: tuple[str, ...]

    def column(self, name: str) -> Column | None:
        """The column of this name in a file, or None."""
        return next((column for column in self.columns if name == column.name or name in column.also), None)

    def rows(self) -> QuerySet[Any]:
        """All records of this kind that the caller's scope holds; `queries.statements` filters for an actor."""
        return self.model._default_manager.all()  # noqa: SLF001 - Django's documented way to any model's rows


PLACE = Column("site", "place", gettext_lazy("Place"), required=True)
NOTE = Column("comments", "note", gettext_lazy("Note"))
PURPOSE = Column("description", "purpose", gettext_lazy("Purpose"))

KINDS: dict[str, Kind] = {
    kind.slug: kind
    for kind in (
        Kind(
            "rooms",
            gettext_lazy("Rooms"),
            gettext_lazy("Room"),
            models.Room,
            (Column("name", "name", gettext_lazy("Name"), required=True, most=120), PLACE, NOTE),
            ("place", "name"),
        ),
        Kind(
            "racks",
            gettext_lazy("Racks"),
            gettext_lazy("Rack"),
            models.Rack,
            (
                Column("name", "name", gettext_lazy("Name"), required=True, most=120),
                PLACE,
                Column("location", "room", gettext_lazy("Room")),
                Column("u_height", "height_units", gettext_lazy("Height units"), "whole", least=1, most=100),
                NOTE,
            ),
            ("place", "name"),
        ),
        Kind(
            "devices",
            gettext_lazy("Devices"),
            gettext_lazy("Device"),
            models.PlannedDevice,
            (
                Column("name", "name", gettext_lazy("Name"), required=True, most=120),
                Column("site", "place", gettext_lazy("Place")),
                Column("role", "role", gettext_lazy("Role"), most=60, also=("device_role",)),
                Column("manufacturer", "vendor", gettext_lazy("Make"), most=80),
                Column("device_type", "model", gettext_lazy("Model"), most=120, also=("type",)),
                Column("serial", "serial", gettext_lazy("Serial number"), most=120),
                Column("asset_tag", "asset_tag", gettext_lazy("Asset tag"), most=60),
                Column("status", "status", gettext_lazy("Status"), most=20),
                Column("primary_ip4", "address", gettext_lazy("Address"), "address", also=("primary_ip",)),
                Column("rack", "rack", gettext_lazy("Rack")),
                Column("position", "position", gettext_lazy("Height unit"), "whole", least=1, most=100),
                Column("cf_u_height", "height_units", gettext_lazy("Height units"), "whole", least=1, most=100),
                Column("tenant", "owner", gettext_lazy("Owner"), most=120),
                Column("cf_contract", "contract", gettext_lazy("Contract"), most=120),
                Column("cf_warranty_until", "warranty_until", gettext_lazy("Warranty until"), "day"),
                NOTE,
            ),
            ("name",),
        ),
        Kind(
            "vlans",
            gettext_lazy("VLANs"),
            gettext_lazy("VLAN"),
            models.PlannedVlan,
            (
                Column("vid", "vid", gettext_lazy("Number"), "whole", required=True, least=1, most=4094),
                Column("name", "name", gettext_lazy("Name"), required=True, most=120),
                Column("site", "place", gettext_lazy("Place")),
                PURPOSE,
                NOTE,
            ),
            ("place", "vid"),
        ),
        Kind(
            "interfaces",
            gettext_lazy("Ports"),
            gettext_lazy("Port"),
            models.PlannedPort,
            (
                Column("device", "device", gettext_lazy("Device"), required=True),
                Column("name", "name", gettext_lazy("Port"), required=True, most=120),
                PURPOSE,
                Column("enabled", "enabled", gettext_lazy("Switched on"), "yes_no"),
                Column("untagged_vlan", "vlan", gettext_lazy("VLAN"), "whole", least=1, most=4094),
                Column("tagged_vlans", "tagged", gettext_lazy("Tagged VLANs"), "vids"),
            ),
            ("device", "name"),
        ),
        Kind(
            "prefixes",
            gettext_lazy("Prefixes"),
            gettext_lazy("Prefix"),
            models.PlannedPrefix,
            (
                Column("prefix", "network", gettext_lazy("Prefix"), "network", required=True),
                Column("site", "place", gettext_lazy("Place"), also=("scope",)),
                Column("vlan", "vlan", gettext_lazy("VLAN"), "whole", least=1, most=4094, also=("vlan_vid",)),
                Column("cf_gateway", "gateway", gettext_lazy("Gateway"), "address"),
                Column("status", "container", gettext_lazy("Status")),
                PURPOSE,
                Column("cf_may_overlap", "may_overlap", gettext_lazy("May overlap"), "yes_no"),
                NOTE,
            ),
            ("network", "length"),
        ),
        Kind(
            "ip-addresses",
            gettext_lazy("Addresses"),
            gettext_lazy("Address"),
            models.PlannedAddress,
            (
                Column("address", "address", gettext_lazy("Address"), "interface", required=True),
                Column("device", "device", gettext_lazy("Device")),
                Column("interface", "port", gettext_lazy("Port"), most=120),
                Column("dns_name", "dns_name", gettext_lazy("DNS name")),
                PURPOSE,
                NOTE,
            ),
            ("address",),
        ),
        Kind(
            "cables",
            gettext_lazy("Cables"),
            gettext_lazy("Cable"),
            models.PlannedCable,
            (
                Column("side_a_device", "a", gettext_lazy("From device"), required=True),
                Column("side_a_name", "a_port", gettext_lazy("From port"), required=True, most=120),
                Column("side_b_device", "b", gettext_lazy("To device"), required=True),
                Column("side_b_name", "b_port", gettext_lazy("To port"), required=True, most=120),
                Column("type", "medium", gettext_lazy("Type"), most=60),
                Column("label", "label", gettext_lazy("Label"), most=120),
            ),
            ("a", "a_port", "b", "b_port"),
        ),
    )
}
"""In the order in which they build on each other: import them so."""
YES, NO = {"true", "yes", "1", "ja", "on"}, {"false", "no", "0", "nej", "nei", "off"}


def read_values(kind: Kind, row: Mapping[str, str]) -> dict[str, Any]:
    """A row's words as values by field, those of the columns it has; BadInput names the column.

    References stay words (see commands). An empty cell means: nothing is said.
    """
    values: dict[str, Any] = {}
    for name, text in row.items():
        column = kind.column(name)
        if column is not None:
            values |= _value(column, name, text.strip())
    for column in kind.columns:
        if column.required and not values.get(column.field) and values.get(column.field) != 0:
            raise BadInput(_("It is missing."), where=column.name, remedy=_("Fill it in."))
    return values


def _value(column: Column, name: str, text: str) -> dict[str, Any]:
    try:
        if column.form == "network" and text:
            network = network_of(text)
            return {column.field: str(network.network_address), "length": network.prefixlen}
        if column.form == "interface" and text:
            interface = ip_interface(text)
            return {column.field: str(interface.ip), "length": interface.network.prefixlen}
        return {column.field: _read(column, text)}
    except ValueError as error:
        raise BadInput(
            _WRONG[column.form][0] % {"value": text[:60]}, where=name, remedy=str(_WRONG[column.form][1])
        ) from error


def _read(column: Column, text: str) -> Any:
    if column.form == "text":
        if len(text) > column.most:
            raise BadInput(
                _("It is longer than %(most)s characters.") % {"most": column.most},
                where=column.name,
                remedy=_("Shorten it."),
            )
        if "\x00" in text:
            raise ValueError(text)
        return text == "container" if column.field == "container" else text
    if column.form == "vids":
        return sorted({_whole(part, 1, 4094) for part in text.replace(";", ",").split(",") if part.strip()})
    if not text:
        return False if column.field == "may_overlap" else None
    if column.form == "whole":
        return _whole(text, column.least, column.most)
    if column.form == "yes_no":
        if text.casefold() not in YES | NO:
            raise ValueError(text)
        return text.casefold() in YES
    if column.form == "day":
        return date.fromisoformat(text)
    return str(ip_address(text.partition("/")[0]))


def _whole(text: str, least: int, most: int) -> int:
    digits = text.strip().removesuffix(".0")  # NetBox writes positions as 12.0
    if not (digits.isascii() and digits.isdigit() and len(digits) < 10 and least <= int(digits) <= most):
        raise ValueError(text)
    return int(digits)


_WRONG: dict[Form, tuple[Text, Text]] = {
    "text": (gettext_lazy("«%(value)s» cannot be stored."), gettext_lazy("Write it anew.")),
    "whole": (
        gettext_lazy("«%(value)s» is not a number that fits here."),
        gettext_lazy("Write a whole number in range."),
    ),
    "yes_no": (gettext_lazy("«%(value)s» is neither yes nor no."), gettext_lazy("Write true or false.")),
    "day": (gettext_lazy("«%(value)s» is not a date."), gettext_lazy("Write year-month-day, such as 2028-06-30.")),
    "address": (gettext_lazy("«%(value)s» is not an IP address."), gettext_lazy("Write one such as 10.20.0.1.")),
    "network": (
        gettext_lazy("«%(value)s» is not a prefix."),
        gettext_lazy("Write the first address and the length, such as 10.20.0.0/24."),
    ),
    "interface": (
        gettext_lazy("«%(value)s» is not an address with its length."),
        gettext_lazy("Write one such as 10.20.0.1/24."),
    ),
    "vids": (
        gettext_lazy("«%(value)s» is not a list of VLAN numbers."),
        gettext_lazy("Write numbers from 1 to 4094 with commas between them."),
    ),
}
