# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Files as NetBox writes them: CSV, JSON, and what is wrong with others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samdrift.documentation.completeness import Answer, Thing, asked, percent_of
from samdrift.documentation.netbox import read_rows, write_csv, write_json
from samdrift.kernel.errors import BadInput

COLUMNS = ["name", "site", "description"]
CELL = st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=12).map(str.strip)
ROW = st.fixed_dictionaries(
    {"name": CELL.filter(lambda t: t[:1] not in "=+-@'" and bool(t))}
    | dict.fromkeys(COLUMNS[1:], CELL.filter(lambda t: t[:1] not in "=+-@'"))
)


@given(st.lists(ROW, min_size=1, max_size=4))
def test_what_is_written_reads_back_the_same(rows):
    for written in (write_csv(COLUMNS, rows), write_json(COLUMNS, rows)):
        assert [cells for _, cells in read_rows(written, file="x")] == rows


def test_rows_are_numbered_as_an_editor_counts_and_semicolons_do_too():
    body = '\ufeffname;site\r\nacc1;School\r\n;\r\n"acc\n2";School\r\n'
    assert read_rows(body, file="d.csv") == [
        (2, {"name": "acc1", "site": "School"}),
        (5, {"name": "acc\n2", "site": "School"}),
    ]


def test_json_of_netbox_api_is_flattened():
    body = """{"count": 1, "results": [{"id": 4, "name": "acc1", "site": {"id": 2, "name": "School", "slug": "school"},
      "status": {"value": "active", "label": "Active"}, "position": 12.0, "rack": null, "custom_fields": {"contract": "K-1"},
      "a_terminations": [{"object_type": "dcim.interface", "object": {"name": "ge1", "device": {"name": "acc1"}}}],
      "tagged_vlans": [{"vid": 20}, {"vid": 30}], "enabled": true}]}"""
    ((number, row),) = read_rows(body, file="d.json")
    assert number == 1
    assert {k: row[k] for k in ("site", "status", "position", "rack", "cf_contract", "enabled", "tagged_vlans")} == {
        "site": "School",
        "status": "active",
        "position": "12.0",
        "rack": "",
        "cf_contract": "K-1",
        "enabled": "true",
        "tagged_vlans": "20,30",
    }
    assert (row["side_a_device"], row["side_a_name"]) == ("acc1", "ge1")


@pytest.mark.parametrize(
    "wrong", ["", "name,site\n", "[1, 2]", '{"a": 1}', '[{"a": ', 'name,site\n"a,b\n', "a,b\n1,2,3\n", "[" * 99_999]
)
def test_what_is_no_list_of_rows_is_refused_by_file(wrong):
    with pytest.raises(BadInput) as refused:
        read_rows(wrong, file="d.csv")
    assert refused.value.where.startswith("d.csv")


def test_a_cell_that_a_spreadsheet_would_run_is_made_harmless():
    assert write_csv(["name"], [{"name": "=cmd|' /C calc'!A0"}, {"name": "-4"}]).splitlines()[1:] == [
        "'=cmd|' /C calc'!A0",
        "-4",
    ]


def test_completeness_is_the_mean_of_what_is_asked_and_names_what_is_missing():
    things = [
        Thing("acc1", {"owner": True, "serial": True}),
        Thing("acc2", {"owner": False, "serial": True}),
        Thing("x", {}),
    ]
    answers = asked(("serial", "owner", "never"), things)
    assert answers == [Answer("serial", 2, 2, ()), Answer("owner", 1, 2, ("acc2",))]
    assert percent_of(answers) == 75
    assert percent_of([]) == 0
    assert percent_of([Answer("a", 999, 1000, ("x",))]) == 99
