# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Workbooks and drawings out and in: what people wrote is never a formula, and a drawing is what draw.io can open."""

import io
import zipfile
from xml.etree import ElementTree as ET

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from samdrift.documentation.drawing import Box, draw
from samdrift.documentation.drawio import Page, mxfile
from samdrift.documentation.models import PlannedDevice
from samdrift.documentation.netbox import read_rows
from samdrift.documentation.sheets import Sheet, as_csv, write_workbook
from samdrift.documentation.testing import ACTOR, planned
from samdrift.kernel.errors import BadInput
from samdrift.platform.scope import acting_as

COLUMNS = [("name", "Name", True), ("comments", "Note", False)]
EVIL = ["=1+1", "+47 22 22 22 22", "-2+3", "@SUM(A1)", "=HYPERLINK(0)", "plain"]


def sheet(*rows):
    return write_workbook([Sheet("devices", COLUMNS, [{"name": name, "comments": note} for name, note in rows])])


def test_no_cell_is_a_formula_whatever_it_begins_with():
    body = sheet(*[(word, word) for word in EVIL])
    page = openpyxl.load_workbook(io.BytesIO(body))["devices"]
    told = [(cell.value, cell.data_type) for line in page.iter_rows(min_row=2) for cell in line]
    assert told == [(word, "s") for word in EVIL for _twice in range(2)]
    assert b"<f>" not in zipfile.ZipFile(io.BytesIO(body)).read("xl/worksheets/sheet1.xml")
    assert [page.cell(line, 1).quotePrefix for line in range(2, 8)] == [True, True, True, True, True, False]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.text(min_size=1, max_size=20), st.text(max_size=20)), max_size=4))
def test_any_text_goes_into_a_workbook_and_what_xml_can_hold_comes_back(rows):
    body = sheet(*rows)
    page = openpyxl.load_workbook(io.BytesIO(body))["devices"]
    assert "f" not in {cell.data_type for line in page.iter_rows() for cell in line}
    as_csv(body, sheet="devices", file="x")


def test_a_workbook_comes_back_as_it_went_out():
    text = as_csv(sheet(("acc1", "by the door, left"), ("acc2", "")), sheet="devices", file="plan.xlsx")
    assert read_rows(text, file="plan.xlsx") == [
        (2, {"name": "acc1", "comments": "by the door, left"}),
        (3, {"name": "acc2", "comments": ""}),
    ]


@pytest.mark.parametrize("body", [b"PK\x03\x04 no more", b"PK\x03\x04" + b"\0" * 80], ids=["short", "empty"])
def test_what_is_no_workbook_is_refused_in_words(body):
    with override("en"), pytest.raises(BadInput, match="no workbook"):
        as_csv(body, sheet="devices", file="x.xlsx")


def test_a_workbook_that_unpacks_to_far_more_than_it_weighs_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b"\0" * 61_000_000)
    with override("en"), pytest.raises(BadInput, match="too much"):
        as_csv(out.getvalue(), sheet="devices", file="x.xlsx")


def cells_of(body):
    root = ET.fromstring(body)
    assert root.tag == "mxfile"
    found = []
    for diagram in root:
        assert diagram.tag == "diagram"
        found.append((diagram.get("name"), diagram.find("mxGraphModel/root")))
    return found


def assert_opens_in_drawio(body):
    """The structure that draw.io expects: unique ids, a root and a layer, edges between boxes that are there."""
    ids: list[str] = []
    for _name, root in cells_of(body):
        own = [cell.get("id") for cell in root]
        cells = [cell if cell.tag == "mxCell" else cell.find("mxCell") for cell in root]
        assert cells[0].get("parent") is None
        assert cells[1].get("parent") == own[0]
        boxes = {name for name, cell in zip(own, cells, strict=True) if cell.get("vertex") == "1"}
        edges = [cell for cell in cells if cell.get("edge") == "1"]
        assert all({edge.get("source"), edge.get("target")} <= boxes for edge in edges)
        assert {cell.get("parent") for cell in cells[2:]} <= {own[1]}
        assert all(cell.find("mxGeometry").get("as") == "geometry" for cell in cells[2:])
        assert len(cells) == 2 + len(boxes) + len(edges)
        ids += own
    assert len(ids) == len(set(ids))


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 6), st.integers(1, 6)), max_size=12),
    st.lists(st.text(max_size=12), min_size=6, max_size=6),
)
def test_every_drawing_is_one_that_draw_io_opens(cables, names):
    boxes = [Box(n, name, name, outside=n == 6) for n, name in enumerate(names, 1)]
    body = mxfile([Page(names[0], draw(boxes, cables), {1: "https://x/1"}), Page("two", draw(boxes, ()))])
    assert_opens_in_drawio(body)
    pairs = {(min(a, b), max(a, b)) for a, b in cables if a != b}
    assert body.count(b'edge="1"') == len(pairs)


def test_the_place_and_the_whole_network_are_drawn_for_draw_io(plan, cast, enter):
    client = enter(cast.owner)
    body = client.get(reverse("dossier-drawio", args=[cast.place.pk])).content
    assert_opens_in_drawio(body)
    assert (body.count(b'vertex="1"'), body.count(b'edge="1"')) == (3, 2)
    whole = client.get(reverse("topology-drawio")).content
    assert_opens_in_drawio(whole)
    assert [name for name, _root in cells_of(whole)][1:] == [cast.place.name]
    assert cast.place.name in client.get(reverse("topology-svg")).content.decode()
    assert enter(cast.stranger).get(reverse("dossier-drawio", args=[cast.place.pk])).status_code == 404


def test_the_plan_goes_out_as_a_workbook_and_an_edited_one_comes_in(plan, cast, enter):
    planned(cast.city, "devices", name="acc", comments="=cmd()")
    client = enter(cast.owner)
    body = client.get(reverse("export-workbook")).content
    book = openpyxl.load_workbook(io.BytesIO(body))
    page = book["devices"]
    head = [cell.value for cell in page[1]]
    row = next(line for line in page.iter_rows(min_row=2) if line[0].value == "acc")
    assert row[head.index("comments")].value == "=cmd()"
    row[head.index("tenant")].value = "Library"
    out = io.BytesIO()
    book.save(out)
    file = SimpleUploadedFile("plan.xlsx", out.getvalue())
    answer = client.post(reverse("import-file"), {"kind": "devices", "file": file})
    assert answer.status_code == 302
    client.post(answer.url)
    with acting_as(ACTOR):
        assert PlannedDevice.objects.get(name="acc").owner == "Library"


def test_the_empty_workbook_has_every_kind_and_no_record(plan, cast, enter):
    book = openpyxl.load_workbook(io.BytesIO(enter(cast.owner).get(reverse("export-template")).content))
    assert book.sheetnames[:3] == ["rooms", "racks", "devices"]
    assert book["devices"].max_row == 1
