# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Words in Danish and Bokmål: compiles the catalogues, and checks that nothing a person reads is left in English.

`compile` turns every locale/*/LC_MESSAGES/django.po into the .mo that Django reads (Babel; no gettext binary needed).
`check` reads every Python file and template of each app and compares with its catalogues. A text counts as translated
when the app's own catalogue or ui's has it. Exit 1 with a line for each text that is missing, unused, fuzzy or differs in
its placeholders.
"""

import argparse
import io
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).resolve().parent.parent / "src" / "samdrift"
LANGUAGES = ("da", "nb")
SHARED_APP = "ui"
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w*)\}")
CALLS = {
    "_": (1,),
    "gettext": (1,),
    "gettext_lazy": (1,),
    "gettext_noop": (1,),
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
Key = tuple[str, str]
"""Context (empty when there is none) and English text (the singular where there is a plural)."""


@dataclass
class App:
    """One folder of the package: what it says, where, and what its catalogues hold."""

    folder: Path
    used: dict[Key, str] = field(default_factory=dict)
    catalogues: dict[str, Catalog] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.folder.name


def catalogue_files(package: Path) -> Iterator[Path]:
    return iter(sorted(package.glob("*/locale/*/LC_MESSAGES/django.po")))


def compile_all(package: Path) -> int:
    """Writes a .mo beside every .po; answers how many."""
    count = 0
    for path in catalogue_files(package):
        with path.open("rb") as source:
            catalogue = read_po(source, locale=path.parent.parent.name)
        compiled = io.BytesIO()
        write_mo(compiled, catalogue)
        path.with_suffix(".mo").write_bytes(compiled.getvalue())
        count += 1
    return count


def texts_of_python(source: str) -> Iterator[tuple[int, Key]]:
    """Line and text of every gettext call."""
    for line, function, arguments, _comments in extract_python(io.BytesIO(source.encode()), CALLS, (), {}):
        values = [arguments] if isinstance(arguments, str) else list(arguments)
        positions = CALLS[function]
        wants_context = isinstance(positions[0], tuple)
        context = values[0] if wants_context else ""
        text = values[1] if wants_context and len(values) > 1 else values[0]
        if isinstance(text, str) and text:
            yield line, (context or "", text)


def texts_of_template(source: str) -> Iterator[tuple[int, Key]]:
    """Line and text of every translate, blocktranslate and _("…") of a template, also in attributes of components."""
    as_calls = templatize(source)
    # Django leaves the markup as X and the calls where they stood; without indentation it reads as Python's own words.
    flat = "\n".join(line.strip() for line in as_calls.splitlines())
    yield from texts_of_python(flat)


def read_app(folder: Path) -> App:
    app = App(folder)
    for path in sorted(folder.rglob("*")):
        if "tests" in path.relative_to(folder).parts or "static" in path.parts or "migrations" in path.parts:
            continue
        texts: Iterator[tuple[int, Key]] | None = None
        if path.suffix == ".py":
            texts = texts_of_python(path.read_text(encoding="utf-8"))
        elif path.suffix in {".html", ".txt"} and "templates" in path.parts:
            texts = texts_of_template(path.read_text(encoding="utf-8"))
        for line, key in texts or ():
            app.used.setdefault(key, f"{path.relative_to(folder.parent)}:{line}")
    for language in LANGUAGES:
        path = folder / "locale" / language / "LC_MESSAGES" / "django.po"
        if path.is_file():
            with path.open("rb") as source:
                app.catalogues[language] = read_po(source, locale=language, abort_invalid=True)
    return app


def entries(catalogue: Catalog | None) -> dict[Key, Message]:
    if catalogue is None:
        return {}
    return {
        (message.context or "", message.id[0] if isinstance(message.id, tuple | list) else message.id): message
        for message in catalogue
        if message.id
    }


def is_translated(message: Message | None) -> bool:
    if message is None or message.fuzzy:
        return False
    words = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return all(words)


def placeholders(text: str) -> set[str]:
    return {named or braced for named, braced in PLACEHOLDER.findall(text)}


def differing(message: Message) -> bool:
    """Whether a translation lacks a placeholder of the English text, or has one of its own."""
    ids = message.id if isinstance(message.id, tuple | list) else (message.id,)
    strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
    wanted = set().union(*(placeholders(text) for text in ids))
    allowed_to_lack = wanted if len(ids) > 1 else set()
    return any(
        bool(text) and (not placeholders(text) <= wanted or not wanted - allowed_to_lack <= placeholders(text))
        for text in strings
    )


def clashes(where: str, own: dict[Key, Message], others: list[App], language: str) -> list[str]:
    """Django merges all catalogues into one, so one English text can mean one thing only; two meanings need a context."""
    return [
        f"{where}: {key[1]!r} is {message.string!r} here and {theirs[key].string!r} in {other.name}; give them a context"
        for other in others
        for theirs in [entries(other.catalogues.get(language))]
        for key, message in own.items()
        if key in theirs and theirs[key].string != message.string
    ]


def problems_of(apps: list[App]) -> list[str]:
    """One sentence for each text that a reader of Danish or Bokmål would meet in English, and each entry nobody uses."""
    shared = next((app for app in apps if app.name == SHARED_APP), None)
    used_anywhere = {key for app in apps for key in app.used}
    problems = []
    for app in apps:
        for language in LANGUAGES:
            where = f"{app.name}/locale/{language}"
            own = entries(app.catalogues.get(language))
            common = entries(shared.catalogues.get(language)) if shared else {}
            problems += [
                f"{where}: missing {key[1]!r} (used in {place})"
                for key, place in app.used.items()
                if not is_translated(own.get(key)) and not is_translated(common.get(key))
            ]
            still_used = used_anywhere if app is shared else set(app.used)
            problems += [f"{where}: {key[1]!r} is used nowhere" for key in own if key not in still_used]
            problems += clashes(where, own, [other for other in apps if other.name > app.name], language)
            problems += [f"{where}: {key[1]!r} is fuzzy" for key, message in own.items() if message.fuzzy]
            problems += [
                f"{where}: {key[1]!r} and its translation differ in placeholders"
                for key, message in own.items()
                if differing(message)
            ]
    return problems


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(description="Compile or check the Danish and Bokmål catalogues.")
    parser.add_argument("command", choices=["compile", "check"])
    parser.add_argument("--package", type=Path, default=PACKAGE)
    parser.add_argument("--app", help="check this app alone (beside ui)")
    options = parser.parse_args(argv)
    if options.command == "compile":
        print(f"{compile_all(options.package)} catalogues compiled", file=sys.stderr)
        return 0
    apps = [read_app(folder) for folder in sorted(options.package.iterdir()) if (folder / "__init__.py").is_file()]
    problems = problems_of(apps)
    if options.app:
        problems = [line for line in problems if line.startswith(f"{options.app}/")]
    for line in problems:
        print(line)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
