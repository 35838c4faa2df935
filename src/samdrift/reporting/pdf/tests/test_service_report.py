# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The finished PDF, opened again: tagged, titled, in its language, with the right figures and links."""

import io
from collections import Counter

import pypdf
import pytest

from samdrift.kernel.errors import BadInput
from samdrift.reporting.pdf import render_service_report
from samdrift.reporting.pdf.words import WORDS

PRODUCT = "https://samdrift.example"


def report(**changes):
    return {
        "language": "da",
        "municipality": "Fjordby Kommune",
        "supplier": "Nordkabel Drift A/S",
        "agreement": "Netværk og drift",
        "month": "2026-10",
        "generated_at": "2026-11-01T06:00:00Z",
        "url": f"{PRODUCT}/agreement/1/2026-10/",
        "availability": [
            {
                "service": "Netværk på skoler",
                "target_percent": "99.8",
                "actual_percent": "99.79999",
                "service_minutes": 11700,
                "down_minutes": 24,
                "url": f"{PRODUCT}/rows/1",
            }
        ],
        "targets": [
            {
                "kind": "response",
                "priority": 2,
                "target_minutes": 60,
                "required_percent": "95",
                "cases": 12,
                "met": 11,
                "url": f"{PRODUCT}/rows/2",
            }
        ],
        "incidents": [
            {
                "number": "H-2026-000007",
                "title": "Nettet på *Nordskolen* #link() virkede ikke",
                "place": "Nordskolen",
                "opened_at": "2026-10-25T00:30:00Z",
                "closed_at": "2026-10-25T01:30:00Z",
                "down_minutes": 0,
                "url": f"{PRODUCT}/rows/3",
            }
        ],
    } | changes


def opened(**changes):
    return pypdf.PdfReader(io.BytesIO(render_service_report(report(**changes))))


def text_of(reader):
    return "\n".join(page.extract_text() for page in reader.pages).replace("\u00a0", " ")


def tags_of(node, found):
    node = node.get_object()
    if isinstance(node, pypdf.generic.ArrayObject):
        for child in node:
            tags_of(child, found)
    elif isinstance(node, pypdf.generic.DictionaryObject):
        found[node.get("/S")] += 1
        if "/K" in node:
            tags_of(node["/K"], found)
    return found


@pytest.mark.parametrize(
    ("language", "title"), [("da", "Servicerapport"), ("nb", "Tjenesterapport"), ("en", "Service report")]
)
def test_it_is_tagged_titled_and_in_its_language(language, title):
    reader = opened(language=language)
    catalogue = reader.trailer["/Root"]
    assert catalogue["/MarkInfo"]["/Marked"].value
    assert catalogue["/Lang"] == language
    assert catalogue["/ViewerPreferences"]["/DisplayDocTitle"].value
    assert reader.metadata.title.startswith(f"{title}, Fjordby Kommune, ")
    assert b"<pdfuaid:part>1</pdfuaid:part>" in catalogue["/Metadata"].get_object().get_data()


def test_every_table_has_a_header_row_and_links_are_tagged():
    tags = tags_of(opened().trailer["/Root"]["/StructTreeRoot"], Counter())
    assert (tags["/Table"], tags["/THead"], tags["/TH"]) == (3, 3, 19)
    assert tags["/Link"] == 4
    assert (tags["/H1"], tags["/H2"]) == (1, 5)


def test_a_figure_just_below_its_target_is_not_rounded_up_to_it():
    text = text_of(opened())
    assert "99,8 % 99,799 % 195 t 24 min ✗ Ikke nået" in text
    assert "0 af 1 tjenester nåede" in text


def test_response_share_is_rounded_down_and_judged_against_the_agreement():
    assert "Svar, prioritet 2 1 t 12 11 91,6 % 95,0 % ✗ Ikke nået" in text_of(opened())


def test_times_are_the_municipalitys_own_on_the_night_the_clock_changes():
    assert "25. okt. 02:30 25. okt. 02:30" in text_of(opened())


def test_what_people_wrote_is_set_as_text_and_never_as_markup():
    text = " ".join(text_of(opened()).split())
    assert "Nettet på *Nordskolen* #link() virkede ikke" in text


def test_each_figure_links_to_its_rows():
    links = {a.get_object()["/A"]["/URI"] for page in opened().pages for a in page.get("/Annots", [])}
    assert links == {f"{PRODUCT}/agreement/1/2026-10/", *(f"{PRODUCT}/rows/{n}" for n in (1, 2, 3))}


def test_a_month_without_anything_says_so():
    text = text_of(opened(availability=[], targets=[], incidents=[]))
    assert text.count("Ingen i denne måned.") == 3


def test_what_was_not_measured_is_neither_met_nor_missed():
    row = report()["availability"][0] | {"actual_percent": None, "service_minutes": 0, "down_minutes": 0}
    text = text_of(opened(availability=[row], targets=[]))
    assert "Ikke målt" in text
    assert "✓" not in text
    assert "✗" not in text


def test_an_incident_that_goes_on_has_no_end():
    row = report()["incidents"][0] | {"closed_at": None}
    assert "Stadig i gang" in text_of(opened(incidents=[row]))


def test_the_same_data_gives_the_same_bytes():
    assert render_service_report(report()) == render_service_report(report())


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"month": "2026-13"}, "month"),
        ({"language": "sv"}, "language"),
        ({"generated_at": "2026-11-01T06:00:00"}, "generated_at"),
        ({"url": "/relative"}, "url"),
        ({"tz": "Moon/Base"}, "tz"),
        ({"colour": "red"}, "colour"),
        ({"targets": [report()["targets"][0] | {"met": 13}]}, "targets.0"),
        ({"availability": [report()["availability"][0] | {"actual_percent": "101"}]}, "availability.0.actual_percent"),
    ],
)
def test_wrong_data_is_refused_by_field(wrong, field):
    with pytest.raises(BadInput) as refused:
        render_service_report(report(**wrong))
    assert refused.value.where == f"service report: {field}"


def test_the_three_languages_define_the_same_figures():
    assert {len(words.definition_rows) for words in WORDS.values()} == {6}
