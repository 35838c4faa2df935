# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The base of every table that belongs to a municipality and, maybe, is shared with one supplier."""

from typing import ClassVar, Literal

from django.db import models


class TenantModel(models.Model):
    """A row seen by its municipality and, where `supplier` is set, by that supplier; by nobody else.

    `tenant_rule` "party": exactly that. "reference": also by every supplier with an agreement there (places, services).
    `audited` False for rows that machines rewrite all the time (samples, clocks); then no audit entry is written.
    `unaudited_columns`: an update of these alone writes none either.
    """

    tenant_rule: ClassVar[Literal["party", "reference"]] = "party"
    audited: ClassVar[bool] = True
    unaudited_columns: ClassVar[tuple[str, ...]] = ()

    municipality = models.ForeignKey("parties.Municipality", on_delete=models.PROTECT, related_name="+")
    supplier = models.ForeignKey("parties.Supplier", on_delete=models.PROTECT, related_name="+", null=True, blank=True)

    class Meta:
        abstract = True


def tenant_models() -> list[type[TenantModel]]:
    """Every concrete table under row-level security."""
    from django.apps import apps

    return [m for m in apps.get_models() if issubclass(m, TenantModel)]
