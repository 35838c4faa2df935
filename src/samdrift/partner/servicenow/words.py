# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The page's words in English, Danish and Bokmål. A dictionary is enough for one page; a missing word fails its test."""

LANGUAGES = {"en": "English", "da": "Dansk", "nb": "Norsk bokmål"}

_WORDS: dict[str, tuple[str, str]] = {
    "Supplier's service desk": ("Leverandørens servicedesk", "Leverandørens servicedesk"),
    "Practice system. It stands in for the supplier's own.": (
        "Øvesystem. Det står i stedet for leverandørens eget.",
        "Øvingssystem. Det står i stedet for leverandørens eget.",
    ),
    "Skip to content": ("Gå til indhold", "Gå til innhold"),
    "Language": ("Sprog", "Språk"),
    "Tickets": ("Sager", "Saker"),
    "Open tickets": ("Åbne sager", "Åpne saker"),
    "All tickets": ("Alle sager", "Alle saker"),
    "No tickets yet. They appear here when a customer's system sends one.": (
        "Ingen sager endnu. De dukker op her, når en kundes system sender en.",
        "Ingen saker ennå. De dukker opp her når et kundesystem sender en.",
    ),
    "Number": ("Nummer", "Nummer"),
    "Short description": ("Kort beskrivelse", "Kort beskrivelse"),
    "Description": ("Beskrivelse", "Beskrivelse"),
    "State": ("Status", "Status"),
    "Priority": ("Prioritet", "Prioritet"),
    "Updated": ("Ændret", "Endret"),
    "Opened": ("Oprettet", "Opprettet"),
    "Customer's reference": ("Kundens reference", "Kundens referanse"),
    "Resolution": ("Løsning", "Løsning"),
    "Older tickets": ("Ældre sager", "Eldre saker"),
    "Back to all tickets": ("Tilbage til sagerne", "Tilbake til sakene"),
    "Show the newest": ("Vis det nyeste", "Vis det nyeste"),
    "The customer sees this": ("Det kan kunden se", "Dette kan kunden se"),
    "Internal work notes": ("Interne arbejdsnoter", "Interne arbeidsnotater"),
    "Nothing written yet.": ("Intet skrevet endnu.", "Ingenting er skrevet ennå."),
    "Answer": ("Svar", "Svar"),
    "Text": ("Tekst", "Tekst"),
    "Who may read it?": ("Hvem må læse det?", "Hvem kan lese det?"),
    "Comment: the customer sees it": ("Kommentar: kunden kan se den", "Kommentar: kunden kan se den"),
    "Work note: only the two service desks see it": (
        "Arbejdsnote: kun de to servicedeske kan se den",
        "Arbeidsnotat: bare de to servicedeskene kan se det",
    ),
    "Set state": ("Sæt status", "Sett status"),
    "Leave as it is": ("Lad den stå", "La den stå"),
    "New": ("Ny", "Ny"),
    "In Progress": ("I gang", "Under arbeid"),
    "On Hold": ("På hold", "På vent"),
    "Resolved": ("Løst", "Løst"),
    "Closed": ("Lukket", "Lukket"),
    "Canceled": ("Annulleret", "Avbrutt"),
    "1 - Critical": ("1 - Kritisk", "1 - Kritisk"),
    "2 - High": ("2 - Høj", "2 - Høy"),
    "3 - Moderate": ("3 - Middel", "3 - Middels"),
    "4 - Low": ("4 - Lav", "4 - Lav"),
    "5 - Planning": ("5 - Planlægning", "5 - Planlegging"),
    "What was done (needed when resolved)": (
        "Hvad blev der gjort (skal udfyldes ved løst)",
        "Hva ble gjort (må fylles ut ved løst)",
    ),
    "Send answer": ("Send svar", "Send svar"),
    "The answer is saved.": ("Svaret er gemt.", "Svaret er lagret."),
    "Please correct this": ("Ret venligst dette", "Rett dette"),
    "Write a text or choose a new state.": (
        "Skriv en tekst, eller vælg en ny status.",
        "Skriv en tekst, eller velg en ny status.",
    ),
    "Write what was done before you set the state to resolved.": (
        "Skriv hvad der blev gjort, før du sætter status til løst.",
        "Skriv hva som ble gjort, før du setter status til løst.",
    ),
    "Page not found": ("Siden findes ikke", "Fant ikke siden"),
    "There is no such ticket here.": ("Der er ingen sådan sag her.", "Det finnes ingen slik sak her."),
    "This form came from another site and was not saved.": (
        "Formularen kom fra et andet websted og blev ikke gemt.",
        "Skjemaet kom fra et annet nettsted og ble ikke lagret.",
    ),
}


def say(text: str, language: str) -> str:
    """`text` in `language`. An English text without its translations raises KeyError: it belongs in the dictionary."""
    danish, bokmaal = _WORDS[text]
    return {"da": danish, "nb": bokmaal}.get(language, text)


def choose_language(asked: str | None, accept_language: str) -> str:
    """The language asked for, else the first one of Accept-Language that we have («no» and «nn» count as Bokmål), else English."""
    if asked in LANGUAGES:
        return str(asked)
    for part in accept_language.split(","):
        tag = part.partition(";")[0].strip().lower().partition("-")[0]
        language = {"no": "nb", "nn": "nb"}.get(tag, tag)
        if language in LANGUAGES:
            return language
    return "en"
