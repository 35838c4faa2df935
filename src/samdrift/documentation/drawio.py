# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Drawings as draw.io opens them (mxfile XML), so that somebody can go on drawing: boxes that move, lines that follow. Pure.

Each page is a diagram with cells: 0 and 1 are the root and the layer that draw.io expects, then boxes, then edges between
boxes. Ids are unique within the file.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from samdrift.documentation.drawing import BOX, HEIGHT, Drawing

BOX_STYLE = (
    "rounded=1;whiteSpace=wrap;html=0;arcSize=8;align=left;spacingLeft=8;fontColor=#1b2a3a;"
    "fillColor={fill};strokeColor={edge};{dash}"
)
LINE_STYLE = "edgeStyle=orthogonalEdgeStyle;rounded=0;html=0;endArrow=none;strokeColor=#51606f;"
RING_STYLE = LINE_STYLE + "dashed=1;"


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the file: its name and what is drawn on it. `links`: by box id the address a click leads to."""

    name: str
    drawing: Drawing
    links: dict[int, str] | None = None


def mxfile(pages: Sequence[Page]) -> bytes:
    """The file in UTF-8. Box names are text: nothing in them is markup to draw.io (html=0)."""
    root = ET.Element("mxfile", {"host": "Samdrift", "type": "device"})
    for number, page in enumerate(pages, 1):
        diagram = ET.SubElement(root, "diagram", {"id": f"p{number}", "name": _plain(page.name) or str(number)})
        _draw(diagram, page, f"p{number}")
    ET.indent(root)
    body: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return body


def _draw(diagram: ET.Element, page: Page, prefix: str) -> None:
    drawing = page.drawing
    size = {"pageWidth": str(max(drawing.width, 850)), "pageHeight": str(max(drawing.height, 1100))}
    model = ET.SubElement(diagram, "mxGraphModel", {"grid": "1", "gridSize": "10", "page": "1", "math": "0", **size})
    cells = ET.SubElement(model, "root")
    ET.SubElement(cells, "mxCell", {"id": f"{prefix}-0"})
    ET.SubElement(cells, "mxCell", {"id": f"{prefix}-1", "parent": f"{prefix}-0"})
    for placed in drawing.boxes:
        box = placed.box
        detail = _plain(box.detail)
        label = _plain(box.name) + (f"\n{detail}" if detail else "")
        style = BOX_STYLE.format(
            fill="#e9eff4" if box.outside else "#ffffff",
            edge="#a3231f" if box.silent else "#1b2a3a",
            dash="dashed=1;" if box.outside else "",
        )
        cell = _holder(cells, label, (page.links or {}).get(box.id, ""), f"{prefix}-b{box.id}", style, prefix)
        place = {"x": str(placed.x), "y": str(placed.y), "width": str(BOX), "height": str(HEIGHT), "as": "geometry"}
        ET.SubElement(cell, "mxGeometry", place)
    rings = set(drawing.rings)
    for number, (a, b) in enumerate(drawing.cables, 1):
        ends = {"source": f"{prefix}-b{a}", "target": f"{prefix}-b{b}"}
        style = RING_STYLE if (a, b) in rings else LINE_STYLE
        told = {"id": f"{prefix}-e{number}", "style": style, "edge": "1", "parent": f"{prefix}-1", **ends}
        cell = ET.SubElement(cells, "mxCell", told)
        ET.SubElement(cell, "mxGeometry", {"relative": "1", "as": "geometry"})


def _holder(cells: ET.Element, label: str, link: str, cell_id: str, style: str, prefix: str) -> ET.Element:
    """A box; one that leads somewhere is wrapped in an object, which is how draw.io keeps links."""
    told = {"style": style, "vertex": "1", "parent": f"{prefix}-1"}
    if not link:
        return ET.SubElement(cells, "mxCell", {"id": cell_id, "value": label, **told})
    around = ET.SubElement(cells, "object", {"id": cell_id, "label": label, "link": link})
    return ET.SubElement(around, "mxCell", told)


def _plain(text: str) -> str:
    """Without signs that XML cannot hold."""
    return "".join(sign for sign in text if sign.isprintable())
