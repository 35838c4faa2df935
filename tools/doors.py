# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Our own contract for import-linter: a neighbour enters a context by its doors and sees none of its other rooms.

Free to enter everywhere: `runtime`, which wires everything together, and `demo`, which fills the tables of an invented
municipality. A context's `testing` module is for tests and for other `testing` modules; those build rows, so they may
name the tables (`models`) they build on.
"""

from collections.abc import Iterable
from typing import Any

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output

WIRING = ("runtime", "demo")
FOR_TESTS, TABLES = "testing", "models"


class DoorsContract(Contract):
    """Finds each import of a room that is no door."""

    contexts = fields.ListField(subfield=fields.StringField())
    doors = fields.ListField(subfield=fields.StringField())
    doors_for_adapters = fields.ListField(subfield=fields.StringField(), required=False)

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:  # noqa: ARG002
        wrong = [
            (importer, imported)
            for imported in sorted(graph.modules)
            if (context := self._context_of(imported)) is not None
            for importer in sorted(graph.find_modules_that_directly_import(imported))
            if not self._may(importer, imported, context)
        ]
        return ContractCheck(kept=not wrong, metadata={"wrong": wrong})

    def render_broken_contract(self, check: ContractCheck) -> None:
        wrong: Iterable[tuple[str, str]] = check.metadata["wrong"]
        for importer, imported in wrong:
            output.print_error(f"{importer} enters {imported}, which is no door")

    def _context_of(self, module: str) -> str | None:
        parts = module.split(".")
        return parts[1] if len(parts) > 1 and parts[1] in _words(self.contexts) else None

    def _may(self, importer: str, imported: str, context: str) -> bool:
        _, floor, *rooms_of_importer = importer.split(".")
        _, _, *rooms = imported.split(".")
        if floor == context or floor in WIRING or not rooms:
            return True
        if rooms[0] in _words(self.doors):
            return True
        if floor == "adapters" and rooms[0] in _words(self.doors_for_adapters):
            return True
        for_tests = bool({FOR_TESTS, "tests"} & set(rooms_of_importer))
        return for_tests and rooms[0] in {FOR_TESTS, TABLES}


def _words(field: Any) -> set[str]:
    return set(field or ())
