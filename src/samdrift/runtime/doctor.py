# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""`samdrift doctor`: look at this installation and say in plain words what is wrong and what to do about it."""

import argparse
from collections.abc import Iterator

from samdrift.kernel.errors import SamdriftError
from samdrift.runtime import config
from samdrift.runtime.diagnosis import machine, services
from samdrift.runtime.diagnosis.finding import Finding, wrong


def main(argv: list[str]) -> int:
    """One line for each thing looked at. Exit status 1 when anything is wrong."""
    argparse.ArgumentParser(prog="samdrift doctor", description=__doc__).parse_args(argv)
    findings = []
    for finding in examine():
        print(finding.line(), flush=True)
        findings.append(finding.grade)
    problems = findings.count("wrong")
    print(f"\n{problems} problem{'' if problems == 1 else 's'} found." if problems else "\nAll is well.")
    return 1 if problems else 0


def examine() -> Iterator[Finding]:
    """Everything, in the order in which one would mend it."""
    try:
        settings = config.load()
    except SamdriftError as error:
        yield wrong("Settings", f"{error.where}: {error.what}", error.remedy)
        return
    yield from machine.look(settings)
    yield from services.look(settings)
