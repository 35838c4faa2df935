# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Our own import contract, on a good house and on each way of breaking in."""

import sys
from pathlib import Path

import pytest
from grimp import ImportGraph

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.append(str(ROOT))

from tools.doors import DoorsContract  # noqa: E402 - tools are no installed package


def wrong_ways_in(importer: str, imported: str) -> list[tuple[str, str]]:
    graph = ImportGraph()
    for module in (importer, imported):
        graph.add_module(module)
    graph.add_import(importer=importer, imported=imported)
    options = {
        "contexts": ["incidents", "servicedesk"],
        "doors": ["facade", "events", "types"],
        "doors_for_adapters": ["ports"],
    }
    contract = DoorsContract(name="doors", session_options={"root_package": "samdrift"}, contract_options=options)
    check = contract.check(graph, verbose=False)
    assert check.kept == (not check.metadata["wrong"])
    return check.metadata["wrong"]


@pytest.mark.parametrize(
    ("importer", "imported"),
    [
        ("samdrift.servicedesk.reactions", "samdrift.incidents.facade"),
        ("samdrift.servicedesk.reactions", "samdrift.incidents.types"),
        ("samdrift.servicedesk.reactions", "samdrift.incidents.events.opened"),
        ("samdrift.servicedesk.web", "samdrift.servicedesk.commands"),
        ("samdrift.adapters.servicenow", "samdrift.incidents.ports"),
        ("samdrift.runtime.subscriptions", "samdrift.incidents.reactions"),
        ("samdrift.demo.build", "samdrift.incidents.models"),
        ("samdrift.servicedesk.testing", "samdrift.incidents.testing"),
        ("samdrift.servicedesk.testing", "samdrift.incidents.models"),
        ("samdrift.servicedesk.rules", "samdrift.kernel.clock"),
    ],
)
def test_the_doors_are_open(importer, imported):
    assert wrong_ways_in(importer, imported) == []


@pytest.mark.parametrize(
    ("importer", "imported"),
    [
        ("samdrift.servicedesk.reactions", "samdrift.incidents.models"),
        ("samdrift.servicedesk.reactions", "samdrift.incidents.commands"),
        ("samdrift.servicedesk.reactions", "samdrift.incidents.testing"),
        ("samdrift.servicedesk.reactions", "samdrift.incidents.ports"),
        ("samdrift.servicedesk.testing", "samdrift.incidents.commands"),
        ("samdrift.adapters.servicenow", "samdrift.incidents.queries"),
        ("samdrift.platform.facts", "samdrift.incidents.models"),
    ],
)
def test_every_other_way_in_is_told(importer, imported):
    assert wrong_ways_in(importer, imported) == [(importer, imported)]
