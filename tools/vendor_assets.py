# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Copies the few third-party files that pages serve from node_modules to the static folder, each checked by its sha256.

No bundler: what is listed here is what a browser gets, byte for byte. Run after `npm ci`; `--print` shows the hashes
of what is there now (after a deliberate upgrade, paste them here).
"""

import argparse
import hashlib
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "node_modules"
TARGET = ROOT / "src" / "samdrift" / "ui" / "static" / "vendor"

FILES: dict[str, tuple[str, str]] = {
    # target below static/vendor: (source below node_modules, sha256)
    "designsystemet.css": (
        "@digdir/designsystemet-css/dist/src/index.css",
        "2cde59fd79f14cef7ecfd37cbe9838ed7e075935e7a7ddf9d6fd0b695ac94b12",
    ),
    "designsystemet.js": (
        "@digdir/designsystemet-web/dist/umd/index.js",
        "d857f8ca6d1b630f63381bf9cbbbe21967c252f3ec4c67a2a88c3f29134d7ea1",
    ),
    "htmx.min.js": (
        "htmx.org/dist/htmx.min.js",
        "a0abb04f2f45a1f89d1d4844023245537e5e6014c87b144553e0607b4cc32130",
    ),
    "uplot/uPlot.iife.min.js": (
        "uplot/dist/uPlot.iife.min.js",
        "19c8d4c6ad88929a79f4ae49d6f7161566dfd0ba3d15cc495e974f787eb78f1f",
    ),
    "uplot/uPlot.min.css": (
        "uplot/dist/uPlot.min.css",
        "df630c6a8d6f8eeaff264b50f73ce5b114f646ffd9a0bb74f049b0a00135fa04",
    ),
    "inter-latin.woff2": (
        "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2",
        "3100e775e8616cd2611beecfa23a4263d7037586789b43f035236a2e6fbd4c62",
    ),
    "inter-latin-ext.woff2": (
        "@fontsource-variable/inter/files/inter-latin-ext-wght-normal.woff2",
        "34b9c504cab7a73e37b746343a449132e56cf7b5481af2cb81dc74dcff25c956",
    ),
}


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def copy_all(source: Path, target: Path, files: dict[str, tuple[str, str]]) -> list[str]:
    """Copies every file whose hash is right; answers one sentence for each that is missing or different."""
    problems = []
    for name, (origin, expected) in files.items():
        found = source / origin
        if not found.is_file():
            problems.append(f"{origin}: not there; run `npm ci` in {source.parent} first")
            continue
        actual = sha256(found)
        if actual != expected:
            problems.append(f"{origin}: sha256 {actual} is not the {expected} listed in tools/vendor_assets.py")
            continue
        copied = target / name
        if copied.is_file() and sha256(copied) == expected:
            continue
        copied.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(found, copied)
    return problems


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--print", action="store_true", dest="show", help="print the hashes of node_modules instead")
    if parser.parse_args(argv).show:
        for name, (origin, _) in FILES.items():
            print(f'    "{name}": (\n        "{origin}",\n        "{sha256(SOURCE / origin)}",\n    ),')
        return 0
    problems = copy_all(SOURCE, TARGET, FILES)
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
