# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The pages say what the program does: every setting and command is there, and every link leads somewhere."""

import json
import re
from pathlib import Path

import pytest
import yaml

from samdrift import __version__
from samdrift.runtime.cli import COMMANDS
from samdrift.runtime.config import PREFIX, Config

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *(p for p in DOCS.rglob("*.md") if "_build" not in p.parts)])
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)")
REPOSITORY_FILES = (
    "README.md",
    "LICENSE",
    "LICENSES",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "CODE_OF_CONDUCT.md",
    "GOVERNANCE.md",
    "SECURITY.md",
    "publiccode.yml",
)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_to_a_file(page):
    links = [link for link in LINK.findall(page.read_text()) if "://" not in link]

    assert [link for link in links if not (page.parent / link).exists()] == []


def test_every_setting_is_explained():
    page = (DOCS / "reference" / "settings.md").read_text()

    assert [name for name in Config.model_fields if f"`{PREFIX}{name.upper()}`" not in page] == []


def test_no_setting_is_explained_that_is_not_there():
    names = set(re.findall(r"SAMDRIFT_[A-Z_]+[A-Z]", (DOCS / "reference" / "settings.md").read_text()))

    assert names - {PREFIX + name.upper() for name in Config.model_fields} == set()


def test_every_command_is_explained():
    page = (DOCS / "reference" / "commands.md").read_text()
    names = [name for commands in COMMANDS.values() for name in commands]

    assert [name for name in names if not re.search(rf"`{name}[ `]", page)] == []


def test_every_make_target_is_explained():
    page = (DOCS / "reference" / "commands.md").read_text()
    targets = re.findall(r"^([\w-]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE)

    assert [t for t in targets if t != "help" and f"`make {t}`" not in page] == []


@pytest.mark.parametrize("schema", sorted((DOCS / "reference").glob("*.schema.json")), ids=lambda path: path.name)
def test_every_published_schema_is_json_and_linked(schema):
    json.loads(schema.read_text())

    assert schema.name in (DOCS / "reference" / "json.md").read_text()


@pytest.mark.parametrize("name", REPOSITORY_FILES)
def test_the_repository_has_what_public_code_expects(name):
    assert (ROOT / name).exists()


def test_publiccode_describes_this_version_in_three_languages():
    described = yaml.safe_load((ROOT / "publiccode.yml").read_text())

    assert described["publiccodeYmlVersion"] == "0.7"
    assert described["softwareVersion"] == __version__
    assert set(described["description"]) == set(described["localisation"]["availableLanguages"]) == {"da", "nb", "en"}
    for text in described["description"].values():
        assert len(text["shortDescription"]) <= 150
        assert 500 <= len(text["longDescription"]) <= 10_000
        assert len(text["features"]) >= 10


def test_every_word_of_the_vocabulary_has_danish_and_bokmal():
    rows = re.findall(r"^\|(.+)\|$", (DOCS / "vocabulary.md").read_text(), re.MULTILINE)[2:]

    assert rows
    assert [row for row in rows if len([cell for cell in row.split("|") if cell.strip()]) != 4] == []
