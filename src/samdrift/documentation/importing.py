# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Files in: tried first, within a transaction that is undone, so that what the trial tells is what the import does."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.documentation.book import Book
from samdrift.documentation.commands import TOPIC, lock_plan, may_write, name_of, require_writer, write
from samdrift.documentation.kinds import KINDS
from samdrift.documentation.models import ImportFile
from samdrift.documentation.netbox import read_rows
from samdrift.documentation.types import Fault, ImportOutcome, Said
from samdrift.kernel.errors import BadInput, NotFound
from samdrift.platform.actor import Actor
from samdrift.platform.live import announce


def keep_file(*, municipality_id: int, kind: str, name: str, body: str, actor: Actor, at: datetime) -> int:
    """Keep a file to be tried; BadInput where it cannot be read as rows or has no column of its kind."""
    require_writer(actor, municipality_id)
    if kind not in KINDS:
        raise BadInput(_("That is no kind of record."), where="kind", remedy=_("Choose one of the list."))
    if "\x00" in body:
        raise BadInput(_("It is no text file."), where=name[:160], remedy=_("Save it as CSV or JSON."))
    rows = read_rows(body, file=name[:160])
    columns = {name for _number, row in rows[:1] for name in row}
    wanted = [column.name for column in KINDS[kind].columns if column.required]
    missing = [
        column
        for column in wanted
        if not any(KINDS[kind].column(name) is KINDS[kind].column(column) for name in columns)
    ]
    if missing:
        raise BadInput(
            _("It has no column «%(column)s».") % {"column": missing[0]},
            where=name[:160],
            remedy=_("Name the columns as NetBox does: %(columns)s.")
            % {"columns": ", ".join(column.name for column in KINDS[kind].columns)},
        )
    row = ImportFile.objects.create(
        municipality_id=municipality_id, kind=kind, name=name[:160], body=body, given_by=name_of(actor), given_at=at
    )
    return row.pk


def file_for(actor: Actor, import_id: int) -> ImportFile:
    """A kept file; NotFound where it is not there for a writer."""
    row = ImportFile.objects.filter(pk=import_id).first()
    if row is None or not may_write(actor, row.municipality_id):
        raise NotFound("there is no such file", where=f"import {import_id}")
    return row


def try_file(*, import_id: int, actor: Actor, at: datetime) -> ImportOutcome:
    """What the import would do. Nothing stays."""
    row = file_for(actor, import_id)
    with transaction.atomic():
        outcome = _take_in(row, at)
        transaction.set_rollback(True)
    return outcome


def apply_file(*, import_id: int, actor: Actor, at: datetime) -> ImportOutcome | None:
    """Take in the rows without faults, all in one transaction; None when it was done before."""
    file_for(actor, import_id)
    with transaction.atomic():
        row = ImportFile.objects.select_for_update().get(pk=import_id)
        if row.applied_at is not None:
            return None
        outcome = _take_in(row, at)
        row.applied_at = at
        row.save(update_fields=["applied_at"])
        announce(TOPIC, municipality_id=row.municipality_id, supplier_id=None)
    return outcome


def _take_in(row: ImportFile, at: datetime) -> ImportOutcome:
    lock_plan(row.municipality_id)
    book = Book(row.municipality_id)
    said = Said("import", row.name, at)
    counts = {"created": 0, "changed": 0, "unchanged": 0}
    faults: list[Fault] = []
    if row.kind not in KINDS:
        return ImportOutcome(0, 0, 0, ())
    for number, cells in read_rows(row.body, file=row.name):
        try:
            with transaction.atomic():
                counts[write(KINDS[row.kind], cells, book, said).outcome] += 1
        except BadInput as error:
            faults.append(Fault(number, error.where, error.what, error.remedy))
    return ImportOutcome(counts["created"], counts["changed"], counts["unchanged"], tuple(faults))
