# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The one command: what it says, and what it does not import."""

import subprocess
import sys
from importlib.util import find_spec

import pytest

from samdrift.kernel.errors import BadInput, NotNow
from samdrift.runtime import cli


def stand_in(monkeypatch, outcome):
    """Let `samdrift sla` end in `outcome`: a status, or an error."""

    def main(_argv: list[str]) -> int:
        if isinstance(outcome, BaseException):
            raise outcome
        return outcome

    monkeypatch.setattr(f"{cli.COMMANDS[cli.ANSWER]['sla'].module}.main", main)


def test_help_lists_every_command(capsys):
    assert cli.main(["--help"]) == 0

    shown = capsys.readouterr().out
    assert all(f"  {name} " in shown for commands in cli.COMMANDS.values() for name in commands)


def test_an_unknown_name_is_one_sentence_and_status_2(capsys):
    assert cli.main(["bogus"]) == 2

    assert capsys.readouterr().err == "samdrift bogus: there is no such command; samdrift --help lists them\n"


@pytest.mark.parametrize(
    ("outcome", "status", "said"),
    [
        (0, 0, ""),
        (3, 3, ""),
        (BadInput("too short", where="line 2"), 2, "samdrift sla: line 2: too short\n"),
        (NotNow("the database is away", remedy="start it"), 1, "samdrift sla: the database is away; start it\n"),
        (KeyboardInterrupt(), 130, ""),
    ],
)
def test_errors_become_a_sentence_and_a_status(monkeypatch, capsys, outcome, status, said):
    stand_in(monkeypatch, outcome)

    assert cli.main(["sla"]) == status
    assert capsys.readouterr().err == said


TALKATIVE = """
import sys, types
from samdrift.runtime import cli

module = types.ModuleType("samdrift.runtime.sla")
module.__spec__ = sys.__spec__
module.main = lambda argv: [print("x" * 99) for _ in range(9999)]
sys.modules[module.__name__] = module
sys.exit(cli.main(["sla"]))
"""


def test_a_reader_who_has_seen_enough_ends_us_in_silence():
    with subprocess.Popen([sys.executable, "-c", TALKATIVE], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.readline()
        process.stdout.close()

        assert (process.wait(60), process.stderr.read()) == (141, b"")


EDGE = ("poller", "listener", "twin", "partner", "discover", "judge", "sla", "mailsink")


@pytest.mark.parametrize("name", EDGE)
def test_the_edge_starts_without_django(name):
    module = cli._find(name).module
    if find_spec(module) is None:
        pytest.skip(f"{module} is not part of this checkout yet")
    code = f"import sys, {module}; sys.exit('django' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
