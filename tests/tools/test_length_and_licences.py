# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The small checks of our own, each with a good and a bad sample."""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.append(str(ROOT))

from tools import check, length, licences  # noqa: E402 - tools are no installed package


def write(path: Path, lines: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("pass\n" * lines)


def test_a_file_may_have_the_most_lines_and_none_more(tmp_path):
    write(tmp_path / "src" / "fits.py", 300)
    write(tmp_path / "src" / "deep" / "long.py", 301)
    write(tmp_path / "src" / "part" / "tests" / "test_fits.py", 400)
    write(tmp_path / "tests" / "walks" / "test_long.py", 401)
    write(tmp_path / "src" / "migrations" / "0001.py", 900)

    assert list(length.too_long(tmp_path)) == [
        (Path("src/deep/long.py"), 301),
        (Path("tests/walks/test_long.py"), 401),
    ]


@pytest.mark.parametrize(
    "licence",
    ["MIT", "MIT License", "BSD-3-Clause", "Apache-2.0 OR GPL-2.0-only", "LGPL-3.0-only", "MPL-2.0 AND MIT", "PSF-2.0"],
)
def test_what_may_be_handed_on(licence):
    assert licences.is_fine(licence)


@pytest.mark.parametrize(
    "licence",
    [
        "AGPL-3.0-or-later",
        "GPL-3.0-only",
        "GNU Affero General Public License v3",
        "UNKNOWN",
        "",
        "MIT AND GPL-3.0-only",
    ],
)
def test_what_may_not(licence):
    assert not licences.is_fine(licence)


def test_the_packages_that_a_lock_names():
    lock = "# made by uv\nuv==0.1 \\\n    --hash=sha256:00\nprocrastinate[django]==3.1 \\\n    # via -r x\n"

    assert licences.names_in(lock) == ["uv", "procrastinate"]


def test_an_unknown_check_is_named(capsys):
    assert check.main(["bogus"]) == 2
    assert "no such check: bogus" in capsys.readouterr().out


def test_a_failing_check_shows_its_words_and_the_others_still_run(monkeypatch, capsys):
    checks = (
        check.Check("bad", "is it good?", (sys.executable, "-c", "print('it is not'); raise SystemExit(1)")),
        check.Check("good", "is it good?", (sys.executable, "-c", "print('unseen')")),
    )
    monkeypatch.setattr(check, "CHECKS", checks)

    assert check.main([]) == 1
    shown = capsys.readouterr().out
    assert "it is not" in shown
    assert "unseen" not in shown
    assert shown.endswith("1 of 2 checks passed\n")
