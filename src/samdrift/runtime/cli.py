# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The one command `samdrift`: finds the part that does the work and imports only that.

Pollers and listeners must start without Django, and `samdrift sla` without a database; so a name leads to a module
that is imported when it is asked for and not before.
"""

import os
import sys
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec

from samdrift import __version__
from samdrift.kernel.errors import BadInput, SamdriftError


@dataclass(frozen=True)
class Command:
    """One word after `samdrift`: which module's `main(argv) -> int` does it, and what it is for."""

    module: str
    purpose: str
    joins: bool = False
    """Whether, typed by hand, it means the Samdrift that runs from the same folder (see `joining`)."""


RUN, ONE_PART, ANSWER = "Run it all", "Run one part", "Ask and answer (no database needed)"
COMMANDS: dict[str, dict[str, Command]] = {
    RUN: {
        "demo": Command("samdrift.runtime.demo", "an invented municipality with its network, to try everything on"),
        "up": Command("samdrift.runtime.up", "everything on this machine"),
        "setup-link": Command(
            "samdrift.runtime.setup_link", "the link on which the first administrator is made", joins=True
        ),
        "doctor": Command(
            "samdrift.runtime.doctor", "say in plain words what is wrong with this installation", joins=True
        ),
    },
    ONE_PART: {
        "front": Command("samdrift.runtime.front", "pages and event streams on one port", joins=True),
        "web": Command("samdrift.runtime.web", "pages alone, for a machine that serves many", joins=True),
        "stream": Command("samdrift.runtime.stream", "event streams alone", joins=True),
        "worker": Command("samdrift.runtime.worker", "what follows from each fact: cases, tickets, mails", joins=True),
        "poller": Command("samdrift.runtime.poll", "ask devices, from anywhere that reaches them", joins=True),
        "listener": Command("samdrift.runtime.listen", "receive traps and informs", joins=True),
        "watch": Command("samdrift.runtime.watch", "judge what pollers and listeners saw", joins=True),
        "seed": Command("samdrift.runtime.seed", "give one address to find the network from", joins=True),
        "migrate": Command("samdrift.runtime.migrate", "bring the database's tables up to this version", joins=True),
        "twin": Command("samdrift.twin.cli", "a whole municipality's network that answers SNMP", joins=True),
        "partner": Command("samdrift.partner.cli", "a supplier's service desk that speaks a ticket API"),
        "demo-build": Command("samdrift.demo.build", "fill an empty installation with the invented municipality"),
        "mailsink": Command("samdrift.demo.mailsink", "a mailbox for everybody, with a page to read it"),
    },
    ANSWER: {
        "discover": Command("samdrift.adapters.snmp.cli", "read one device and print it as JSON"),
        "sla": Command("samdrift.runtime.sla", "reckon service-level deadlines"),
        "judge": Command("samdrift.runtime.judge_replay", "find the cause in recorded observations"),
    },
}


def _usage() -> str:
    lines = ["samdrift NAME [arguments]", ""]
    for heading, commands in COMMANDS.items():
        lines.append(f"{heading}:")
        lines += [f"  {name:10} {command.purpose}" for name, command in commands.items()]
        lines.append("")
    lines.append("Each name takes --help.")
    return "\n".join(lines)


def _find(name: str) -> Command | None:
    return next((commands[name] for commands in COMMANDS.values() if name in commands), None)


def main(argv: list[str] | None = None) -> int:
    """Exit status: 0 done, 1 it did not work, 2 the input cannot be used, 130 interrupted at the keyboard."""
    words = sys.argv[1:] if argv is None else argv
    if not words or words[0] in {"-h", "--help", "help"}:
        print(_usage())
        return 0
    if words[0] == "--version":
        print(f"samdrift {__version__}")
        return 0
    name, rest = words[0], words[1:]
    command = _find(name)
    if command is None:
        return _say(name, BadInput("there is no such command", remedy="samdrift --help lists them"))
    if find_spec(command.module) is None:
        return _say(name, BadInput("this installation lacks that part", where=command.module))
    if command.joins:
        from samdrift.runtime import joining

        joining.join(os.environ)
    try:
        status: int = import_module(command.module).main(rest)
    except SamdriftError as error:
        return _say(name, error)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # whoever read our output, as `head` does, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    return status


def _say(name: str, error: SamdriftError) -> int:
    print(f"samdrift {name}: {error.sentence()}", file=sys.stderr)
    return 2 if isinstance(error, BadInput) else 1


if __name__ == "__main__":
    sys.exit(main())
