# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The mailbox page's words in English, Danish and Bokmål."""

LANGUAGES = {"en": "English", "da": "Dansk", "nb": "Norsk bokmål"}
WORDS: dict[str, tuple[str, str]] = {
    "The demo's mailbox": ("Demoens postkasse", "Demoens postkasse"),
    "Every mail that Samdrift sends in the demo ends here and goes no further.": (
        "Hver mail, som Samdrift sender i demoen, ender her og kommer ikke videre.",
        "Hver e-post som Samdrift sender i demoen, havner her og kommer ikke videre.",
    ),
    "Skip to content": ("Gå til indhold", "Gå til innhold"),
    "Language": ("Sprog", "Språk"),
    "Mails": ("Mails", "E-poster"),
    "To": ("Til", "Til"),
    "From": ("Fra", "Fra"),
    "Subject": ("Emne", "Emne"),
    "Arrived": ("Modtaget", "Mottatt"),
    "Only mails to": ("Kun mails til", "Bare e-poster til"),
    "Show": ("Vis", "Vis"),
    "Look again": ("Se efter igen", "Se etter igjen"),
    "Back to all mails": ("Tilbage til alle mails", "Tilbake til alle e-poster"),
    "Text": ("Tekst", "Tekst"),
    "Everything that was sent": ("Alt, hvad der blev sendt", "Alt som ble sendt"),
    "No mails yet. Break something in the demo, and the first arrives within a minute.": (
        "Ingen mails endnu. Ødelæg noget i demoen, så kommer den første inden for et minut.",
        "Ingen e-poster ennå. Ødelegg noe i demoen, så kommer den første innen et minutt.",
    ),
    "No mails to that address.": ("Ingen mails til den adresse.", "Ingen e-poster til den adressen."),
    "(no subject)": ("(intet emne)", "(uten emne)"),
    "There is no such mail.": ("Den mail findes ikke.", "Den e-posten finnes ikke."),
}


def say(text: str, language: str) -> str:
    """`text` in `language`; a text that is not in the list is a mistake and raises KeyError."""
    danish, bokmal = WORDS[text]
    return {"da": danish, "nb": bokmal}.get(language, text)


def choose_language(asked: str, accepts: str) -> str:
    """The language asked for, else the browser's first that we speak (RFC 9110, Accept-Language), else English."""
    for wish in (asked, *(part.split(";")[0].strip().lower() for part in accepts.split(","))):
        code = {"no": "nb", "nn": "nb"}.get(wish.split("-")[0], wish.split("-")[0])
        if code in LANGUAGES:
            return code
    return "en"
