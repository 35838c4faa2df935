# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""`make check`: everything a machine can say about the code, in one go, with one line for each check at the end.

All checks run even when one fails, so that one run shows all there is to mend. `tools/check.py NAME ...` runs some.
"""

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent


@dataclass(frozen=True)
class Check:
    """One question, and the command that answers it with its exit status."""

    name: str
    question: str
    command: tuple[str, ...]


def ours(script: str, *arguments: str) -> tuple[str, ...]:
    return (sys.executable, f"tools/{script}", *arguments)


CHECKS = (
    Check(
        "format", "is the code laid out as ruff lays it out?", (str(BIN / "ruff"), "format", "--check", "--quiet", ".")
    ),
    Check("lint", "does ruff find nothing wrong?", (str(BIN / "ruff"), "check", "--quiet", ".")),
    Check("types", "do the types fit together (mypy, strict)?", (str(BIN / "mypy"), "--no-error-summary")),
    Check("imports", "does each part import only what it may?", (str(BIN / "lint-imports"), "--no-logo")),
    Check("length", "can each file be read in one sitting?", ours("length.py")),
    Check(
        "migrations",
        "do the tables match the models?",
        (sys.executable, "-W", "ignore", "-m", "django", "makemigrations", "--check", "--dry-run", "--verbosity", "0"),
    ),
    Check("texts", "is every text there in Danish and Bokmål?", ours("messages.py", "check")),
    Check("templates", "are the templates tidy?", (str(BIN / "djlint"), "src", "--lint", "--quiet")),
    Check(
        "headers",
        "does each file state its licence (REUSE)?",
        # only what git knows or would take: whole environments lie beside it
        ("sh", "-c", "git ls-files -z --cached --others --exclude-standard | xargs -0 reuse lint-file --lines"),
    ),
    Check("licences", "may we use and hand on what we build on?", ours("licences.py")),
)


def run(check: Check) -> bool:
    """Run one check; its words are shown only when it fails."""
    began = time.monotonic()
    environment = {
        **os.environ,
        "SAMDRIFT_MODE": "test",
        "DJANGO_SETTINGS_MODULE": "samdrift.runtime.settings",
        "PYTHONPATH": str(ROOT),
        "PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}",
    }
    done = subprocess.run(
        check.command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )
    passed = done.returncode == 0
    if not passed:
        print(f"\n--- {check.name}: {check.question}\n{(done.stdout + done.stderr).strip()}\n", flush=True)
    print(
        f"{'ok  ' if passed else 'FAIL'} {check.name:11} {time.monotonic() - began:5.1f} s  {check.question}",
        flush=True,
    )
    return passed


def main(argv: list[str]) -> int:
    """Exit status 0 when every check passed, 1 when one did not, 2 when a name is none of ours."""
    unknown = set(argv) - {check.name for check in CHECKS}
    if unknown:
        print(f"no such check: {', '.join(sorted(unknown))}; there are: {', '.join(c.name for c in CHECKS)}")
        return 2
    results = [run(check) for check in CHECKS if not argv or check.name in argv]
    failed = results.count(False)
    print(f"\n{len(results) - failed} of {len(results)} checks passed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
