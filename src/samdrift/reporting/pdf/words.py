# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The report's fixed words in its three languages.

Kept as records rather than gettext because the document's language is the recipients', not the reader's of a page, and
because a word missing in one language then fails the type check.
"""

from dataclasses import dataclass

from samdrift.reporting.pdf.report import Language


@dataclass(frozen=True, slots=True)
class Words:
    title: str
    municipality: str
    supplier: str
    agreement: str
    month: str
    made: str
    open_in_product: str
    in_short: str
    services_met: str
    services_none: str
    clocks_met: dict[str, str]
    clocks_none: str
    incidents_count: str
    availability: str
    service: str
    target: str
    actual: str
    service_time: str
    down: str
    result: str
    met: str
    missed: str
    not_measured: str
    targets: str
    clock: str
    kinds: dict[str, str]
    priority: str
    within: str
    cases: str
    in_time: str
    share: str
    required: str
    incidents: str
    number: str
    what: str
    place: str
    opened: str
    closed: str
    ongoing: str
    none_this_month: str
    definitions: str
    definition_rows: tuple[tuple[str, str], ...]
    page_of: str
    hours: str
    minutes: str
    days: str


_DA = Words(
    title="Servicerapport",
    municipality="Kommune",
    supplier="Leverandør",
    agreement="Aftale",
    month="Måned",
    made="Lavet",
    open_in_product="Åbn rapporten i Samdrift",
    in_short="Kort fortalt",
    services_met="{met} af {all} tjenester nåede den aftalte oppetid.",
    services_none="Ingen tjenester blev målt i denne måned.",
    clocks_met={
        "response": "{met} af {all} sager blev besvaret til tiden.",
        "resolution": "{met} af {all} sager blev løst til tiden.",
    },
    clocks_none="Ingen sager blev målt i denne måned.",
    incidents_count="Driftsforstyrrelser i måneden: {count}.",
    availability="Oppetid",
    service="Tjeneste",
    target="Mål",
    actual="Målt",
    service_time="Servicetid",
    down="Nede",
    result="Resultat",
    met="Nået",
    missed="Ikke nået",
    not_measured="Ikke målt",
    targets="Svartid og løsningstid",
    clock="Frist",
    kinds={"response": "Svar", "resolution": "Løsning"},
    priority="Prioritet",
    within="Inden for",
    cases="Sager",
    in_time="Til tiden",
    share="Andel",
    required="Krav",
    incidents="Driftsforstyrrelser",
    number="Nummer",
    what="Hvad skete der",
    place="Sted",
    opened="Begyndte",
    closed="Sluttede",
    ongoing="Stadig i gang",
    none_this_month="Ingen i denne måned.",
    definitions="Sådan er tallene lavet",
    definition_rows=(
        (
            "Servicetid",
            "Den tid i måneden, hvor tjenesten ifølge aftalen skal virke. Helligdage og lukkedage er trukket fra.",
        ),
        (
            "Nede",
            "Hele minutter inden for servicetiden, hvor tjenesten ikke kunne bruges. Varslet vedligehold tæller ikke med.",
        ),
        ("Målt oppetid", "(Servicetid − nede) divideret med servicetid, rundet ned til tre decimaler."),
        ("Svar", "Tiden fra sagen blev åbnet, til en medarbejder svarede, talt i aftalens åbningstid."),
        (
            "Løsning",
            "Tiden fra sagen blev åbnet, til den var løst, talt i aftalens åbningstid. Ventetid på brugeren tæller ikke med.",
        ),
        (
            "Andel",
            "Sager til tiden divideret med alle sager, hvis frist er afgjort i måneden, rundet ned til én decimal.",
        ),
    ),
    page_of="Side {page} af {pages}",
    hours="{n} t",
    minutes="{n} min",
    days="{n} d",
)

_NB = Words(
    title="Tjenesterapport",
    municipality="Kommune",
    supplier="Leverandør",
    agreement="Avtale",
    month="Måned",
    made="Laget",
    open_in_product="Åpne rapporten i Samdrift",
    in_short="Kort fortalt",
    services_met="{met} av {all} tjenester nådde den avtalte oppetiden.",
    services_none="Ingen tjenester ble målt denne måneden.",
    clocks_met={
        "response": "{met} av {all} saker ble besvart i tide.",
        "resolution": "{met} av {all} saker ble løst i tide.",
    },
    clocks_none="Ingen saker ble målt denne måneden.",
    incidents_count="Driftsforstyrrelser i måneden: {count}.",
    availability="Oppetid",
    service="Tjeneste",
    target="Mål",
    actual="Målt",
    service_time="Tjenestetid",
    down="Nede",
    result="Resultat",
    met="Nådd",
    missed="Ikke nådd",
    not_measured="Ikke målt",
    targets="Svartid og løsningstid",
    clock="Frist",
    kinds={"response": "Svar", "resolution": "Løsning"},
    priority="Prioritet",
    within="Innen",
    cases="Saker",
    in_time="I tide",
    share="Andel",
    required="Krav",
    incidents="Driftsforstyrrelser",
    number="Nummer",
    what="Hva skjedde",
    place="Sted",
    opened="Begynte",
    closed="Sluttet",
    ongoing="Pågår fortsatt",
    none_this_month="Ingen denne måneden.",
    definitions="Slik er tallene laget",
    definition_rows=(
        (
            "Tjenestetid",
            "Den tiden i måneden da tjenesten ifølge avtalen skal virke. Helligdager og lukkedager er trukket fra.",
        ),
        ("Nede", "Hele minutter i tjenestetiden da tjenesten ikke kunne brukes. Varslet vedlikehold teller ikke med."),
        ("Målt oppetid", "(Tjenestetid − nede) delt på tjenestetid, rundet ned til tre desimaler."),
        ("Svar", "Tiden fra saken ble åpnet til en medarbeider svarte, talt i avtalens åpningstid."),
        (
            "Løsning",
            "Tiden fra saken ble åpnet til den var løst, talt i avtalens åpningstid. Ventetid på brukeren teller ikke med.",
        ),
        ("Andel", "Saker i tide delt på alle saker der fristen er avgjort i måneden, rundet ned til én desimal."),
    ),
    page_of="Side {page} av {pages}",
    hours="{n} t",
    minutes="{n} min",
    days="{n} d",
)

_EN = Words(
    title="Service report",
    municipality="Municipality",
    supplier="Supplier",
    agreement="Agreement",
    month="Month",
    made="Made",
    open_in_product="Open the report in Samdrift",
    in_short="In short",
    services_met="{met} of {all} services reached the agreed availability.",
    services_none="No services were measured this month.",
    clocks_met={
        "response": "{met} of {all} cases were answered in time.",
        "resolution": "{met} of {all} cases were resolved in time.",
    },
    clocks_none="No cases were measured this month.",
    incidents_count="Incidents in the month: {count}.",
    availability="Availability",
    service="Service",
    target="Target",
    actual="Measured",
    service_time="Service hours",
    down="Down",
    result="Result",
    met="Met",
    missed="Missed",
    not_measured="Not measured",
    targets="Response and resolution",
    clock="Clock",
    kinds={"response": "Response", "resolution": "Resolution"},
    priority="Priority",
    within="Within",
    cases="Cases",
    in_time="In time",
    share="Share",
    required="Required",
    incidents="Incidents",
    number="Number",
    what="What happened",
    place="Place",
    opened="Began",
    closed="Ended",
    ongoing="Still going on",
    none_this_month="None this month.",
    definitions="How the figures are made",
    definition_rows=(
        (
            "Service hours",
            "The time in the month when the service shall work by the agreement. Public holidays and closing days are taken out.",
        ),
        (
            "Down",
            "Whole minutes within service hours when the service could not be used. Announced maintenance does not count.",
        ),
        ("Measured availability", "(Service hours − down) divided by service hours, rounded down to three decimals."),
        (
            "Response",
            "From the opening of the case until a person answered, in the agreement's opening hours.",
        ),
        (
            "Resolution",
            "From the opening of the case until it was resolved, in opening hours. Waiting for the user does not count.",
        ),
        (
            "Share",
            "Cases in time divided by all cases whose clock was decided in the month, rounded down to one decimal.",
        ),
    ),
    page_of="Page {page} of {pages}",
    hours="{n} h",
    minutes="{n} min",
    days="{n} d",
)

WORDS: dict[Language, Words] = {"da": _DA, "nb": _NB, "en": _EN}
