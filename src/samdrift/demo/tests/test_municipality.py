# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The shipped municipality is whole, is fiction, and bad data is refused with file, field and reason."""

import json
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest

from samdrift.demo.municipality import DATA, load_municipality
from samdrift.kernel.errors import BadInput

REAL_DANISH_MUNICIPALITIES = """
albertslund allerød assens ballerup billund bornholm brøndby brønderslev dragør egedal esbjerg fanø favrskov
faxe fredensborg fredericia frederiksberg frederikshavn frederikssund furesø faaborg-midtfyn gentofte gladsaxe
glostrup greve gribskov guldborgsund haderslev halsnæs hedensted helsingør herlev herning hillerød hjørring
holbæk holstebro horsens hvidovre høje-taastrup hørsholm ikast-brande ishøj jammerbugt kalundborg kerteminde
kolding københavn køge langeland lejre lemvig lolland lyngby-taarbæk læsø mariagerfjord middelfart morsø
norddjurs nordfyns nyborg næstved odder odense odsherred randers rebild ringkøbing-skjern ringsted roskilde
rudersdal rødovre samsø silkeborg skanderborg skive slagelse solrød sorø stevns struer svendborg syddjurs
sønderborg thisted tønder tårnby vallensbæk varde vejen vejle vesthimmerland viborg vordingborg ærø aabenraa
aalborg aarhus
"""


def test_the_municipality_is_none_of_the_98_real_ones():
    real = set(REAL_DANISH_MUNICIPALITIES.split())

    assert len(real) == 98
    assert load_municipality().name.lower().removesuffix(" kommune") not in real


def test_it_has_forty_places_of_thirteen_kinds_on_the_map():
    places = load_municipality().places

    assert len({p.slug for p in places}) == 40
    assert len({p.name for p in places}) == 40
    assert len({p.kind for p in places}) == 13
    assert len({(p.x, p.y) for p in places}) == 40
    assert all(0 <= p.x <= 1000 and 0 <= p.y <= 1000 for p in places)


def test_the_five_personas_speak_three_languages_and_the_secretary_sits_at_school_north():
    whole = load_municipality()

    assert whole.persona("secretary").place == "school-north"
    assert whole.persona("engineer").organisation == "kabelgaard"
    assert {p.language for p in whole.people if p.persona} == {"da", "nb", "en"}
    assert sorted(p.persona for p in whole.people if p.persona) == [
        "agent",
        "contract_manager",
        "director",
        "engineer",
        "secretary",
    ]


def test_every_place_has_somebody_to_tell_and_every_mail_ends_in_example():
    whole = load_municipality()

    assert {p.slug for p in whole.places} == {p.place for p in whole.people if p.place}
    assert len({p.mail for p in whole.people}) == 50
    assert all(p.mail.endswith(".example") for p in (*whole.people, *whole.organisations))


def test_the_network_agreement_has_the_shape_of_a_real_one():
    network = next(a for a in load_municipality().agreements if a.slug == "network")

    assert network.supplier == "kabelgaard"
    assert [(r.priority, r.response_min, r.resolution_min, r.calendar) for r in network.levels] == [
        (1, 15, 120, "always"),
        (2, 30, 240, "always"),
        (3, 240, 960, "office"),
        (4, 480, 2400, "office"),
    ]
    assert network.availability.target_pct == Decimal("99.8")
    assert network.fee_dkk_month == Decimal("184500.00")


def test_every_priority_of_every_agreement_has_one_resolver_group_to_begin_with():
    for agreement in load_municipality().agreements:
        priorities = sorted(p for group in agreement.resolver_groups for p in group.priorities)
        assert priorities == [1, 2, 3, 4], agreement.slug


def test_office_hours_end_earlier_on_fridays_and_know_the_closing_days_of_two_years():
    office = next(c for c in load_municipality().calendars if c.slug == "office")

    assert office.tz == "Europe/Copenhagen"
    assert office.weekly["mon"] == (("08:00", "16:00"),)
    assert office.weekly["fri"] == (("08:00", "15:00"),)
    assert office.weekly["sun"] == ()
    assert date(2026, 5, 15) in office.closed
    assert date(2027, 3, 29) in office.closed
    assert all(a < b for a, b in pairwise(office.closed))
    assert office.overrides == {date(2026, 6, 5): (("08:00", "12:00"),)}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda d: d["places"][3].update(agency="nobody"), "places.school-north.agency: there is no agency «nobody»"),
        (lambda d: d["places"][3].update(colour="red"), "places.3.colour"),
        (lambda d: d["agreements"][0].pop("levels"), "agreements.0.levels"),
        (lambda d: d["people"][0].update(place="moon"), "people.sanne-papirlund.place: there is no place «moon»"),
        (lambda d: d["agreements"][0]["levels"][0].update(calendar="never"), "there is no calendar «never»"),
    ],
)
def test_bad_data_is_refused_with_its_file_and_field(tmp_path, change, said):
    body = json.loads(DATA.read_text())
    change(body)
    path = tmp_path / "town.json"
    path.write_text(json.dumps(body))

    with pytest.raises(BadInput) as refused:
        load_municipality(path)

    assert said in refused.value.sentence()
    assert str(path) in refused.value.sentence()


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(BadInput, match=r"nowhere\.json: No such file"):
        load_municipality(tmp_path / "nowhere.json")
