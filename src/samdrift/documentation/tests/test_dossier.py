# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The dossier of a place: what stands in it, who may read it, and the same on paper."""

import io
import re
from collections import Counter

import pypdf
import pytest
from django.urls import reverse

from samdrift.documentation.dossier import dossier
from samdrift.documentation.testing import AT, planned
from samdrift.parties.testing import actor_of, make_place
from samdrift.platform.scope import acting_as


def read(cast, who="owner"):
    actor = actor_of(getattr(cast, who))
    with acting_as(actor):
        return dossier(actor, cast.place.pk, now=AT)


def test_it_holds_devices_cables_racks_addresses_and_what_one_failure_takes(plan, cast):
    found = read(cast)
    assert [(d.name, d.rack, d.position, d.owner) for d in found.devices] == [
        ("acc", "R1", 11, ""),
        ("dist", "R1", 10, "IT"),
    ]
    assert [(c.a, c.a_port, c.b, c.b_port) for c in found.cables] == [
        ("core", "ge1", "dist", "ge1"),
        ("dist", "ge2", "acc", "ge1"),
    ]
    assert all(c.planned and c.seen for c in found.cables)
    assert found.racks[0].slots == ((12, "", 1), (11, "acc", 1), (10, "dist", 1), (1, "", 9))
    assert [(v.vid, v.name) for v in found.vlans] == [(20, "Pupils")]
    assert [(p.prefix, p.gateway) for p in found.prefixes] == [("10.9.0.0/24", "10.9.0.254")]
    assert ("cable", "core ge1 – dist ge1", 2, 2) in [(c.kind, c.name, c.taken, c.of) for c in found.cuts]
    assert found.agreements


def test_every_line_says_who_says_so(plan, cast):
    found = read(cast)
    assert {d.planned.source for d in found.devices} == {"import"}
    assert {d.seen.source for d in found.devices} == {"observed"}
    assert all(figure.said is not None for figure in found.figures if figure.value)


def test_completeness_explains_itself(plan, cast):
    found = read(cast)
    answers = {answer.slug: (answer.have, answer.want, answer.missing) for answer in found.answers}
    assert answers["planned"] == (2, 2, ())
    assert answers["owner"] == (1, 2, ("acc",))
    assert answers["checked"] == (0, 1, (cast.place.name,))
    assert 0 < found.percent < 100


def test_a_planned_device_that_is_not_found_stands_in_it_too(plan, cast):
    planned(cast.city, "devices", name="ghost", site=cast.place.name)
    ghost = next(d for d in read(cast).devices if d.name == "ghost")
    assert (ghost.id, ghost.seen, ghost.planned.source) == (None, None, "import")


def test_changes_are_told_since_somebody_checked(plan, cast, enter):
    assert {"plan_insert"} <= {change.what for change in read(cast).changes}
    enter(cast.owner).post(reverse("check-place", args=[cast.place.pk]))
    found = read(cast)
    assert (found.changes, found.checked[1]) == ((), cast.owner.display_name())
    planned(cast.city, "devices", name="acc", tenant="Library")
    assert [(c.what, c.subject) for c in read(cast).changes] == [("plan_update", "acc")]


@pytest.mark.parametrize("who", ["stranger", "strange_engineer", "nobody", "requester"])
@pytest.mark.parametrize("name", ["dossier", "dossier-pdf", "dossier-svg"])
def test_others_find_no_dossier(plan, cast, enter, who, name):
    assert enter(getattr(cast, who)).get(reverse(name, args=[cast.place.pk])).status_code == 404


def test_the_supplier_reads_what_is_its_own_and_no_names_of_people(plan, cast, enter):
    body = enter(cast.mate).get(reverse("dossier", args=[cast.place.pk])).content.decode()
    assert "dist" in body
    assert cast.requester.display_name() not in body
    assert (
        cast.requester.display_name()
        in enter(cast.owner).get(reverse("dossier", args=[cast.place.pk])).content.decode()
    )


def test_a_place_without_anything_has_a_dossier_that_says_so(plan, cast, enter):
    empty = make_place(cast.city)
    answer = enter(cast.owner).get(reverse("dossier", args=[empty.pk]))
    assert answer.status_code == 200
    assert enter(cast.owner).get(reverse("dossier-pdf", args=[empty.pk])).content[:4] == b"%PDF"


def pdf_of(client, name, *args):
    return pypdf.PdfReader(io.BytesIO(client.get(reverse(name, args=args)).content))


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


@pytest.mark.parametrize(("language", "word"), [("da", "Enheder"), ("nb", "Enheter"), ("en", "Devices")])
def test_on_paper_it_is_tagged_titled_and_in_its_language(plan, cast, enter, language, word):
    client = enter(cast.owner)
    client.cookies["django_language"] = language
    reader = pdf_of(client, "dossier-pdf", cast.place.pk)
    catalogue = reader.trailer["/Root"]
    assert catalogue["/Lang"] == language
    assert b"<pdfuaid:part>1</pdfuaid:part>" in catalogue["/Metadata"].get_object().get_data()
    text = "\n".join(page.extract_text() for page in reader.pages)
    assert (word in text, "10.9.0.0/24" in text) == (True, True)
    tags = tags_of(catalogue["/StructTreeRoot"], Counter())
    assert (tags["/H1"], tags["/Figure"]) == (1, 1)
    assert tags["/Table"] == tags["/THead"] >= 8


def test_owner_contract_and_warranty_show_on_the_page_and_on_paper(plan, cast, enter):
    planned(cast.city, "devices", name="dist", cf_warranty_until="2028-06-30")
    client = enter(cast.owner)
    client.cookies["django_language"] = "en"
    body = client.get(reverse("dossier", args=[cast.place.pk])).content.decode()
    assert 'warranty until <time datetime="2028-06-30">' in body
    paper = "".join(page.extract_text() for page in pdf_of(client, "dossier-pdf", cast.place.pk).pages)
    assert re.search(r"IT, K-1, warranty until [^,]*(, )?2028", " ".join(paper.split()))


def test_names_are_text_on_paper_and_never_markup(plan, cast, enter):
    planned(cast.city, "devices", name="*bold* #link()", site=cast.place.name)
    text = " ".join(pdf_of(enter(cast.owner), "dossier-pdf", cast.place.pk).pages[-1].extract_text().split())
    whole = " ".join(
        " ".join(p.extract_text().split()) for p in pdf_of(enter(cast.owner), "dossier-pdf", cast.place.pk).pages
    )
    assert text is not None
    assert "*bold* #link()" in whole
