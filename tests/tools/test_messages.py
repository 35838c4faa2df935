# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The check of words finds what a reader would meet in English, and is quiet where nothing is wrong."""

import gettext
import importlib.util
import sys
from pathlib import Path

import pytest

TOOL = Path(__file__).resolve().parents[2] / "tools" / "messages.py"
HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'


def catalogue(save: str, open_: str, one: str, many: str) -> str:
    cases = f'msgid "%(n)s case"\nmsgid_plural "%(n)s cases"\nmsgstr[0] "%(n)s {one}"\nmsgstr[1] "%(n)s {many}"\n'
    return f'msgid "Save"\nmsgstr "{save}"\n\nmsgctxt "verb"\nmsgid "Open"\nmsgstr "{open_}"\n\n{cases}'


GOOD = {"da": catalogue("Gem", "Åbn", "sag", "sager"), "nb": catalogue("Lagre", "Åpne", "sak", "saker")}
TEMPLATE = """{% load i18n %}
    <c-button title="{% translate 'Save' %}" />
  {% blocktranslate count n=cases|length trimmed %}
      {{ n }} case{% plural %}{{ n }} cases
  {% endblocktranslate %}
"""


@pytest.fixture(scope="module")
def messages():
    spec = importlib.util.spec_from_file_location("samdrift_tool_messages", TOOL)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def package(tmp_path):
    def write(
        app: str, *, po: dict[str, str], template: str = TEMPLATE, code: str = '_("Save")\npgettext("verb", "Open")\n'
    ) -> Path:
        folder = tmp_path / app
        (folder / "templates" / app).mkdir(parents=True)
        (folder / "__init__.py").write_text("")
        (folder / "web.py").write_text(code)
        (folder / "templates" / app / "page.html").write_text(template)
        for language, text in po.items():
            target = folder / "locale" / language / "LC_MESSAGES"
            target.mkdir(parents=True)
            (target / "django.po").write_text(HEADER + text, encoding="utf-8")
        return tmp_path

    return write


def check(messages, package, capsys) -> list[str]:
    messages.main(["check", "--package", str(package)])
    return capsys.readouterr().out.splitlines()


def test_complete_catalogues_pass_with_exit_0(messages, package):
    assert messages.main(["check", "--package", str(package("cases", po=GOOD))]) == 0


def test_a_text_in_a_component_attribute_is_found_missing_with_its_place(messages, package, capsys):
    folder = package(
        "cases",
        po=GOOD | {"nb": GOOD["nb"].replace('msgid "Save"\nmsgstr "Lagre"\n', "")},
        code='pgettext("verb", "Open")',
    )
    assert check(messages, folder, capsys) == [
        "cases/locale/nb: missing 'Save' (used in cases/templates/cases/page.html:2)"
    ]
    assert messages.main(["check", "--package", str(folder)]) == 1


def test_the_words_of_ui_count_for_every_app(messages, package, capsys):
    package("ui", po=GOOD)
    assert check(messages, package("cases", po={}), capsys) == []


def test_the_same_word_with_another_context_does_not_count(messages, package, capsys):
    folder = package("cases", po=GOOD, code='_("Save")\npgettext("adjective", "Open")\n')
    assert check(messages, folder, capsys)[0] == "cases/locale/da: missing 'Open' (used in cases/web.py:2)"


def test_an_entry_nobody_uses_is_told(messages, package, capsys):
    extra = {language: text + '\nmsgid "Gone"\nmsgstr "x"\n' for language, text in GOOD.items()}
    assert check(messages, package("cases", po=extra), capsys) == [
        "cases/locale/da: 'Gone' is used nowhere",
        "cases/locale/nb: 'Gone' is used nowhere",
    ]


def test_a_fuzzy_entry_counts_as_missing(messages, package, capsys):
    fuzzy = GOOD | {"da": GOOD["da"].replace('msgid "Save"', '#, fuzzy\nmsgid "Save"')}
    assert check(messages, package("cases", po=fuzzy), capsys) == [
        "cases/locale/da: missing 'Save' (used in cases/templates/cases/page.html:2)",
        "cases/locale/da: 'Save' is fuzzy",
    ]


def test_an_empty_translation_counts_as_missing(messages, package, capsys):
    empty = GOOD | {"da": GOOD["da"].replace('msgstr "Gem"', 'msgstr ""')}
    assert check(messages, package("cases", po=empty), capsys) == [
        "cases/locale/da: missing 'Save' (used in cases/templates/cases/page.html:2)"
    ]


def test_a_placeholder_that_was_mistyped_is_told(messages, package, capsys):
    wrong = GOOD | {"da": GOOD["da"].replace('msgstr[1] "%(n)s sager"', 'msgstr[1] "%(antal)s sager"')}
    assert check(messages, package("cases", po=wrong), capsys) == [
        "cases/locale/da: '%(n)s case' and its translation differ in placeholders"
    ]


def test_two_meanings_of_one_english_word_are_told(messages, package, capsys):
    package("cases", po=GOOD)
    folder = package("notices", po=GOOD | {"da": GOOD["da"].replace('"Gem"', '"Opbevar"')})
    assert check(messages, folder, capsys) == [
        "cases/locale/da: 'Save' is 'Gem' here and 'Opbevar' in notices; give them a context"
    ]


def test_compiled_catalogues_speak_danish(messages, package):
    folder = package("cases", po=GOOD)
    assert messages.main(["compile", "--package", str(folder)]) == 0
    path = folder / "cases" / "locale" / "da" / "LC_MESSAGES" / "django.mo"
    with path.open("rb") as compiled:
        words = gettext.GNUTranslations(compiled)
    assert words.gettext("Save") == "Gem"
    assert words.pgettext("verb", "Open") == "Åbn"
    assert words.ngettext("%(n)s case", "%(n)s cases", 2) == "%(n)s sager"
